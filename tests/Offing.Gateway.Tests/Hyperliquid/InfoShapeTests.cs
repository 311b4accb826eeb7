using System.Text.Json;
using Offing.Gateway.Tests.Support;
using Offing.Gateway.Venue;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Gateway.Tests.Hyperliquid;

public sealed class InfoShapeTests : IAsyncLifetime
{
    private static readonly string Alice = FakeVenue.Alice.Address.ToString();
    private RunningVenue _running = null!;

    public async Task InitializeAsync()
    {
        _running = await RunningVenue.StartAsync();
        _running.Venue.Emit(Happenings.MarkMoved(300_000));
        await _running.ExchangeAsync(Signed.L1(Signed.Order("29000", "0.5"), FakeVenue.Alice));
        _running.Venue.Emit(Happenings.TradeAgainstFirstOrder(lots: 10_000));
    }

    public Task DisposeAsync() => _running.DisposeAsync().AsTask();

    [Theory]
    [InlineData("meta", "universe,marginTables,collateralToken")]
    [InlineData("spotMeta", "universe,tokens")]
    [InlineData("exchangeStatus", "time,specialStatuses")]
    [InlineData("allMids", "BTC,ETH")]
    [InlineData("l2Book", "coin,time,levels")]
    [
        InlineData(
            "clearinghouseState", "marginSummary,crossMarginSummary,crossMaintenanceMarginUsed,withdrawable,"
        + "assetPositions,time")]
    [InlineData("spotClearinghouseState", "balances")]
    [InlineData("orderStatus", "status,order")]
    [InlineData("userRole", "role")]
    [InlineData("userRateLimit", "cumVlm,nRequestsUsed,nRequestsCap,nRequestsSurplus")]
    [InlineData("activeAssetData", "user,coin,leverage,maxTradeSzs,availableToTrade,markPx")]
    [
        InlineData(
            "userFees",
            "dailyUserVlm,feeSchedule,userCrossRate,userAddRate,userSpotCrossRate,userSpotAddRate,"
        + "activeReferralDiscount,trial,feeTrialEscrow,nextTrialAvailableTimestamp,stakingLink,"
        + "activeStakingDiscount,user")]
    public async Task An_object_has_exactly_its_keys(string type, string keys) =>
        Assert.Equal(keys, Keys(await AskAsync(type)));

    [Theory]
    [InlineData("openOrders", "coin,side,limitPx,sz,oid,timestamp,origSz")]
    [
        InlineData(
            "frontendOpenOrders",
            "coin,side,limitPx,sz,oid,timestamp,triggerCondition,isTrigger,triggerPx,children,"
        + "isPositionTpsl,reduceOnly,orderType,origSz,tif,cloid")]
    [InlineData("historicalOrders", "order,status,statusTimestamp")]
    [InlineData("recentTrades", "coin,side,px,sz,time,hash,tid,users")]
    [
        InlineData(
            "userFills",
            "coin,px,sz,side,time,startPosition,dir,closedPnl,hash,oid,crossed,fee,tid,feeToken,twapId")]
    [
        InlineData(
            "userFillsByTime",
            "coin,px,sz,side,time,startPosition,dir,closedPnl,hash,oid,crossed,fee,tid,feeToken,"
        + "twapId")]
    [InlineData("userNonFundingLedgerUpdates", "time,hash,delta")]
    [InlineData("extraAgents", "address,name,validUntil")]
    [InlineData("candleSnapshot", "t,T,s,i,o,c,h,l,v,n")]
    public async Task A_list_has_items_with_exactly_their_keys(string type, string keys)
    {
        var list = await AskAsync(type);
        Assert.True(list.GetArrayLength() > 0);
        Assert.All(list.EnumerateArray(), item => Assert.Equal(keys, Keys(item)));
    }

    [Theory]
    [InlineData("perpDexs", "[null]")]
    [InlineData("userAbstraction", "\"disabled\"")]
    [InlineData("subAccounts", "null")]
    [InlineData("fundingHistory", "[]")]
    [InlineData("userFunding", "[]")]
    [InlineData("predictedFundings", "[]")]
    [InlineData("twapHistory", "[]")]
    [InlineData("userTwapSliceFills", "[]")]
    public async Task What_this_venue_does_not_have_is_said_in_the_wires_form(string type, string answer) =>
        Assert.Equal(answer, (await AskAsync(type)).GetRawText());

    [Fact]
    public async Task A_market_context_has_prices_as_texts_and_never_a_mark_of_zero()
    {
        var contexts = (await AskAsync("metaAndAssetCtxs"))[1];
        Assert.Equal(2, contexts.GetArrayLength());
        Assert.Equal(
            "funding,openInterest,prevDayPx,dayNtlVlm,premium,oraclePx,markPx,midPx,impactPxs,dayBaseVlm",
            Keys(contexts[0]));
        Assert.Equal("30000.0", contexts[0].GetProperty("markPx").GetString());
        Assert.Equal("2900.0", contexts[0].GetProperty("dayNtlVlm").GetString());
        Assert.Equal("0.09999", contexts[0].GetProperty("openInterest").GetString());
        Assert.Equal(JsonValueKind.Null, contexts[0].GetProperty("midPx").ValueKind);
        Assert.Equal("1.0", contexts[1].GetProperty("markPx").GetString());
    }

    [Fact]
    public async Task The_book_shows_what_is_left_of_an_order()
    {
        var levels = (await AskAsync("l2Book")).GetProperty("levels");
        Assert.Equal("""[[{"px":"29000.0","sz":"0.4","n":1}],[]]""", levels.GetRawText());
    }

