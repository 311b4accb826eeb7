using System.Text;
using System.Text.Json;
using Offing.Gateway.Tests.Support;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;
using Offing.Signing;

namespace Offing.Gateway.Tests.Native;

/// <summary>The worked example of spec/native.md, as other people's libraries signed it.</summary>
public sealed class NativeVectorTests
{
    [Fact]
    public void The_worked_example_has_the_bytes_the_hash_and_the_signer_of_the_vector()
    {
        var vector = Load();
        var action = Encoding.UTF8.GetBytes(vector.GetProperty("action").GetRawText());
        Assert.True(JsonTranscoder.TryTranscode(action, out var payload, out _));
        Assert.Equal(Text(vector, "msgpack"), Hex.Encode(payload));
        var connection = HyperliquidSigning.ConnectionId(
            payload, vector.GetProperty("nonce").GetUInt64(), null, null);
        Assert.Equal(Text(vector, "connectionId"), connection.ToString());
        var digest = HyperliquidSigning.L1Digest(connection, HyperliquidSource.Testnet);
        Assert.Equal(Text(vector, "digest"), digest.ToString());
        var key = PrivateKey.FromSeed(Text(vector, "seed"));
        Assert.Equal(Text(vector, "signer"), key.Address.ToString());
        Assert.Equal(
            Text(vector.GetProperty("signature"), "r"), Secp256k1.Sign(digest, key).R.ToString());
    }

    [Fact]
    public void The_worked_example_asks_for_what_its_text_says()
    {
        var action = Encoding.UTF8.GetBytes(Load().GetProperty("action").GetRawText());
        Assert.True(JsonTranscoder.TryTranscode(action, out var payload, out _));
        Assert.True(ActionParser.TryParse(payload, out var parsed, out _));
        var place = Assert.IsType<PlaceOrders>(parsed.Command);
        Assert.Equal((true, OrderGrouping.Oto, 2), (place.IsNative, place.Grouping, place.Orders.Count));
        Assert.Equal(
            new OrderOptions(SelfTradeMode.Decrement, true, new WireDecimal(5, 2), 1_750_000_600_000),
            place.Orders[0].Options);
        Assert.Equal(
            new TriggerSpec(TriggerKind.TrailingStop, new WireDecimal(750, 0), IsMarket: true),
            place.Orders[1].Trigger);
    }

    [Fact]
    public async Task A_changed_option_is_an_order_of_somebody_else()
    {
        await using var running = await RunningVenue.StartAsync();
        var native = Surface.Native("na", Surface.Sell(
            """{"limit":{"tif":"Gtc"}}""", more: ",\"stp\":\"decrement\",\"display\":\"0.1\""));
        var signed = Signed.L1(native, FakeVenue.Alice);
        foreach (var (from, to) in new[] { ("decrement", "expireMaker"), ("\"0.1\"", "\"0.2\"") })
        {
            var reply = await running.ExchangeAsync(signed.Replace(from, to, StringComparison.Ordinal));
            Assert.Contains("does not exist", reply.GetRawText(), StringComparison.Ordinal);
        }

        Assert.Empty(running.Venue.Received);
    }

    private static JsonElement Load() => JsonDocument.Parse(File.ReadAllBytes(
        Path.Combine(Root(), "spec", "vectors", "native-order.json"))).RootElement;

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "spec", "native.md")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
