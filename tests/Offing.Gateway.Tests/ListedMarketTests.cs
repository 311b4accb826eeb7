using Offing.Gateway.Tests.Support;
using Offing.Gateway.Venue;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.Gateway.Tests;

/// <summary>What was listed while the venue runs is there everywhere at once.</summary>
public sealed class ListedMarketTests : IAsyncLifetime
{
    private static readonly MarketId New = new(2);

    private static readonly MarketParameters Terms =
        new(New, "NEW", 2, 7, new Nano(100_000_000), new Nano(800_000_000)) { IsolatedOnly = true };

    private RunningVenue _running = null!;

    public async Task InitializeAsync() => _running = await RunningVenue.StartAsync();

    public Task DisposeAsync() => _running.DisposeAsync().AsTask();

    [Fact]
    public async Task It_is_in_meta_with_a_book_and_a_context()
    {
        Assert.DoesNotContain("NEW", await InfoAsync("""{"type":"meta"}"""), StringComparison.Ordinal);
        List();
        Assert.Contains(
            """{"name":"NEW","szDecimals":2,"maxLeverage":7,"marginTableId":7,"onlyIsolated":true,"""
                + "\"marginMode\":\"noCross\"}",
            await InfoAsync("""{"type":"meta"}"""), StringComparison.Ordinal);
        Assert.Contains("\"NEW\":", await InfoAsync("""{"type":"allMids"}"""), StringComparison.Ordinal);
        Assert.StartsWith(
            """{"coin":"NEW",""", await InfoAsync("""{"type":"l2Book","coin":"NEW"}"""),
            StringComparison.Ordinal);
        Assert.Equal("[]", await InfoAsync("""{"type":"recentTrades","coin":"NEW"}"""));
    }

    [Fact]
    public async Task Meta_follows_a_change_of_parameters_and_the_end_of_a_market()
    {
        var btc = _running.Venue.Fold.Markets[0] with
        {
            MaxLeverage = 30, Tiers = [new(MicroUsd.Zero, 30), new(new MicroUsd(5_000_000_000), 10)],
        };
        _running.Venue.Emit([new MarketChanged(btc)]);
        const string table = """{"description":"tiered BTC","marginTiers":[{"lowerBound":"0.0","""
            + "\"maxLeverage\":30},{\"lowerBound\":\"5000.0\",\"maxLeverage\":10}]}";
        var meta = await InfoAsync("""{"type":"meta"}""");
        Assert.Contains(
            """{"name":"BTC","szDecimals":5,"maxLeverage":30,"marginTableId":1000}""", meta,
            StringComparison.Ordinal);
        Assert.Contains($"[1000,{table}]", meta, StringComparison.Ordinal);
        Assert.Equal(table, await InfoAsync("""{"type":"marginTable","id":1000}"""));
        _running.Venue.MarketsNow =
            [new MarketView(btc, "settled", 0, true, true, new Ticks(300_000), Lots.Zero)];
        Assert.Contains(
            "\"marginTableId\":1000,\"isDelisted\":true}", await InfoAsync("""{"type":"metaAndAssetCtxs"}"""),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_market_at_its_cap_of_open_interest_is_named()
    {
        await _running.ExchangeAsync(Signed.L1(Signed.Order("29000", "0.5"), FakeVenue.Alice));
        _running.Venue.Emit(Happenings.TradeAgainstFirstOrder(lots: 10_000));
        _running.Venue.Emit(Happenings.MarkMoved(300_000));
        // 0.09999 BTC, for Bob had a little, at 30,000 USDC.
        foreach (var (cap, named) in new[] { (0, "[]"), (3_000, "[]"), (2_999, """["BTC"]""") })
        {
            _running.Venue.Emit([new MarketChanged(_running.Venue.Fold.Markets[0] with
            {
                OpenInterest = OpenInterestParameters.None with { Cap = FakeVenue.Usd(cap) },
            })]);
            Assert.Equal(named, await InfoAsync("""{"type":"perpsAtOpenInterestCap"}"""));
        }
    }

    [Fact]
    public async Task A_reader_of_all_mids_hears_of_it_and_its_own_channels_can_be_subscribed()
    {
        using var client = await SocketClient.ConnectAsync(_running);
        await client.SubscribeAsync("""{"type":"allMids"}""");
        await client.DataAsync("allMids");
        List();
        _running.Venue.Emit([new MarkMoved(New, new Ticks(1_000_000), new Ticks(1_000_000))]);
        var mids = (await client.DataAsync("allMids")).GetProperty("mids");
        Assert.Equal("100.0", mids.GetProperty("NEW").GetString());
        await client.SubscribeAsync("""{"type":"l2Book","coin":"NEW"}""");
        Assert.Equal("NEW", (await client.DataAsync("l2Book")).GetProperty("coin").GetString());
    }

    [Fact]
    public async Task An_order_in_it_is_taken()
    {
        List();
        var order = Surface.Buy("99.5").Replace("\"a\":0", "\"a\":2", StringComparison.Ordinal);
        await _running.ExchangeAsync(
            Signed.L1(Surface.Orders("na", order), FakeVenue.Alice, FakeVenue.Now_Ms));
        var action = Assert.IsType<SignedAction>(_running.Venue.Received.Single());
        var placed = Assert.IsType<Protocol.Commands.PlaceOrders>(action.Command);
        Assert.Equal(New, Assert.Single(placed.Orders).Market);
    }

    [Fact]
    public async Task A_replaced_publisher_reports_no_more_and_the_new_key_does()
    {
        var key = Offing.Signing.PrivateKey.FromSeed("gateway test another publisher");
        Assert.Equal("BAD_SIGNATURE", await ReportAsync(1, key, "code"));
        _running.Venue.Emit([new PublisherChanged(1, key.Address, 2), new PublisherChanged(2, default, 2)]);
        Assert.Equal("ok", await ReportAsync(1, key, "status"));
        Assert.Equal("BAD_SIGNATURE", await ReportAsync(1, FakeVenue.Publishers[1], "code"));
        Assert.Equal("PUBLISHER_UNKNOWN", await ReportAsync(2, FakeVenue.Publishers[2], "code"));
    }

    private async Task<string?> ReportAsync(int place, Offing.Signing.PrivateKey key, string field) =>
        (await _running.JsonAsync("/native/oracle", Signed.Report(place, key)))
            .GetProperty(field).GetString();

    private void List() => _running.Venue.Emit([new MarketListed(Terms, new Time(FakeVenue.Now_Ms))]);

    private async Task<string> InfoAsync(string body) =>
        (await _running.JsonAsync("/info", body)).GetRawText();
}