    [Fact]
    public async Task A_fill_tells_each_side_its_own_part()
    {
        var maker = (await AskAsync("userFills"))[0];
        Assert.Equal("Open Long", maker.GetProperty("dir").GetString());
        Assert.False(maker.GetProperty("crossed").GetBoolean());
        Assert.Equal("-0.5", maker.GetProperty("fee").GetString());
        var taker = (
            await _running.InfoAsync($$"""{"type":"userFills","user":"{{FakeVenue.Bob.Address}}"}"""))[0];
        Assert.Equal("Long > Short", taker.GetProperty("dir").GetString());
        Assert.True(taker.GetProperty("crossed").GetBoolean());
        Assert.Equal(maker.GetProperty("tid").GetUInt64(), taker.GetProperty("tid").GetUInt64());
    }

    [Fact]
    public async Task An_order_is_found_by_number_and_by_client_id_and_else_unknown()
    {
        const string id = "0x000000000000000000000000000000ff";
        await _running.ExchangeAsync(Signed.L1(Signed.Order(clientId: id), FakeVenue.Alice));
        foreach (var (oid, status) in new[] { ("1", "order"), ($"\"{id}\"", "order"), ("99", "unknownOid") })
        {
            var answer = await _running.InfoAsync(
                $$"""{"type":"orderStatus","user":"{{Alice}}","oid":{{oid}}}""");
            Assert.Equal(status, answer.GetProperty("status").GetString());
        }
    }

    [Fact]
    public async Task A_position_is_valued_in_texts_and_a_market_without_one_is_absent()
    {
        _running.Venue.AliceView = _running.Venue.AliceView! with
        {
            Slots =
            [
                new SlotView(
                    new MarketId(0), new Lots(-10_000), FakeVenue.Usd(-3_000), FakeVenue.Usd(3_100),
                    FakeVenue.Usd(-100), FakeVenue.Usd(310), 10, true, new Ticks(450_000)),
                new SlotView(
                    new MarketId(1), Lots.Zero, FakeVenue.Usd(0), FakeVenue.Usd(0), FakeVenue.Usd(0),
                    FakeVenue.Usd(0), 5,
                    true, null),
            ],
        };
        var state = await AskAsync("clearinghouseState");
        var position = Assert.Single(state.GetProperty("assetPositions").EnumerateArray()).GetProperty(
            "position");
        Assert.Equal(
            """
            {"coin":"BTC","szi":"-0.1","leverage":{"type":"cross","value":10},"entryPx":"30000.0",
            "positionValue":"3100.0","unrealizedPnl":"-100.0","returnOnEquity":"-0.3333333333",
            "liquidationPx":"45000.0","marginUsed":"310.0","maxLeverage":40,
            "cumFunding":{"allTime":"0.0","sinceOpen":"0.0","sinceChange":"0.0"}}
            """.ReplaceLineEndings(""),
            position.GetRawText());
        Assert.Equal("8000.0", state.GetProperty("marginSummary").GetProperty("totalRawUsd").GetString());
    }

    [Fact]
    public async Task An_isolated_position_counts_in_the_account_and_not_in_its_cross_part()
    {
        _running.Venue.AliceView = _running.Venue.AliceView! with
        {
            Collateral = FakeVenue.Usd(5_000), Equity = FakeVenue.Usd(5_000), Notional = FakeVenue.Usd(0),
            MarginUsed = FakeVenue.Usd(0),
            Slots =
            [
                new SlotView(
                    new MarketId(0), new Lots(10_000), FakeVenue.Usd(3_000), FakeVenue.Usd(3_100),
                    FakeVenue.Usd(100), FakeVenue.Usd(400), 10, false, new Ticks(270_000))
                {
                    RawUsd = FakeVenue.Usd(-2_700), MaintenanceMargin = FakeVenue.Usd(39),
                },
            ],
        };
        var state = await AskAsync("clearinghouseState");
        var position = state.GetProperty("assetPositions")[0].GetProperty("position");
        Assert.Equal(
            """{"type":"isolated","value":10,"rawUsd":"-2700.0"}""",
            position.GetProperty("leverage").GetRawText());
        Assert.Equal("400.0", position.GetProperty("marginUsed").GetString());
        Assert.Equal(
            """{"accountValue":"5400.0","totalNtlPos":"3100.0","totalRawUsd":"2300.0","""
            + "\"totalMarginUsed\":\"400.0\"}",
            state.GetProperty("marginSummary").GetRawText());
        Assert.Equal(
            """{"accountValue":"5000.0","totalNtlPos":"0.0","totalRawUsd":"5000.0","""
            + "\"totalMarginUsed\":\"0.0\"}",
            state.GetProperty("crossMarginSummary").GetRawText());
    }

    [Theory]
    [InlineData("0x0000000000000000000000000000000000000009", """{"role":"missing"}""")]
    [InlineData("alice", """{"role":"user"}""")]
    [InlineData("bot", """{"role":"agent","data":{"user":"ALICE"}}""")]
    public async Task A_role_tells_users_and_session_keys_apart(string who, string role)
    {
        var user = who switch
        {
            "alice" => Alice,
            "bot" => FakeVenue.AliceBot.Address.ToString(),
            _ => who,
        };
        var answer = await _running.InfoAsync($$"""{"type":"userRole","user":"{{user}}"}""");
        Assert.Equal(role.Replace("ALICE", Alice, StringComparison.Ordinal), answer.GetRawText());
    }

    private Task<JsonElement> AskAsync(string type) => _running.InfoAsync(
        $$"""
        {"type":"{{type}}","user":"{{Alice}}","coin":"BTC","oid":1,"startTime":0,"dex":"",
         "req":{"coin":"BTC","interval":"1m","startTime":0,"endTime":9999999999999} }
        """);

    private static string Keys(JsonElement item) =>
        string.Join(',', item.EnumerateObject().Select(p => p.Name));
}
