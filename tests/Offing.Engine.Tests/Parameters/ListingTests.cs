using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Parameters;

public class ListingTests
{
    private const ulong Delay_Ms = 60_000;

    private static readonly MarketId New = new(4);

    private readonly Venue _venue = Ready(Genesis() with { ParameterDelay_Ms = Delay_Ms });

    /// <summary>1x to 10x from 0, ticks of 0.01, a cap of 50,000 USDC.</summary>
    internal static MarketParameters Terms(string name = "NEW") =>
        new(default, name, 4, 10, new Nano(100_000_000), new Nano(800_000_000))
        {
            ImpactNotional = new MicroUsd(Limits.OrderMaxNotional_MicroUsd),
            OpenInterest = OpenInterestParameters.None with { Cap = new MicroUsd(50_000_000_000) },
            Tiers = [new MarginTier(MicroUsd.Zero, 10), new MarginTier(new MicroUsd(20_000_000_000), 5)],
        };

    [Fact]
    [Trait("rule", "ENG-PAR-002")]
    [Trait("rule", "ENG-PAR-006")]
    public void A_market_is_there_with_its_pool_after_the_delay_and_not_before()
    {
        var accounts = _venue.State.Accounts.Count;
        Assert.IsType<ParameterAnnounced>(Assert.Single(Change(ChangeBytes.Listing(Terms()))));
        _venue.Now += Delay_Ms - 1;
        _venue.Apply(new Tick());
        Assert.Null(_venue.State.FindMarket(New));
        _venue.Now += 1;
        var events = _venue.Apply(new Tick());
        var listed = Assert.Single(events.OfType<MarketListed>());
        Assert.Equal(_venue.Now, listed.At.Milliseconds);
        var tiers = listed.Parameters.Tiers;
        Assert.Equal(
            Terms() with { Id = New, IsolatedOnly = true, Tiers = tiers }, listed.Parameters);
        Assert.Equal(Terms().Tiers, listed.Parameters.Tiers);
        Assert.Contains(new ParameterChanged(1), events);
        Assert.Same(listed.Parameters, _venue.State.MarketOf(New).Parameters);
        Assert.Equal(accounts + 1, _venue.State.Accounts.Count);
        Assert.Equal(SystemAccounts.FundingPool(New), _venue.State.Accounts[accounts].Owner);
    }

    [Fact]
    [Trait("rule", "ENG-PAR-006")]
    public void Nothing_trades_before_a_quorum_has_priced_it_and_then_only_isolated()
    {
        List();
        Rejected(RejectCode.NoMark, _venue.Buy(Alice, New, "100", "1"));
        _venue.Report(0, New, 10_000);
        Rejected(RejectCode.NoMark, _venue.Buy(Alice, New, "100", "1"));
        _venue.Report(2, New, 10_000);
        Assert.Equal(OutcomeKind.Resting, _venue.Buy(Alice, New, "100", "1").Kind);
        Assert.Equal(OutcomeKind.Filled, _venue.Sell(Bob, New, "100", "1").Kind);
        Assert.True(_venue.Slot(Alice, New).IsIsolated && _venue.Slot(Bob, New).IsIsolated);
        Rejected(RejectCode.IsolatedOnlyMarket, _venue.Act(Carol, new UpdateLeverage(New, true, 5)));
        Rejected(RejectCode.OpenInterestCap, _venue.Buy(Carol, New, "100", "500"));
        Assert.Equal(OutcomeKind.Resting, _venue.Buy(Carol, New, "100", "498").Kind);
    }

    [Fact]
    [Trait("rule", "ENG-PAR-006")]
    public void Every_mistake_of_a_listing_has_a_code()
    {
        (RejectCode, MarketParameters)[] mistakes =
        [
            (RejectCode.MarketName, Terms("")),
            (RejectCode.MarketName, Terms("SEVENTEENLETTERSX")),
            (RejectCode.MarketName, Terms("ВТС")),
            (RejectCode.MarketName, Terms("A B")),
            (RejectCode.MarketNameTaken, Terms("ETH")),
            (RejectCode.MarketDecimals, Terms() with { SzDecimals = 7 }),
            (RejectCode.MarketLeverage, Terms() with { MaxLeverage = 0 }),
            (RejectCode.MarketLeverage, Terms() with { MaxLeverage = 101 }),
            (RejectCode.MarketBand, Terms() with { Band = new Nano(0) }),
            (RejectCode.MarketBand, Terms() with { FarBand = new Nano(Nano.One + 1) }),
            (RejectCode.MarketImpact, Terms() with { ImpactNotional = MicroUsd.Zero }),
            (RejectCode.MarketImpact, Terms() with
            {
                ImpactNotional = new MicroUsd(Limits.OrderMaxNotional_MicroUsd + 1),
            }),
            (RejectCode.MarketTiers, Terms() with { MaxLeverage = 11 }),
            (RejectCode.MarketTiers, Terms() with
            {
                Tiers = [Terms().Tiers[0], Terms().Tiers[0]],
            }),
            (RejectCode.MarketOpenInterest, Terms() with { OpenInterest = OpenInterestParameters.None }),
            (RejectCode.MarketOpenInterest, Terms() with
            {
                OpenInterest = new OpenInterestParameters(new MicroUsd(2), new MicroUsd(1), new MicroUsd(9)),
            }),
        ];
        foreach (var (code, market) in mistakes)
        {
            Refused(code, ChangeBytes.Listing(market));
        }

        var good = ChangeBytes.Listing(Terms());
        Refused(RejectCode.RequestMalformed, [.. good, 0]);
        Refused(RejectCode.RequestMalformed, good[..^1]);
        Assert.Empty(_venue.State.Pending);
    }

