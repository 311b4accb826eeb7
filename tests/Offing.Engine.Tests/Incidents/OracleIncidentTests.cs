using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Incidents;

/// <summary>Publishers that lie, stay silent, or are stale when the venue comes back.</summary>
public class OracleIncidentTests
{
    private readonly Venue _venue = Ready();

    private Offing.Engine.Markets.MarketState Market => _venue.State.MarketOf(Btc);

    [Theory]
    [InlineData(150_000U)]
    [InlineData(450_000U)]
    [Trait("rule", "ENG-ORA-005")]
    public void A_publisher_off_by_half_moves_nothing_for_as_long_as_it_lies(uint lie)
    {
        for (var i = 0; i < 600; i++)
        {
            _venue.Now += 1_000;
            _venue.Report(0, Btc, 300_000);
            _venue.Report(1, Btc, 300_000);
            _venue.Report(2, Btc, lie);
            Assert.Equal((300_000U, 300_000U), (Market.OraclePrice.Value, Market.Mark.Value));
        }
    }

    [Fact]
    [Trait("rule", "ENG-ORA-003")]
    [Trait("rule", "ENG-ORA-004")]
    [Trait("rule", "ENG-ORA-007")]
    [Trait("rule", "ENG-ORD-008")]
    [Trait("rule", "ENG-MON-006")]
    public void An_hour_of_silence_holds_the_mark_and_lets_only_risk_go_down()
    {
        _venue.Sell(Alice, Btc, "30000", "1");
        _venue.Buy(Bob, Btc, "30000", "1");
        _venue.Pass(10);
        var funding = Market.PremiumSum_Ms;
        for (var i = 0; i < 3_600; i++)
        {
            _venue.Now += 1_000;
            Assert.DoesNotContain(_venue.Apply(new Tick()), happened => happened is MarkMoved);
        }

        Assert.Equal((300_000U, false, false), (Market.Mark.Value, Market.HasQuorum, Market.MayLiquidate));
        Assert.InRange(Market.PremiumSum_Ms, funding, funding + 15_000);
        Rejected(RejectCode.NoMark, _venue.Buy(Carol, Btc, "30000", "0.1"));
        Rejected(RejectCode.NoMark, _venue.Act(Bob, new Withdraw(Who(Bob), new MicroUsd(5_000_000))));
        var reducing = Order(Btc, Side.Buy, "30000", "0.5", reduceOnly: true);
        Assert.Equal(OutcomeKind.Resting, _venue.Place(Alice, reducing).Kind);
        reducing = Order(Btc, Side.Sell, "30000", "0.5", reduceOnly: true);
        Assert.Equal(OutcomeKind.Filled, _venue.Place(Bob, reducing).Kind);
        // The money of who has no position leaves.
        Assert.Contains(
            _venue.Act(Carol, new Withdraw(Who(Carol), new MicroUsd(5_000_000))),
            happened => happened is WithdrawalQueued);
    }

    [Fact]
    [Trait("rule", "ENG-ORA-009")]
    public void A_start_on_fresh_looking_prices_waits_for_a_quorum_of_new_ones()
    {
        _venue.Pass(5);
        _venue.Now += 1_000;
        _venue.Apply(new Started(1));
        Assert.True(Market.HasQuorum);
        Assert.Equal((true, false), (Market.IsLiquidationGated, Market.MayLiquidate));
        _venue.Now += 1_000;
        _venue.Report(0, Btc, 300_000);
        _venue.Report(0, Btc, 300_000);
        Assert.True(Market.IsLiquidationGated);
        _venue.Report(1, Btc, 300_000);
        Assert.Equal((false, true), (Market.IsLiquidationGated, Market.MayLiquidate));
    }

    [Fact]
    [Trait("rule", "ENG-ORA-009")]
    public void A_start_on_stale_prices_waits_for_the_quorum_to_be_back()
    {
        _venue.Pass(5);
        _venue.Now += 3_600_000;
        _venue.Apply(new Started(1));
        Assert.False(Market.HasQuorum);
        foreach (byte publisher in (byte[])[0, 1, 2])
        {
            _venue.Report(publisher, Btc, 330_000);
            Assert.False(Market.MayLiquidate);
        }

        _venue.Now += 1;
        _venue.Report(0, Btc, 330_000);
        _venue.Report(1, Btc, 330_000);
        Assert.True(Market.MayLiquidate);
    }

    [Fact]
    [Trait("rule", "ENG-ORA-009")]
    public void A_start_that_does_not_raise_the_epoch_closes_no_gate()
    {
        _venue.Apply(new Started(0));
        Assert.True(Market.MayLiquidate);
    }

    [Fact]
    [Trait("rule", "ENG-ORA-010")]
    public void After_a_day_of_silence_the_market_is_due_to_be_settled_at_the_held_mark()
    {
        _venue.Pass(5);
        _venue.Now += 10_001;
        _venue.Apply(new Tick());
        var lost = _venue.Now;
        Assert.Equal(lost, Market.QuorumLost.Milliseconds);
        _venue.Now = lost + (24UL * 3_600_000) - 1;
        _venue.Apply(new Tick());
        Assert.False(Market.IsSettlementDue);
        _venue.Now++;
        _venue.Apply(new Tick());
        Assert.True(Market.IsSettlementDue);
        Assert.Equal(300_000U, Market.Mark.Value);
        // It is too late for a quorum now.
        _venue.Refresh().Refresh().Refresh();
        Assert.False(Market.HasQuorum);
    }
}
