using System.Text.Json;
using Offing.Gateway.Tests.Support;
using Offing.Gateway.Venue;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Gateway.Tests.Native;

public sealed class PreviewTests : IAsyncLifetime
{
    private const string Order =
        """{"a":0,"b":true,"p":"30100","s":"0.5","r":false,"t":{"limit":{"tif":"Ioc"}}}""";

    private static readonly string Alice = FakeVenue.Alice.Address.ToString();
    private RunningVenue _running = null!;

    public async Task InitializeAsync() => _running = await RunningVenue.StartAsync();

    public Task DisposeAsync() => _running.DisposeAsync().AsTask();

    [Fact]
    public async Task The_order_is_read_as_the_action_would_be_and_nothing_is_submitted()
    {
        var asked = Listen();
        var reply = await AskAsync(Order[..^1] + ""","stp":"decrement"}""");
        Assert.Equal("ok", reply.GetProperty("status").GetString());
        var (signer, action) = asked.Single();
        var order = Assert.Single(action.Orders);
        Assert.Equal((SelfTradeMode.Decrement, TimeInForce.Ioc), (order.Options.SelfTrade, order.Tif));
        Assert.Equal((null, null, OrderGrouping.Na), (signer, action.Builder, action.Grouping));
        Assert.Empty(_running.Venue.Received);
    }

    [Fact]
    public async Task Who_would_sign_who_is_paid_and_the_grouping_are_passed_on()
    {
        var asked = Listen();
        var bot = FakeVenue.AliceBot.Address;
        await _running.JsonAsync(
            "/native/preview",
            $$$"""
            {"user":"{{{Alice}}}","signer":"{{{bot}}}","builder":{"b":"{{{FakeVenue.Bob.Address}}}","f":10},
             "grouping":"positionTpsl","order":{{{Order}}}}
            """);
        var (signer, action) = asked.Single();
        Assert.Equal(
            (bot, new BuilderCode(FakeVenue.Bob.Address, 10), OrderGrouping.PositionTpsl),
            (signer, action.Builder, action.Grouping));
        await _running.JsonAsync(
            "/native/preview",
            $$"""{"user":"{{Alice}}","signer":null,"builder":null,"grouping":null,"order":{{Order}}}""");
        Assert.Equal((null, null), (asked[1].Signer, asked[1].Action.Builder));
    }

    [Fact]
    public async Task A_preview_that_was_cut_says_that_it_is_not_complete()
    {
        _running.Venue.WouldDo = (_, _) => Filled() with { IsComplete = false, After = null };
        var data = (await AskAsync(Order)).GetProperty("data");
        Assert.False(data.GetProperty("complete").GetBoolean());
        foreach (var unknown in new[] { "outcome", "end", "after" })
        {
            Assert.Equal(JsonValueKind.Null, data.GetProperty(unknown).ValueKind);
        }
    }

    [Fact]
    public async Task Fills_fee_and_margins_come_in_whole_units()
    {
        _running.Venue.WouldDo = (_, _) => Filled();
        var data = (await AskAsync(Order)).GetProperty("data");
        Assert.Equal("filled", data.GetProperty("outcome").GetString());
        Assert.Equal(JsonValueKind.Null, data.GetProperty("code").ValueKind);
        Assert.True(data.GetProperty("complete").GetBoolean());
        Assert.Equal(4_000_000, data.GetProperty("fee").GetInt64());
        Assert.Equal(1_000_000, data.GetProperty("builderFee").GetInt64());
        Assert.Equal(288_000, data.GetProperty("triggerPrice").GetInt64());
        Assert.Equal("iocCanceled", data.GetProperty("end").GetString());
        Assert.Equal("30003.3333", data.GetProperty("averagePrice").GetString());
        Assert.Equal(300_100, data.GetProperty("worstPrice").GetInt64());
        Assert.Equal(2, data.GetProperty("fills").GetArrayLength());
        Assert.Equal(299_000, data.GetProperty("after").GetProperty("liquidationPrice").GetInt64());
        Assert.Equal(
            6_000_000_000, data.GetProperty("after").GetProperty("cross").GetProperty("equity").GetInt64());
        Assert.Equal(
            7, data.GetProperty("after").GetProperty("isolated").GetProperty("maintenance").GetInt64());
    }

