using System.Net.WebSockets;
using System.Text.Json;
using Offing.Gateway.Tests.Support;
using Offing.Primitives;

namespace Offing.Gateway.Tests.Streams;

public sealed class SocketTests : IAsyncLifetime
{
    private static readonly string Alice = FakeVenue.Alice.Address.ToString();
    private RunningVenue _running = null!;

    public async Task InitializeAsync()
    {
        _running = await RunningVenue.StartAsync();
        await _running.ExchangeAsync(Signed.L1(Signed.Order("29000", "0.5"), FakeVenue.Alice));
    }

    public Task DisposeAsync() => _running.DisposeAsync().AsTask();

    [Fact]
    public async Task A_ping_is_answered_and_keys_that_are_not_known_are_passed_over()
    {
        using var client = await SocketClient.ConnectAsync(_running);
        Assert.Equal("""{"channel":"pong"}""", await client.AskAsync("""{"method":"ping","id":"17"}"""));
    }

    [Theory]
    [InlineData("""{"type":"l2Book","coin":"BTC","nSigFigs":null,"mantissa":null}""")]
    [InlineData("""{"mantissa":5,"nSigFigs":5,"type":"l2Book","coin":"BTC"}""")]
    [InlineData("""{"type":"bbo","coin":"BTC"}""")]
    [InlineData("""{"type":"trades","coin":"BTC"}""")]
    [InlineData("""{"type":"allMids"}""")]
    [InlineData("""{"type":"candle","coin":"BTC","interval":"1m"}""")]
    [InlineData("""{"type":"activeAssetCtx","coin":"BTC"}""")]
    [InlineData("""{"type":"userFills","user":"USER","aggregateByTime":false}""")]
    [InlineData("""{"type":"orderUpdates","user":"USER"}""")]
    [InlineData("""{"type":"userEvents","user":"USER"}""")]
    [InlineData("""{"type":"clearinghouseState","user":"USER","dex":""}""")]
    [InlineData("""{"type":"openOrders","user":"USER","dex":""}""")]
    [InlineData("""{"type":"activeAssetData","user":"USER","coin":"BTC"}""")]
    [InlineData("""{"type":"userNonFundingLedgerUpdates","user":"USER"}""")]
    [InlineData("""{"type":"userFundings","user":"USER"}""")]
    [InlineData("""{"type":"userHistoricalOrders","user":"USER"}""")]
    [InlineData("""{"type":"twapStates","user":"USER","dex":""}""")]
    [InlineData("""{"type":"userTwapHistory","user":"USER"}""")]
    [InlineData("""{"type":"userTwapSliceFills","user":"USER"}""")]
    [InlineData("""{"type":"spotState","user":"USER"}""")]
    [InlineData("""{"type":"notification","user":"USER"}""")]
    [InlineData("""{"type":"webData2","user":"USER"}""")]
    [InlineData("""{"type":"webData3","user":"USER"}""")]
    public async Task A_subscription_is_acknowledged_letter_for_letter_and_ends_when_asked(
        string subscription)
    {
        subscription = subscription.Replace("USER", Alice, StringComparison.Ordinal);
        using var client = await SocketClient.ConnectAsync(_running);
        await client.SubscribeAsync(subscription);
        await client.SendAsync($$"""{"method":"subscribe","subscription":{{subscription}}}""");
        Assert.Equal($"Already subscribed: {subscription}", await ErrorAsync(client));
        await client.SendAsync($$"""{"method":"unsubscribe","subscription":{{subscription}},"id":"5"}""");
        Assert.Contains(
            "\"method\":\"unsubscribe\"", await NextOfAsync(client, "subscriptionResponse"),
            StringComparison.Ordinal);
        await client.SendAsync($$"""{"method":"unsubscribe","subscription":{{subscription}}}""");
        Assert.Equal($"Already unsubscribed: {subscription}", await ErrorAsync(client));
    }

