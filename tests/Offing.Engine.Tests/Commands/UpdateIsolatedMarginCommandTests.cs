using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Commands;

public class UpdateIsolatedMarginCommandTests
{
    [Fact]
    [Trait("rule", "ENG-ISO-007")]
    public void Only_an_isolated_position_has_a_margin_of_its_own()
    {
        var venue = Ready();
        Rejected(RejectCode.UnknownMarket, venue.Act(Alice, In(1, new MarketId(9))));
        Rejected(RejectCode.NoIsolatedPosition, venue.Act(Alice, In(1)));
        venue.Act(Alice, new UpdateLeverage(Btc, false, 20));
        Rejected(RejectCode.NoIsolatedPosition, venue.Act(Alice, In(1)));
        venue.Buy(Carol, Eth, "2000", "1");
        venue.Sell(Alice, Eth, "2000", "1");
        Rejected(RejectCode.NoIsolatedPosition, venue.Act(Alice, In(1, Eth)));
    }

    [Fact]
    [Trait("rule", "ENG-ISO-007")]
    public void In_goes_what_could_be_withdrawn_and_not_more()
    {
        var venue = Held();
        Rejected(RejectCode.IsolatedMarginAmount, venue.Act(Alice, In(0)));
        Rejected(RejectCode.IsolatedMarginAmount, venue.Act(Alice, In(94_000_000_001)));
        Assert.Equal(
            [
                new IsolatedMarginMoved(Who(Alice), Btc, new MicroUsd(94_000_000_000)),
                new ActionDone(Who(Alice)),
            ],
            venue.Act(Alice, In(94_000_000_000)));
        Assert.Equal(100_000_000_000, venue.Slot(Alice, Btc).IsolatedCollateral.Value);
        Rejected(RejectCode.IsolatedMarginAmount, venue.Act(Alice, In(long.MaxValue)));
        Rejected(RejectCode.IsolatedMarginAmount, venue.Act(Alice, In(long.MinValue)));
    }

    [Fact]
    [Trait("rule", "ENG-ISO-007")]
    public void Out_goes_what_leaves_the_initial_margin_and_a_tenth_of_the_notional()
    {
        var venue = Held();
        venue.Act(Alice, In(500_000_000));
        Rejected(RejectCode.IsolatedMarginAmount, venue.Act(Alice, In(-500_000_001)));
        venue.Act(Alice, new UpdateLeverage(Btc, false, 40));
        // 1,500 would be initial margin; a tenth are 6,000.
        Rejected(RejectCode.IsolatedMarginAmount, venue.Act(Alice, In(-500_000_001)));
        Assert.Contains(new ActionDone(Who(Alice)), venue.Act(Alice, In(-500_000_000)));
    }

    [Fact]
    [Trait("rule", "ENG-ISO-007")]
    public void Profit_at_a_mark_that_is_only_held_does_not_go_in()
    {
        var venue = Held();
        venue.Sell(Bob, Eth, "2000", "10");
        venue.Buy(Alice, Eth, "2000", "10");
        venue.Now += 11_000;
        venue.Price(Btc, "30000");
        Assert.False(venue.State.MarketOf(Eth).HasQuorum);
        Rejected(RejectCode.NoMark, venue.Act(Alice, In(1_000_000)));
        var outcome = venue.Buy(Alice, Btc, "30000", "0.1");
        Rejected(RejectCode.NoMark, outcome);
        venue.Price(Eth, "2000");
        Assert.Contains(new ActionDone(Who(Alice)), venue.Act(Alice, In(1_000_000)));
    }

    [Fact]
    [Trait("rule", "ENG-ISO-007")]
    public void Without_a_quorum_nothing_goes_out()
    {
        var venue = Held();
        venue.Act(Alice, In(500_000_000));
        venue.Now += 20_000;
        venue.Apply(new Tick());
        Rejected(RejectCode.NoMark, venue.Act(Alice, In(-1)));
        Assert.Contains(new ActionDone(Who(Alice)), venue.Act(Alice, In(1)));
    }

    [Fact]
    [Trait("rule", "ENG-ISO-008")]
    public void Topping_up_brings_the_position_down_to_a_leverage()
    {
        var venue = Held();
        Rejected(RejectCode.IsolatedMarginAmount, venue.Act(Alice, To("10")));
        Rejected(RejectCode.IsolatedMarginAmount, venue.Act(Alice, To("0")));
        Rejected(RejectCode.IsolatedMarginAmount, venue.Act(Alice, To("0.5")));
        Rejected(RejectCode.NoIsolatedPosition, venue.Act(Bob, To("5")));
        // 60,000 / 7 are 8,571.428571 and a fraction, of which 6,000 are there.
        var moved = venue.Act(Alice, To("7")).OfType<IsolatedMarginMoved>().Single();
        Assert.Equal(2_571_428_572, moved.Amount.Value);
    }

