using Offing.Gateway.Tests.Support;
using Offing.Gateway.Venue;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Gateway.Tests.Hyperliquid;

public sealed class FundingInfoTests : IAsyncLifetime
{
    private const ulong Hour = 1_699_999_200_000;

    private static readonly string Alice = FakeVenue.Alice.Address.ToString();

    private RunningVenue _running = null!;

    // Alice has bought 0.1 BTC before an hour is paid, at 0.00125 % of 30,000 USDC: 3.75 u a lot.
    public async Task InitializeAsync()
    {
        _running = await RunningVenue.StartAsync();
        await _running.ExchangeAsync(Signed.L1(Signed.Order("29000", "0.5"), FakeVenue.Alice));
        _running.Venue.Emit(Happenings.TradeAgainstFirstOrder(lots: 10_000));
        _running.Venue.Emit(
        [
            new PremiumSampled(
                new MarketId(0), new Nano(-200_000), new Nano(12_500), new Ticks(299_990),
                new Ticks(300_010)),
            Paid(3_750_000_000, Hour),
        ]);
    }

    public Task DisposeAsync() => _running.DisposeAsync().AsTask();

    [Fact]
    public async Task The_history_of_a_market_tells_rate_and_premium_of_each_hour() => Assert.Equal(
        $$"""[{"coin":"BTC","fundingRate":"0.0000125","premium":"-0.0002","time":{{Hour}}}]""",
        await AskAsync($$"""{"type":"fundingHistory","coin":"BTC","startTime":{{Hour}}}"""));

    [Fact]
    public async Task What_is_before_the_start_or_of_another_market_is_not_told()
    {
        Assert.Equal(
            "[]", await AskAsync($$"""{"type":"fundingHistory","coin":"BTC","startTime":{{Hour + 1}}}"""));
        Assert.Equal("[]", await AskAsync("""{"type":"fundingHistory","coin":"ETH","startTime":0}"""));
        Assert.Equal(
            "[]",
            await AskAsync($$"""{"type":"userFunding","user":"{{Alice}}","startTime":{{Hour + 1}}}"""));
    }

    [Fact]
    public async Task A_user_sees_what_each_hour_was_on_the_position_of_its_moment()
    {
        const string first = "\"coin\":\"BTC\",\"usdc\":\"-0.0375\",\"szi\":\"0.1\","
            + "\"fundingRate\":\"0.0000125\",\"nSamples\":null";
        var answer = await AskAsync($$"""{"type":"userFunding","user":"{{Alice}}","startTime":0}""");
        Assert.Contains(first, answer);
        // At the next hour shorts pay.
        _running.Venue.Emit([Paid(1_250_000_000, Hour + 3_600_000)]);
        answer = await AskAsync($$"""{"type":"userFunding","user":"{{Alice}}","startTime":0}""");
        Assert.Contains(first, answer);
        Assert.Contains("\"usdc\":\"0.025\"", answer);
    }

    [Fact]
    public async Task What_the_next_hour_will_cost_is_told_under_the_name_that_clients_look_for()
    {
        var next = FakeVenue.Now_Ms - (FakeVenue.Now_Ms % 3_600_000) + 3_600_000;
        Assert.Equal(
            $$"""[["BTC",[["HlPerp",{"fundingRate":"0.0000125","nextFundingTime":{{next}}}]]]]""",
            await AskAsync("""{"type":"predictedFundings"}"""));
    }

    [Fact]
    public async Task Other_venues_are_told_by_their_names_behind_the_own_one()
    {
        var next = FakeVenue.Now_Ms - (FakeVenue.Now_Ms % 3_600_000) + 3_600_000;
        _running.Venue.Others.AddRange(
        [
            new OtherVenueView(new MarketId(0), "BinPerp", new Nano(800_000), new Nano(37_500)),
            new OtherVenueView(new MarketId(1), "BinPerp", new Nano(0), new Nano(12_500)),
        ]);
        var own = $$"""{"fundingRate":"0.0000125","nextFundingTime":{{next}}}""";
        var other = $$"""{"fundingRate":"0.0000375","nextFundingTime":{{next}}}""";
        Assert.Equal(
            $$"""[["BTC",[["HlPerp",{{own}}],["BinPerp",{{other}}]]],["ETH",[["BinPerp",{{own}}]]]]""",
            await AskAsync("""{"type":"predictedFundings"}"""));
    }

    [Fact]
    public async Task A_payment_is_pushed_to_who_has_a_position_and_to_nobody_else()
    {
        using var client = await SocketClient.ConnectAsync(_running);
        var nobody = FakeVenue.Nobody.Address.ToString();
        await client.SubscribeAsync($$"""{"type":"userFundings","user":"{{nobody}}"}""");
        var first = await client.DataAsync("userFundings");
        Assert.Empty(first.GetProperty("fundings").EnumerateArray());
        await client.SubscribeAsync($$"""{"type":"userFundings","user":"{{Alice}}"}""");
        first = await client.DataAsync("userFundings");
        Assert.True(first.GetProperty("isSnapshot").GetBoolean());
        Assert.Equal(
            $$"""
            [{"time":{{Hour}},"coin":"BTC","usdc":"-0.0375","szi":"0.1","fundingRate":"0.0000125",
            "nSamples":null}]
            """.ReplaceLineEndings(""),
            first.GetProperty("fundings").GetRawText());
        _running.Venue.Emit([Paid(1_250_000_000, Hour + 3_600_000)]);
        var pushed = await client.DataAsync("userFundings");
        Assert.Equal(Alice, pushed.GetProperty("user").GetString());
        Assert.False(pushed.TryGetProperty("isSnapshot", out _));
        Assert.Equal("0.025", pushed.GetProperty("fundings")[0].GetProperty("usdc").GetString());
    }

    [Fact]
    public async Task All_payments_of_a_user_are_told_without_a_start() => Assert.Equal(
        await AskAsync($$"""{"type":"userFunding","user":"{{Alice}}","startTime":0}"""),
        await AskAsync($$"""{"type":"userFunding","user":"{{Alice}}","startTime":null}"""));

    [Fact]
    public async Task The_context_of_a_market_has_its_funding_its_premium_and_its_impact_prices()
    {
        var contexts = await _running.InfoAsync("""{"type":"metaAndAssetCtxs"}""");
        var context = contexts[1][0];
        Assert.Equal("0.0000125", context.GetProperty("funding").GetString());
        Assert.Equal("-0.0002", context.GetProperty("premium").GetString());
        Assert.Equal("""["29999.0","30001.0"]""", context.GetProperty("impactPxs").GetRawText());
    }

    private static FundingMoved Paid(Int128 index, ulong hour) => new(
        new MarketId(0), new Nano(12_500), new Nano(-200_000), new Ticks(300_000), index, MicroUsd.Zero,
        new Time(hour));

    private async Task<string> AskAsync(string body) => (await _running.InfoAsync(body)).GetRawText();
}