    [Theory]
    [InlineData("hello", "Error parsing JSON into valid websocket request: hello")]
    [InlineData("[]", "Error parsing JSON into valid websocket request: []")]
    [
        InlineData(
            """{"method":"dance"}""",
            """Error parsing JSON into valid websocket request: {"method":"dance"}""")]
    [
        InlineData(
            """{"method":"subscribe"}""",
            """Error parsing JSON into valid websocket request: {"method":"subscribe"}""")]
    [InlineData("""{"method":"subscribe","subscription":5}""", "Invalid subscription 5")]
    [
        InlineData(
            """{"method":"subscribe","subscription":{"type":"gossip"}}""",
            """Invalid subscription {"type":"gossip"}""")]
    [InlineData("""{"method":"subscribe","subscription":{"type":"l2Book","coin":"DOGE"}}""",
        """Invalid subscription {"type":"l2Book","coin":"DOGE"}""")]
    [InlineData("""{"method":"unsubscribe","subscription":{"type":"bbo","coin":"BTC"}}""",
        """Already unsubscribed: {"type":"bbo","coin":"BTC"}""")]
    [
        InlineData(
            """{"method":"post","id":1}""",
            """Error parsing JSON into valid websocket request: {"method":"post","id":1}""")]
    public async Task A_message_that_cannot_be_served_is_answered_with_the_wires_error(
        string message, string error)
    {
        using var client = await SocketClient.ConnectAsync(_running);
        await client.SendAsync(message);
        Assert.Equal(error, (await client.DataAsync("error")).GetString());
        Assert.Equal("""{"channel":"pong"}""", await client.AskAsync("""{"method":"ping"}"""));
    }

    [Fact]
    public async Task A_post_carries_questions_actions_and_their_errors()
    {
        using var client = await SocketClient.ConnectAsync(_running);
        Assert.Equal(
            """{"channel":"post","data":{"id":5,"response":{"type":"info","payload":"""
            + """{"type":"perpDexs","data":[null]}}}}""",
            await client.AskAsync(
                """{"method":"post","id":5,"request":{"type":"info","payload":{"type":"perpDexs"}}}"""));
        Assert.Equal(
            """{"channel":"post","data":{"id":6,"response":{"type":"error","payload":"""
            + "\"Failed to deserialize the JSON body into the target type\"}}}",
            await client.AskAsync(
                """{"method":"post","id":6,"request":{"type":"info","payload":{"type":"x"}}}"""));
        var action = Signed.L1("""{"type":"noop"}""", FakeVenue.Alice);
        Assert.Equal(
            """{"channel":"post","data":{"id":7,"response":{"type":"action","payload":"""
            + """{"status":"ok","response":{"type":"default"}}}}}""",
            await client.AskAsync(
                $$"""{"method":"post","id":7,"request":{"type":"action","payload":{{action}} } }"""));
    }

    [Fact]
    public async Task Posts_beyond_the_limit_are_refused_by_their_number()
    {
        await using var venue = await RunningVenue.StartAsync(change: o => o with { PostsInFlight = 1 });
        venue.Venue.IsStuck = true;
        using var client = await SocketClient.ConnectAsync(venue);
        foreach (var id in new[] { 1, 2 })
        {
            var action = Signed.L1(Signed.Order(), FakeVenue.Alice);
            await client.SendAsync(
                $$"""{"method":"post","id":{{id}},"request":{"type":"action","payload":{{action}} } }""");
        }

        Assert.Equal("too many pending post requests id=2", await ErrorAsync(client));
    }

