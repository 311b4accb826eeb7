using System.Text.Json;
using Offing.Gateway.Tests.Support;
using Offing.Gateway.Venue;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.Gateway.Tests.Hyperliquid;

/// <summary>Margin, tiers and liquidations on the compatible wire.</summary>
public sealed class RiskShapeTests : IAsyncLifetime
{
    private static readonly string Alice = FakeVenue.Alice.Address.ToString();
    private static readonly MarketId Btc = new(0);
    private RunningVenue _running = null!;

    public async Task InitializeAsync()
    {
        _running = await RunningVenue.StartAsync(new FakeVenue(change: Tiered));
        _running.Venue.Emit(Happenings.MarkMoved(300_000));
    }

    public Task DisposeAsync() => _running.DisposeAsync().AsTask();

    [Fact]
    public async Task Tiers_are_tables_that_the_markets_name()
    {
        var meta = await AskAsync("meta");
        Assert.Equal(
            """
            [{"name":"BTC","szDecimals":5,"maxLeverage":40,"marginTableId":1000},
            {"name":"ETH","szDecimals":4,"maxLeverage":25,"marginTableId":25,"onlyIsolated":true,
            "marginMode":"noCross"}]
            """.ReplaceLineEndings(""),
            meta.GetProperty("universe").GetRawText());
        Assert.Equal(
            """
            [[1000,{"description":"tiered BTC","marginTiers":[{"lowerBound":"0.0","maxLeverage":40},
            {"lowerBound":"150000000.0","maxLeverage":20}]}],
            [25,{"description":"","marginTiers":[{"lowerBound":"0.0","maxLeverage":25}]}]]
            """.ReplaceLineEndings(""),
            meta.GetProperty("marginTables").GetRawText());
    }

