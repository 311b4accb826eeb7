using System.Text.Json;
using Offing.Gateway.Hyperliquid.Info;
using Offing.Gateway.Tests.Support;
using Offing.Gateway.Venue;
using Offing.MarketData;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Gateway.Tests.Hyperliquid;

/// <summary>Conditional orders and TWAPs in the answers of /info and /native.</summary>
public sealed class ConditionalShapeTests : IAsyncLifetime
{
    private static readonly string Alice = FakeVenue.Alice.Address.ToString();
    private RunningVenue _running = null!;

    public async Task InitializeAsync() => _running = await RunningVenue.StartAsync();

    public Task DisposeAsync() => _running.DisposeAsync().AsTask();

    [Fact]
    public async Task A_waiting_stop_is_shown_with_its_trigger()
    {
        await DoAsync(Surface.Orders("na", Surface.Sell(Surface.Stop)));
        Assert.Equal(
            """
            [{"coin":"BTC","side":"A","limitPx":"27000.0","sz":"0.5","oid":1,"timestamp":1700000000000,
            "triggerCondition":"Price below 28000","isTrigger":true,"triggerPx":"28000.0","children":[],
            "isPositionTpsl":false,"reduceOnly":true,"orderType":"Stop Market","origSz":"0.5","tif":null,
            "cloid":null}]
            """.ReplaceLineEndings(""),
            (await AskAsync("frontendOpenOrders")).GetRawText());
        Assert.Equal(1, (await AskAsync("openOrders")).GetArrayLength());
        Assert.Equal("""[[],[]]""", (await AskAsync("l2Book")).GetProperty("levels").GetRawText());
    }

    [Theory]
    [InlineData("sl", true, false, "Stop Market", "Price below 28000.5")]
    [InlineData("sl", false, true, "Stop Limit", "Price above 28000.5")]
    [InlineData("tp", true, false, "Take Profit Market", "Price above 28000.5")]
    [InlineData("tp", false, true, "Take Profit Limit", "Price below 28000.5")]
    public async Task Every_kind_of_trigger_has_its_type_and_its_condition(
        string tpsl, bool isMarket, bool isBuy, string type, string condition)
    {
        var trigger = $$"""{"isMarket":{{(isMarket ? "true" : "false")}},"triggerPx":"28000.5","""
            + $"\"tpsl\":\"{tpsl}\"}}";
        var order = Surface.Sell($"{{\"trigger\":{trigger}}}").Replace(
            "\"b\":false", isBuy ? "\"b\":true" : "\"b\":false", StringComparison.Ordinal);
        await DoAsync(Surface.Orders("na", order));
        var shown = (await AskAsync("frontendOpenOrders"))[0];
        Assert.Equal(type, shown.GetProperty("orderType").GetString());
        Assert.Equal(condition, shown.GetProperty("triggerCondition").GetString());
    }

    [Fact]
    public async Task A_trailing_stop_is_a_stop_whose_trigger_moves()
    {
        _running.Venue.Emit(
        [
            new ConditionalPlaced(
                new OrderId(9), ClientOrderId.None, new MarketId(0), FakeVenue.Alice.Address,
                FakeVenue.Alice.Address, Side.Sell, new Ticks(270_000), new Lots(50_000), TimeInForce.Ioc,
                true, TriggerKind.TrailingStop, IsMarket: true, new Ticks(280_000), new Ticks(1_500), 0,
                default, false, IsArmed: true, new Time(FakeVenue.Now_Ms)),
            new TriggerMoved(new OrderId(9), FakeVenue.Alice.Address, new Ticks(281_000)),
        ]);
        var shown = (await AskAsync("frontendOpenOrders"))[0];
        Assert.Equal("Stop Market", shown.GetProperty("orderType").GetString());
        Assert.Equal("28100.0", shown.GetProperty("triggerPx").GetString());
        var native = (await OrderAsync("oid=9")).GetProperty("data");
        Assert.Equal(1_500, native.GetProperty("trailingOffset").GetInt32());
        Assert.Equal("trigger", native.GetProperty("waitsFor").GetString());
    }

    [Fact]
    public async Task Children_stand_in_their_parent_and_on_their_own()
    {
        await DoAsync(Surface.Orders("normalTpsl", Surface.Buy(), Surface.Sell(Surface.Stop)));
        var list = await AskAsync("frontendOpenOrders");
        Assert.Equal([2ul, 1ul], list.EnumerateArray().Select(Oid));
        Assert.Equal([2ul], list[1].GetProperty("children").EnumerateArray().Select(Oid));
        Assert.Equal(0, list[0].GetProperty("children").GetArrayLength());
    }

    [Fact]
    public async Task The_orders_of_a_position_say_so_and_have_no_size_of_their_own()
    {
        await DoAsync(Surface.Orders("positionTpsl", Surface.Sell(Surface.Stop, size: "0")));
        var shown = (await AskAsync("frontendOpenOrders"))[0];
        Assert.True(shown.GetProperty("isPositionTpsl").GetBoolean());
        Assert.Equal("0.0", shown.GetProperty("sz").GetString());
    }