    [Fact]
    public async Task A_refusal_is_an_answer_with_its_code_and_text()
    {
        _running.Venue.WouldDo = (_, _) => Filled() with
        {
            Code = RejectCode.InsufficientMargin,
            Kind = OutcomeKind.Error,
            Status = OrderStatus.Rejected,
            Filled = Lots.Zero,
            Fills = [],
        };
        var data = (await AskAsync(Order)).GetProperty("data");
        Assert.Equal("error", data.GetProperty("outcome").GetString());
        Assert.Equal("INSUFFICIENT_MARGIN", data.GetProperty("code").GetString());
        Assert.Equal("Insufficient margin to place order.", data.GetProperty("reason").GetString());
        Assert.Equal(JsonValueKind.Null, data.GetProperty("worstPrice").ValueKind);
    }

    [Theory]
    [InlineData("""{"user":"USER"}""", "MALFORMED", 422)]
    [InlineData("""{"user":"USER","order":[]}""", "MALFORMED", 422)]
    [InlineData("""{"user":"USER","order":{},"more":1}""", "MALFORMED", 422)]
    [InlineData("""{"user":"0x12","order":{}}""", "BAD_ADDRESS", 200)]
    [InlineData("""{"user":"USER","signer":"me","order":{}}""", "BAD_ADDRESS", 200)]
    [InlineData("""{"user":"USER","builder":{"b":"me","f":1},"order":ORDER}""", "BAD_ADDRESS", 200)]
    [InlineData("""{"user":"USER","grouping":"all","order":ORDER}""", "UNSUPPORTED_GROUPING", 200)]
    [InlineData("[", "MALFORMED", 422)]
    [InlineData("""{"user":"USER","order":{"a":0}}""", "MISSING_KEY", 200)]
    public async Task What_is_no_order_is_refused_by_name(string body, string code, int status)
    {
        var answer = await _running.PostAsync(
            "/native/preview", body.Replace("USER", Alice, StringComparison.Ordinal)
                .Replace("ORDER", Order, StringComparison.Ordinal));
        Assert.Equal(status, answer.Status);
        Assert.Contains($"\"code\":\"{code}\"", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_is_not_there_has_no_preview()
    {
        var reply = await _running.JsonAsync(
            "/native/preview", $$"""{"user":"{{FakeVenue.Nobody.Address}}","order":{{Order}}}""");
        Assert.Equal("NOT_DEPOSITED", reply.GetProperty("code").GetString());
    }

    private List<(Address? Signer, PlaceOrders Action)> Listen()
    {
        var asked = new List<(Address? Signer, PlaceOrders Action)>();
        _running.Venue.WouldDo = (signer, action) =>
        {
            asked.Add((signer, action));
            return Filled();
        };
        return asked;
    }

    private Task<JsonElement> AskAsync(string order) =>
        _running.JsonAsync("/native/preview", $$"""{"user":"{{Alice}}","order":{{order}}}""");

    private static PreviewView Filled()
    {
        var cross = new BucketView(
            FakeVenue.Usd(6_000), FakeVenue.Usd(300), FakeVenue.Usd(30), FakeVenue.Usd(31),
            FakeVenue.Usd(15), FakeVenue.Usd(5_900));
        var isolated = cross with { Maintenance = new MicroUsd(7) };
        var standing = new StandingView(new Lots(30_000), FakeVenue.Usd(9_001), null, cross, null);
        return new PreviewView(
            12, new Time(FakeVenue.Now_Ms), new Ticks(300_000), RejectCode.None, OutcomeKind.Filled,
            OrderStatus.IocCanceled, new Lots(50_000), new Lots(30_000), FakeVenue.Usd(9_001),
            FakeVenue.Usd(4), Lots.Zero,
            [
                new LevelView(new Ticks(300_000), new Lots(20_000), 2),
                new LevelView(new Ticks(300_100), new Lots(10_000), 1),
            ],
            standing, standing with { Liquidation = new Ticks(299_000), Isolated = isolated })
        {
            BuilderFee = FakeVenue.Usd(1),
            Trigger = new Ticks(288_000),
        };
    }
}
