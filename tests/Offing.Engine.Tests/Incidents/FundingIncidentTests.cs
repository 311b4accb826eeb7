using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Incidents;

/// <summary>
/// January 2026: a venue came back from maintenance with its funding indices at zero, settled everybody
/// against them and liquidated thousands.
/// </summary>
public class FundingIncidentTests
{
    private readonly Venue _venue = Ready();

    private Offing.Engine.Markets.MarketState Market => _venue.State.MarketOf(Btc);

    public FundingIncidentTests()
    {
        _venue.Sell(Alice, Btc, "30000", "1");
        _venue.Buy(Bob, Btc, "30000", "1");
        _venue.Pass(3_600);
        Assert.NotEqual(0, Market.FundingIndex);
        Assert.True(Market.MayLiquidate);
    }

    [Fact]
    [Trait("rule", "ENG-FND-009")]
    public void A_zeroed_index_is_found_at_the_start_and_nothing_is_settled_on_it()
    {
        var index = Market.FundingIndex;
        var (alice, bob) = (_venue.Account(Alice).Collateral, _venue.Account(Bob).Collateral);
        Market.FundingIndex = 0;
        Assert.Equal(new FundingBroke(Btc, true), Assert.Single(_venue.Apply(new Started(1))));
        _venue.Pass(5);
        Assert.False(Market.MayLiquidate);
        Assert.True(_venue.State.MarketOf(Eth).MayLiquidate);

        Rejected(RejectCode.NoMark, _venue.Act(Bob, new Withdraw(Who(Bob), new MicroUsd(5_000_000))));
        Rejected(RejectCode.NoMark, _venue.Buy(Alice, Btc, "30000", "0.5"));
        Rejected(RejectCode.NoMark, _venue.Sell(Bob, Btc, "30000", "0.5"));
        Assert.Equal((alice, bob), (_venue.Account(Alice).Collateral, _venue.Account(Bob).Collateral));
        Assert.DoesNotContain(
            _venue.Pass(3_600).OfType<FundingMoved>(), moved => moved.Market == Btc);

        Market.FundingIndex = index;
        Assert.Contains(new FundingBroke(Btc, false), _venue.Pass(5));
        Assert.True(Market.MayLiquidate);
        _venue.Buy(Alice, Btc, "30000", "0.5");
        _venue.Sell(Bob, Btc, "30000", "0.1");
        Assert.NotEqual(bob, _venue.Account(Bob).Collateral);
    }

    [Fact]
    [Trait("rule", "ENG-FND-009")]
    public void A_zeroed_index_is_found_while_the_venue_runs_too()
    {
        Market.FundingIndex = 0;
        Assert.Contains(new FundingBroke(Btc, true), _venue.Pass(5));
        Assert.False(Market.MayLiquidate);
    }
}