    [Fact]
    public async Task An_order_that_triggered_keeps_its_id_and_is_open_until_it_ends()
    {
        await DoAsync(Surface.Orders("na", Surface.Sell(Surface.Stop)));
        _running.Venue.Emit([Surface.Triggered(1)]);
        var status = await StatusAsync();
        Assert.Equal("triggered", status.GetProperty("status").GetString());
        Assert.Equal("Triggered", status.GetProperty("order").GetProperty("triggerCondition").GetString());
        _running.Venue.Emit([Surface.Ended(1, OrderStatus.IocCanceled)]);
        Assert.Equal(
            "marketOrderNoLiquidityRejected", (await StatusAsync()).GetProperty("status").GetString());
        Assert.Equal(1ul, Oid((await AskAsync("historicalOrders"))[0].GetProperty("order")));
    }

    [Theory]
    [InlineData(OrderStatus.SiblingFilledCanceled, "siblingFilledCanceled")]
    [InlineData(OrderStatus.ReduceOnlyCanceled, "reduceOnlyCanceled")]
    [InlineData(OrderStatus.ScheduledCancel, "scheduledCancel")]
    [InlineData(OrderStatus.ParentCanceled, "canceled")]
    [InlineData(OrderStatus.Expired, "canceled")]
    [InlineData(OrderStatus.Canceled, "canceled")]
    public async Task Every_end_has_a_word_of_the_wire(OrderStatus status, string word)
    {
        await DoAsync(Surface.Orders("na", Surface.Sell(Surface.Stop)));
        _running.Venue.Emit([Surface.Ended(1, status)]);
        Assert.Equal(word, (await StatusAsync()).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(RejectCode.InsufficientMargin, "perpMarginRejected")]
    [InlineData(RejectCode.BelowMinimumValue, "minTradeNtlRejected")]
    [InlineData(RejectCode.ReduceOnlyWouldIncrease, "reduceOnlyRejected")]
    [InlineData(RejectCode.PostOnlyWouldMatch, "badAloPxRejected")]
    [InlineData(RejectCode.PriceOutsideBand, "oracleRejected")]
    [InlineData(RejectCode.PositionTooLarge, "perpMaxPositionRejected")]
    [InlineData(RejectCode.PriceOffTick, "tickRejected")]
    [InlineData(RejectCode.NoSlotFree, "rejected")]
    public async Task An_order_that_is_refused_when_it_triggers_says_why(RejectCode code, string word)
    {
        await DoAsync(Surface.Orders("na", Surface.Sell(Surface.Stop)));
        _running.Venue.Emit([Surface.Triggered(1, code), Surface.Ended(1, OrderStatus.Rejected)]);
        Assert.Equal(word, (await StatusAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public void Every_status_of_an_order_has_a_word()
    {
        foreach (var status in Enum.GetValues<OrderStatus>())
        {
            Assert.NotEmpty(OrderStatusText.Of(new OrderRecord(
                new(1), default, new(0), default, Side.Buy, new(1), new(1), new(1), TimeInForce.Gtc, false,
                default, status, default)));
        }
    }

    [Fact]
    public async Task A_twap_is_shown_while_it_runs_and_in_its_history()
    {
        await DoAsync(Surface.Twap);
        _running.Venue.Emit(Surface.Slice(twap: 1, order: 10));
        _running.Venue.Emit([new TwapEnded(
            1, FakeVenue.Alice.Address, TwapStatus.Terminated, new Lots(1_000), FakeVenue.Usd(300))]);
        var history = await AskAsync("twapHistory");
        Assert.Equal(2, history.GetArrayLength());
        Assert.Equal(
            """
            {"time":1700000000,"state":{"coin":"BTC","user":"ALICE","side":"B","sz":"0.25",
            "executedSz":"0.01","executedNtl":"300.0","minutes":30,"reduceOnly":false,"randomize":true,
            "timestamp":1700000000000},"status":{"status":"terminated"},"twapId":1}
            """.ReplaceLineEndings("").Replace("ALICE", Alice, StringComparison.Ordinal),
            history[0].GetRawText());
        Assert.Equal("activated", history[1].GetProperty("status").GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_fills_of_a_twaps_slices_are_found_by_it()
    {
        await DoAsync(Surface.Twap);
        _running.Venue.Emit(Surface.Slice(twap: 1, order: 10));
        foreach (var type in new[] { "userTwapSliceFills", "userTwapSliceFillsByTime" })
        {
            var slice = Assert.Single((await AskAsync(type)).EnumerateArray());
            Assert.Equal(1ul, slice.GetProperty("twapId").GetUInt64());
            Assert.Equal(10ul, Oid(slice.GetProperty("fill")));
        }

        Assert.Equal(1ul, (await AskAsync("userFills"))[0].GetProperty("twapId").GetUInt64());
        var his = await _running.InfoAsync(
            $$"""{"type":"userFills","user":"{{FakeVenue.Bob.Address}}"}""");
        Assert.Equal(JsonValueKind.Null, his[0].GetProperty("twapId").ValueKind);
    }

    [Fact]
    public async Task The_native_answer_tells_what_has_become_of_an_order_and_of_its_cancel()
    {
        await DoAsync(Surface.Orders("na", Surface.Sell(
            Surface.Stop, more: ",\"c\":\"0x000000000000000000000000000000ff\"")));
        Assert.Equal("open", await OutcomeAsync("oid=1"));
        _running.Venue.Emit([Surface.Ended(1, OrderStatus.Canceled)]);
        var cancelled = await OrderAsync("cloid=0x000000000000000000000000000000ff");
        Assert.Equal(
            """
            {"outcome":"cancelled","status":"canceled","oid":1,
            "cloid":"0x000000000000000000000000000000ff","market":0,"isBuy":false,"price":270000,
            "size":50000,"filled":0,"remaining":50000,"triggerPrice":280000,"trailingOffset":null,
            "waitsFor":null,"parent":null,"group":null,"tif":"Ioc","reduceOnly":true,"terms":null,
            "time":1700000000000}
            """.ReplaceLineEndings(""),
            cancelled.GetProperty("data").GetRawText());
        Assert.Equal("unknown", await OutcomeAsync("oid=77"));
        await DoAsync(Surface.Twap);
        _running.Venue.Emit(Surface.Slice(twap: 2, order: 10));
        Assert.Equal("filled", await OutcomeAsync("oid=10"));
    }

    [Theory]
    [InlineData("user=0x12&oid=1")]
    [InlineData("oid=1")]
    [InlineData("user=ALICE")]
    [InlineData("user=ALICE&oid=-1")]
    [InlineData("user=ALICE&oid=99999999999999999999")]
    [InlineData("user=ALICE&cloid=0xabc")]
    [InlineData("user=ALICE&cloid=0x000000000000000000000000000000zz")]
    [InlineData("user=ALICE&oid=1&cloid=0x000000000000000000000000000000ff")]
    public async Task A_question_for_an_order_without_one_good_name_is_refused(string query)
    {
        var path = $"/native/order?{query.Replace("ALICE", Alice, StringComparison.Ordinal)}";
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        Assert.Equal(422, await _running.StatusOfAsync(request));
    }

    [Fact]
    public async Task The_native_answer_has_the_terms_that_the_wire_cannot_show()
    {
        await DoAsync(Surface.Orders("normalTpsl", Surface.Buy(), Surface.Sell(Surface.Stop)));
        _running.Venue.Terms[new OrderId(1)] = new OrderTermsView(
            SelfTradeMode.Decrement, true, new Lots(7_000), new Lots(5_000), 1_700_000_100_000);
        Assert.Equal(
            """{"stp":"decrement","sub":true,"display":7000,"shown":5000,"expiry":1700000100000}""",
            (await OrderAsync("oid=1")).GetProperty("data").GetProperty("terms").GetRawText());
        var child = (await OrderAsync("oid=2")).GetProperty("data");
        Assert.Equal(
            ("fill", 1, 2),
            (child.GetProperty("waitsFor").GetString(), child.GetProperty("parent").GetInt32(),
                child.GetProperty("group").GetInt32()));
    }

    [Fact]
    public async Task The_native_account_tells_its_scheduled_cancel_and_its_family()
    {
        await DoAsync("""{"type":"scheduleCancel","time":1700000009000}""");
        await DoAsync("""{"type":"createSubAccount","name":"example"}""");
        var account = (await _running.GetAsync($"/native/account?user={Alice}")).GetProperty("data");
        Assert.Equal(1_700_000_009_000ul, account.GetProperty("scheduledCancel").GetUInt64());
        Assert.Equal(JsonValueKind.Null, account.GetProperty("master").ValueKind);
        Assert.Equal(
            $"[{{\"user\":\"{Address.OfSystem("example")}\",\"name\":\"example\"}}]",
            account.GetProperty("subAccounts").GetRawText());
    }

    private Task DoAsync(string action) => _running.ExchangeAsync(Signed.L1(action, FakeVenue.Alice));

    private Task<JsonElement> AskAsync(string type) => _running.InfoAsync(
        $$"""{"type":"{{type}}","user":"{{Alice}}","coin":"BTC","startTime":0}""");

    private async Task<JsonElement> StatusAsync() => (await _running.InfoAsync(
        $$"""{"type":"orderStatus","user":"{{Alice}}","oid":1}""")).GetProperty("order");

    private Task<JsonElement> OrderAsync(string name) =>
        _running.GetAsync($"/native/order?user={Alice}&{name}");

    private async Task<string> OutcomeAsync(string name) =>
        (await OrderAsync(name)).GetProperty("data").GetProperty("outcome").GetString()!;

    private static ulong Oid(JsonElement order) => order.GetProperty("oid").GetUInt64();
}