    [Fact]
    public async Task A_trade_reaches_everyone_whom_it_concerns()
    {
        using var client = await SocketClient.ConnectAsync(_running);
        foreach (var type in new[] { "userFills", "orderUpdates", "userEvents" })
        {
            await client.SubscribeAsync($$"""{"type":"{{type}}","user":"{{Alice}}"}""");
            if (type == "userFills")
            {
                Assert.True((await client.DataAsync("userFills")).GetProperty("isSnapshot").GetBoolean());
            }
        }

        await client.SubscribeAsync("""{"type":"trades","coin":"BTC"}""");
        _running.Venue.Emit(Happenings.TradeAgainstFirstOrder(lots: 10_000));
        var seen = new Dictionary<string, JsonElement>();
        while (seen.Count < 4)
        {
            var message = JsonSerializer.Deserialize<JsonElement>((await client.NextAsync())!);
            seen.Add(message.GetProperty("channel").GetString()!, message.GetProperty("data"));
        }

        Assert.Equal("0.1", seen["trades"][0].GetProperty("sz").GetString());
        Assert.Equal(Alice, seen["trades"][0].GetProperty("users")[0].GetString());
        Assert.Equal("0.1", seen["userFills"].GetProperty("fills")[0].GetProperty("sz").GetString());
        Assert.False(seen["userFills"].TryGetProperty("isSnapshot", out _));
        Assert.Equal("0.4", seen["orderUpdates"][0].GetProperty("order").GetProperty("sz").GetString());
        Assert.Equal(1, seen["user"].GetProperty("fills").GetArrayLength());
        _running.Venue.Emit(Happenings.FirstOrderCancelledByMargin(remaining: 40_000));
        Assert.Equal(
            "marginCanceled", (await client.DataAsync("orderUpdates"))[0].GetProperty("status").GetString());
        Assert.Equal(
            """{"nonUserCancel":[{"coin":"BTC","oid":1}]}""", (await client.DataAsync("user")).GetRawText());
    }

    [Fact]
    public async Task State_channels_begin_with_the_state_and_tell_every_change_in_the_end()
    {
        using var client = await SocketClient.ConnectAsync(_running);
        await client.SubscribeAsync("""{"type":"l2Book","coin":"BTC"}""");
        Assert.Equal("0.5", Best(await client.DataAsync("l2Book")));
        for (ulong trade = 1; trade <= 40; trade++)
        {
            _running.Venue.Emit(Happenings.TradeAgainstFirstOrder(lots: 1_000, trade));
        }

        var size = "";
        while (size != "0.1")
        {
            size = Best(await client.DataAsync("l2Book"));
        }
    }

    [Fact]
    public async Task The_best_prices_are_told_only_when_they_change()
    {
        using var client = await SocketClient.ConnectAsync(_running);
        await client.SubscribeAsync("""{"type":"bbo","coin":"BTC"}""");
        Assert.Equal(
            "29000.0", (await client.DataAsync("bbo")).GetProperty("bbo")[0].GetProperty("px").GetString());
        await _running.ExchangeAsync(Signed.L1(Signed.Order("28000"), FakeVenue.Alice));
        await _running.ExchangeAsync(Signed.L1(Signed.Order("29500"), FakeVenue.Alice));
        Assert.Equal(
            "29500.0", (await client.DataAsync("bbo")).GetProperty("bbo")[0].GetProperty("px").GetString());
    }

    [Fact]
    public async Task A_client_that_says_nothing_or_too_much_at_once_is_closed_with_a_code()
    {
        await using var venue = await RunningVenue.StartAsync(
            change: o => o with { Silence = TimeSpan.FromMilliseconds(300) });
        using var silent = await SocketClient.ConnectAsync(venue);
        Assert.Null(await silent.NextAsync());
        Assert.Equal((WebSocketCloseStatus)4001, silent.CloseStatus);
        using var loud = await SocketClient.ConnectAsync(venue);
        await loud.SendAsync(new string('x', 100_000));
        Assert.Null(await loud.NextAsync());
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, loud.CloseStatus);
    }

    [Fact]
    public async Task A_server_that_stops_says_so()
    {
        var venue = await RunningVenue.StartAsync();
        using var client = await SocketClient.ConnectAsync(venue);
        Assert.Equal("""{"channel":"pong"}""", await client.AskAsync("""{"method":"ping"}"""));
        var stopping = venue.DisposeAsync();
        Assert.Null(await client.NextAsync());
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, client.CloseStatus);
        await stopping;
    }

    private static string Best(JsonElement book) =>
        book.GetProperty("levels")[0][0].GetProperty("sz").GetString()!;

    private static async Task<string> ErrorAsync(SocketClient client) =>
        JsonSerializer.Deserialize<JsonElement>(await NextOfAsync(client, "error")).GetProperty(
            "data").GetString()!;

    private static async Task<string> NextOfAsync(SocketClient client, string channel)
    {
        while (true)
        {
            var message = (await client.NextAsync())!;
            if (message.StartsWith($"{{\"channel\":\"{channel}\"", StringComparison.Ordinal))
            {
                return message;
            }
        }
    }
}