    [Fact]
    [Trait("rule", "ENG-ISO-007")]
    public void Profit_does_not_leave_a_market_that_is_stopped_where_nobody_is_liquidated()
    {
        var venue = Held();
        venue.Switch(Btc, 7);
        venue.Price(Btc, "36000");
        Rejected(RejectCode.MarketHalted, venue.Act(Alice, In(-1_000_000)));
        Assert.Single(venue.Act(Alice, In(1_000_000)).OfType<IsolatedMarginMoved>());
        venue.Switch(Btc, 0);
        venue.Apply(new Protocol.Entries.Tick());
        Assert.Single(venue.Act(Alice, In(-1_000_000)).OfType<IsolatedMarginMoved>());
    }

    [Fact]
    [Trait("rule", "ENG-ISO-002")]
    public void The_mode_is_chosen_while_there_is_nothing()
    {
        var venue = Held();
        Rejected(RejectCode.MarginModeInUse, venue.Act(Alice, new UpdateLeverage(Btc, true, 10)));
        var order = venue.Buy(Bob, Btc, "29000", "1").Order;
        Rejected(RejectCode.MarginModeInUse, venue.Act(Bob, new UpdateLeverage(Btc, false, 10)));
        venue.Act(Bob, new CancelOrders([(Btc, order)]));
        var set = venue.Act(Bob, new UpdateLeverage(Btc, false, 10)).OfType<LeverageSet>().Single();
        Assert.False(set.IsCross);
        venue.Act(Bob, new UpdateLeverage(Btc, true, 20));
        Assert.Null(venue.Account(Bob).FindSlot(Btc));
    }

    [Fact]
    [Trait("rule", "ENG-ISO-002")]
    public void An_isolated_only_market_is_isolated_from_the_start()
    {
        var genesis = Genesis();
        var venue = Ready(genesis with
        {
            Markets = [genesis.Markets[0] with { IsolatedOnly = true }, .. genesis.Markets.Skip(1)],
        });
        Rejected(RejectCode.IsolatedOnlyMarket, venue.Act(Alice, new UpdateLeverage(Btc, true, 10)));
        venue.Sell(Carol, Btc, "30000", "1");
        Assert.Equal(OutcomeKind.Filled, venue.Buy(Alice, Btc, "30000", "1", TimeInForce.Fok).Kind);
        Assert.Equal(1_500_000_000, venue.Slot(Alice, Btc).IsolatedCollateral.Value);
        Assert.True(venue.Slot(Alice, Btc).IsIsolated);
        Assert.Equal(1_500_000_000, venue.Slot(Carol, Btc).IsolatedCollateral.Value);
        venue.Sell(Alice, Btc, "30000", "1");
        venue.Buy(Carol, Btc, "30000", "1");
        Assert.Null(venue.Account(Alice).FindSlot(Btc));
    }

    [Fact]
    [Trait("rule", "ENG-MRG-008")]
    public void A_lower_leverage_needs_the_margin_in_the_position_itself()
    {
        var venue = Held();
        Rejected(RejectCode.LeverageMargin, venue.Act(Alice, new UpdateLeverage(Btc, false, 9)));
        venue.Act(Alice, In(700_000_000));
        Assert.Single(venue.Act(Alice, new UpdateLeverage(Btc, false, 9)).OfType<LeverageSet>());
        Assert.Single(venue.Act(Alice, new UpdateLeverage(Btc, false, 40)).OfType<LeverageSet>());
    }

    private static UpdateIsolatedMargin In(long amount, MarketId? market = null) =>
        new(market ?? Btc, new MicroUsd(amount));

    private static TopUpIsolatedMargin To(string leverage) => new(Btc, Number(leverage));

    // Alice has two BTC at ten times, without a fee.
    private static Venue Held()
    {
        var venue = Ready(Genesis(taker: 0, maker: 0));
        venue.Act(Alice, new UpdateLeverage(Btc, false, 10));
        venue.Sell(Carol, Btc, "30000", "2");
        venue.Buy(Alice, Btc, "30000", "2");
        return venue;
    }
}