    [Fact]
    public async Task What_may_be_traded_is_told_for_both_sides_and_by_mode()
    {
        var data = await AskAsync("activeAssetData");
        Assert.Equal(
            $$"""
            {"user":"{{Alice}}","coin":"BTC","leverage":{"type":"cross","value":20},
            "maxTradeSzs":["3.0","1.0"],"availableToTrade":["4500.0","1500.0"],"markPx":"30000.0"}
            """.ReplaceLineEndings(""),
            data.GetRawText());
        _running.Venue.AliceTradable = new TradableView(
            5, IsCross: false, FakeVenue.Usd(-70), new Lots(1), Lots.Zero);
        Assert.Equal(
            """{"type":"isolated","value":5,"rawUsd":"-70.0"}""",
            (await AskAsync("activeAssetData")).GetProperty("leverage").GetRawText());
        var nobody = await _running.InfoAsync(
            $$"""{"type":"activeAssetData","user":"{{FakeVenue.Nobody.Address}}","coin":"ETH"}""");
        Assert.Equal("""["0.0","0.0"]""", nobody.GetProperty("maxTradeSzs").GetRawText());
        Assert.Equal("isolated", nobody.GetProperty("leverage").GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_position_in_a_bucket_of_its_own_counts_in_one_summary_only()
    {
        _running.Venue.AliceView = _running.Venue.AliceView! with
        {
            Slots =
            [
                new SlotView(
                    Btc, new Lots(10_000), FakeVenue.Usd(3_000), FakeVenue.Usd(3_100), FakeVenue.Usd(100),
                    FakeVenue.Usd(400), 10, IsCross: false, new Ticks(280_000))
                {
                    RawUsd = FakeVenue.Usd(-2_700),
                },
            ],
        };
        var state = await AskAsync("clearinghouseState");
        Assert.Equal(
            """
            {"accountValue":"5400.0","totalNtlPos":"3100.0","totalRawUsd":"2300.0","totalMarginUsed":"400.0"}
            """.Trim(),
            state.GetProperty("marginSummary").GetRawText());
        Assert.Equal(
            """
            {"accountValue":"5000.0","totalNtlPos":"0.0","totalRawUsd":"5000.0","totalMarginUsed":"0.0"}
            """,
            state.GetProperty("crossMarginSummary").GetRawText());
        Assert.Equal(
            """{"type":"isolated","value":10,"rawUsd":"-2700.0"}""",
            state.GetProperty("assetPositions")[0].GetProperty("position").GetProperty("leverage")
                .GetRawText());
    }

    [Fact]
    public async Task A_fill_of_a_liquidation_names_who_was_liquidated_at_which_mark_and_how()
    {
        _running.Venue.Emit(Liquidated());
        var mine = (await AskAsync("userFills"))[0];
        Assert.Equal("Close Long", mine.GetProperty("dir").GetString());
        Assert.Equal(
            $$"""{"liquidatedUser":"{{Alice}}","markPx":"30000.0","method":"market"}""",
            mine.GetProperty("liquidation").GetRawText());
        var his = (
            await _running.InfoAsync($$"""{"type":"userFills","user":"{{FakeVenue.Bob.Address}}"}"""))[0];
        Assert.Equal(
            mine.GetProperty("liquidation").GetRawText(), his.GetProperty("liquidation").GetRawText());
    }

    [Fact]
    public async Task A_trading_page_gets_all_of_an_account_and_its_markets_at_once()
    {
        var data = await AskAsync("webData2");
        Assert.Equal(
            "clearinghouseState,leadingVaults,totalVaultEquity,openOrders,agentAddress,agentValidUntil,"
            + "cumLedger,meta,assetCtxs,serverTime,isVault,user,twapStates,spotState,spotAssetCtxs,"
            + "perpsAtOpenInterestCap",
            string.Join(',', data.EnumerateObject().Select(property => property.Name)));
        Assert.Equal(
            "5000.0",
            data.GetProperty("clearinghouseState").GetProperty("marginSummary").GetProperty("accountValue")
                .GetString());
        Assert.Equal("[]", data.GetProperty("perpsAtOpenInterestCap").GetRawText());
    }

    [Theory]
    [InlineData("webData2", "clearinghouseState")]
    [InlineData("webData3", "userState")]
    public async Task And_follows_it_on_a_socket(string type, string first)
    {
        using var client = await SocketClient.ConnectAsync(_running);
        await client.SubscribeAsync($$"""{"type":"{{type}}","user":"{{Alice}}"}""");
        var message = JsonSerializer.Deserialize<JsonElement>(await NextOfAsync(client, type));
        Assert.True(message.GetProperty("data").TryGetProperty(first, out _));
        _running.Venue.Emit([new Deposited(0, FakeVenue.Alice.Address, FakeVenue.Usd(12))]);
        Assert.Contains("\"cumLedger\":\"12.0\"", await NextOfAsync(client, type), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_liquidation_is_an_event_of_its_own()
    {
        using var client = await SocketClient.ConnectAsync(_running);
        await client.SubscribeAsync($$"""{"type":"userEvents","user":"{{Alice}}"}""");
        var output = _running.Venue.Emit(Liquidated());
        Assert.Contains("\"fills\":", await NextOfAsync(client, "user"), StringComparison.Ordinal);
        var message = JsonSerializer.Deserialize<JsonElement>(await NextOfAsync(client, "user"));
        Assert.Equal(
            $$"""
            {"lid":{{output.Entry.Seq}},"liquidator":"{{Address.Zero}}","liquidated_user":"{{Alice}}",
            "liquidated_ntl_pos":"1500.0","liquidated_account_value":"20.0"}
            """.ReplaceLineEndings(""),
            message.GetProperty("data").GetProperty("liquidation").GetRawText());
    }

    private static GenesisConfig Tiered(GenesisConfig plain) => plain with
    {
        Markets =
        [
            plain.Markets[0] with
            {
                Tiers =
                [
                    new MarginTier(MicroUsd.Zero, 40), new MarginTier(FakeVenue.Usd(150_000_000), 20),
                ],
            },
            plain.Markets[1] with { IsolatedOnly = true },
        ],
    };

    // 0.05 BTC of Alice's go to Bob's bid at 29,900.
    private static IEngineEvent[] Liquidated()
    {
        var (alice, bob) = (FakeVenue.Alice.Address, FakeVenue.Bob.Address);
        var (his, hers) = (new OrderId(501), new OrderId(502));
        var (price, size, mark) = (new Ticks(299_000), new Lots(5_000), new Ticks(300_000));
        var now = new Time(FakeVenue.Now_Ms);
        return
        [
            new OrderPlaced(
                his, ClientOrderId.None, Btc, bob, bob, Side.Buy, price, size, size, TimeInForce.Gtc, false,
                now),
            new OrderRested(his, Btc, bob, Side.Buy, price, size, size),
            new LiquidationOrdered(hers, alice, Btc, false, Side.Sell, size, price, mark),
            new OrderPlaced(
                hers, ClientOrderId.None, Btc, alice, alice, Side.Sell, price, size, size, TimeInForce.Ioc,
                true, now),
            new Traded(
                7, Btc, price, size,
                new FillSide(
                    alice, hers, ClientOrderId.None, Side.Sell, size, MicroUsd.Zero, MicroUsd.Zero),
                new FillSide(
                    bob, his, ClientOrderId.None, Side.Buy, Lots.Zero, MicroUsd.Zero, MicroUsd.Zero)),
            new OrderClosed(
                his, Btc, bob, Side.Buy, price, Lots.Zero, Lots.Zero, OrderStatus.Filled, HadRested: true),
            new OrderClosed(
                hers, Btc, alice, Side.Sell, price, Lots.Zero, Lots.Zero, OrderStatus.Filled,
                HadRested: false),
            new LiquidationStep(
                alice, Btc, false, LiquidationMeans.Book, size, MicroUsd.Zero, FakeVenue.Usd(20),
                FakeVenue.Usd(25), FakeVenue.Usd(15), MicroUsd.Zero),
        ];
    }

    private Task<JsonElement> AskAsync(string type) =>
        _running.InfoAsync($$"""{"type":"{{type}}","user":"{{Alice}}","coin":"BTC"}""");

    // The next message of a channel; what comes on others is passed over.
    private static async Task<string> NextOfAsync(SocketClient client, string channel)
    {
        for (;;)
        {
            var message = (await client.NextAsync())!;
            if (message.Contains($"\"channel\":\"{channel}\"", StringComparison.Ordinal))
            {
                return message;
            }
        }
    }
}
