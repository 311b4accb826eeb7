using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Tools.Client;
using Offing.Tools.Demo;
using Offing.Tools.Tests.Support;

namespace Offing.Tools.Tests.Demo;

public sealed class MoneyTests
{
    private const string Fills = """
        [{"coin":"BTC","px":"60000.0","sz":"0.5","side":"B","fee":"13.5"},
         {"coin":"BTC","px":"60100.5","sz":"0.20001","side":"A","fee":"-1.000001"}]
        """;

    [Fact]
    public async Task Fills_fees_and_transfers_give_what_the_venue_must_report()
    {
        // 1,000 paid in - 30,000 bought + 12,020.701005 sold - 12.499999 of fees.
        var money = await Of(reported: "-16991.798994");
        Assert.Equal((2, 12_499_999L), (money.Trades, money.Fees.Value));
        Assert.Equal(-16_991_798_994, money.Expected.Value);
        Assert.Equal(new MicroUsd(990_000_000), money.Equity);
        money.MustAddUp("alice");
    }

    [Fact]
    public async Task A_micro_dollar_that_is_missing_is_loud()
    {
        var money = await Of(reported: "-16991.798993");
        var error = Assert.Throws<VenueException>(() => money.MustAddUp("alice"));
        Assert.Contains("alice", error.Message, StringComparison.Ordinal);
        Assert.Contains("-16991798993", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0", 0)]
    [InlineData("1.5", 1_500_000)]
    [InlineData("-0.000001", -1)]
    public void Amounts_of_the_wire_are_read_to_the_last_micro_dollar(string text, long expected) =>
        Assert.Equal(new MicroUsd(expected), VenueClient.Usd(JsonValue.Create(text)));

    private static async Task<Money> Of(string reported)
    {
        var port = FreePort();
        using var venue = new HttpListener();
        venue.Prefixes.Add($"http://127.0.0.1:{port}/");
        venue.Start();
        var answering = AnswerAsync(venue, reported);
        using var client = new VenueClient(port);
        var alice = new Trader(client, "alice", "seed");
        var money = await Money.OfAsync(
            client, alice, [Samples.Market("BTC", 5)], new MicroUsd(1_000_000_000), default);
        venue.Stop();
        await answering;
        return money;
    }

    private static async Task AnswerAsync(HttpListener venue, string reported)
    {
        var state = "{\"marginSummary\":{\"accountValue\":\"990.0\",\"totalRawUsd\":\"" + reported + "\"}}";
        for (var left = 2; left > 0; left--)
        {
            var context = await venue.GetContextAsync();
            using var reader = new StreamReader(context.Request.InputStream);
            var asksFills = (await reader.ReadToEndAsync()).Contains("userFills", StringComparison.Ordinal);
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(asksFills ? Fills : state));
            context.Response.Close();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