    [Fact]
    [Trait("rule", "ENG-PAR-005")]
    [Trait("rule", "ENG-PAR-006")]
    public void A_name_is_taken_once_for_ever_and_the_second_of_two_listings_is_dropped()
    {
        Change(ChangeBytes.Listing(Terms()));
        Change(ChangeBytes.Listing(Terms()));
        Change(ChangeBytes.Listing(Terms("OTHER")));
        _venue.Now += Delay_Ms;
        var events = _venue.Apply(new Tick());
        Assert.Equal([4u, 5u], events.OfType<MarketListed>().Select(listed => listed.Parameters.Id.Value));
        Assert.Contains(new ParameterDropped(2), events);
        Change(ChangeBytes.Delist(New, 0));
        _venue.Now += Delay_Ms;
        _venue.Apply(new Tick());
        _venue.Apply(new Tick());
        Assert.True(_venue.State.MarketOf(New).IsSettled);
        Refused(RejectCode.MarketNameTaken, ChangeBytes.Listing(Terms()));
    }

    [Fact]
    [Trait("rule", "ENG-PAR-006")]
    public void A_listed_market_keeps_a_cap()
    {
        List();
        Refused(RejectCode.MarketOpenInterest, ChangeBytes.OpenInterest(New, 0));
        Assert.IsType<ParameterAnnounced>(
            Assert.Single(Change(ChangeBytes.OpenInterest(New, 60_000_000_000))));
    }

    [Fact]
    [Trait("rule", "ENG-MON-004")]
    public void Nothing_comes_into_the_pool_of_a_market_that_is_not_there_yet()
    {
        var pool = SystemAccounts.FundingPool(New);
        Assert.Contains(_venue.Apply(_venue.Request(pool, 5_000_000)), told => told is RequestRefused);
        Rejected(RejectCode.BuilderFeeTooHigh, _venue.Act(Alice, new ApproveBuilderFee(pool, 1)));
        List();
        Assert.Equal(MicroUsd.Zero, _venue.State.FindAccount(pool)!.Collateral);
    }

    [Fact]
    [Trait("rule", "ENG-SWI-002")]
    [Trait("rule", "ENG-PAR-006")]
    public void A_stopped_venue_stops_a_market_that_is_listed_meanwhile()
    {
        _venue.Switch(OperatorSwitch.Venue, 7);
        List();
        _venue.Price(New, "100");
        Rejected(RejectCode.VenueHalted, _venue.Buy(Alice, New, "100", "1"));
        _venue.Switch(OperatorSwitch.Venue, 0);
        Assert.Equal(OutcomeKind.Resting, _venue.Buy(Alice, New, "100", "1").Kind);
    }

    [Fact]
    [Trait("rule", "ENG-PAR-006")]
    [Trait("rule", "ENG-FND-007")]
    public void It_pays_funding_from_its_own_pool()
    {
        List();
        _venue.Price(New, "100").Refresh();
        _venue.Sell(Bob, New, "100", "10");
        _venue.Buy(Alice, New, "100", "10");
        var paid = _venue.Pass(3_700).OfType<FundingMoved>().Where(moved => moved.Market == New);
        Assert.NotEmpty(paid);
        _venue.Sell(Alice, New, "100", "10");
        _venue.Buy(Bob, New, "100", "10");
        Assert.NotEqual(0ul, _venue.State.MarketOf(New).FundingSettlements);
    }

    private void List()
    {
        Change(ChangeBytes.Listing(Terms()));
        _venue.Now += Delay_Ms;
        _venue.Apply(new Tick());
        _venue.Refresh().Refresh().Refresh();
    }

    private IReadOnlyList<IEngineEvent> Change(byte[] payload) =>
        _venue.Apply(ChangeBytes.Request(_venue, payload));

    private void Refused(RejectCode code, byte[] payload) =>
        Assert.Equal(code, Assert.IsType<RequestRefused>(Assert.Single(Change(payload))).Code);
}
