using Offing.Engine.Markets;
using Offing.Engine.Tests.Parameters;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Switches;

public class KillSwitchesTests
{
    [Fact]
    [Trait("rule", "ENG-SWI-001")]
    public void A_switch_out_of_its_turn_or_for_no_market_is_refused()
    {
        var venue = Ready();
        Refused(RejectCode.SwitchSequence, venue.Apply(new OperatorSwitch(Btc, 7, 2, new byte[65])));
        Refused(RejectCode.UnknownMarket, venue.Switch(new MarketId(99), 7));
        Assert.Equal(new SwitchThrown(Btc, 7), Assert.Single(venue.Switch(Btc, 7)));
        Refused(RejectCode.SwitchSequence, venue.Apply(new OperatorSwitch(Btc, 7, 1, new byte[65])));
        var market = venue.State.MarketOf(Btc);
        Assert.Equal((MarketStatus.Halted, 7), (market.Status, market.HaltReason));

        var without = Ready(Genesis() with { Operator = default });
        Refused(RejectCode.OperatorUnknown, without.Switch(Btc, 7));
    }

    [Fact]
    [Trait("rule", "ENG-SWI-009")]
    public void Who_enters_a_change_on_chain_has_the_switches_and_what_was_signed_before_does_nothing()
    {
        var venue = Ready();
        venue.Switch(Btc, 7);
        var refused = ChangeBytes.Request(venue, [0, 99]) with { Account = Who(Alice), Sender = Who(Alice) };
        venue.Apply(refused);
        Assert.Equal((Who("operator"), 1ul), (venue.State.Operator, venue.State.SwitchSequence));

        var taken = ChangeBytes.Request(venue, [0, 9]) with { Account = Who(Alice), Sender = Who(Alice) };
        var events = venue.Apply(taken);
        Assert.Contains(new OperatorChanged(Who(Alice)), events);
        Assert.Contains(new ParameterChanged(1), events);
        Assert.Equal((Who(Alice), 2ul), (venue.State.Operator, venue.State.SwitchSequence));
        Refused(RejectCode.SwitchSequence, venue.Apply(new OperatorSwitch(Btc, 0, 2, new byte[65])));
        Assert.Equal(new SwitchThrown(Btc, 0), Assert.Single(venue.Switch(Btc, 0)));

        // Whoever is it already takes nothing over.
        var again = ChangeBytes.Request(venue, [0, 9]) with { Account = Who(Alice), Sender = Who(Alice) };
        Assert.DoesNotContain(venue.Apply(again), happened => happened is OperatorChanged);
        Assert.Equal(3ul, venue.State.SwitchSequence);
    }

    [Fact]
    [Trait("rule", "ENG-SWI-002")]
    public void What_could_let_a_position_grow_is_stopped_and_nothing_else()
    {
        var venue = Ready();
        venue.Sell(Bob, Btc, "30000", "2");
        venue.Buy(Alice, Btc, "30000", "2");
        var open = venue.Buy(Alice, Btc, "29000", "1");
        foreach (var (market, code) in ((MarketId, RejectCode)[])[
            (Btc, RejectCode.MarketHalted), (OperatorSwitch.Venue, RejectCode.VenueHalted)])
        {
            venue.Switch(market, 7);
            Rejected(code, venue.Buy(Alice, Btc, "29000", "0.1"));
            Rejected(code, venue.Sell(Alice, Btc, "31000", "2.1"));
            var modify = new ModifyOrders(
                [(new OrderReference(open.Order, default), Order(Btc, Side.Buy, "29001", "1"))], false);
            Rejected(code, venue.Act(Alice, modify).OfType<ItemOutcome>().Single());
            var twap = new PlaceTwap(Btc, Side.Buy, Number("1"), false, 5, false);
            Rejected(code, venue.Act(Alice, twap));
            var closing = venue.Sell(Alice, Btc, "31000", "2");
            Assert.Equal(OutcomeKind.Resting, closing.Kind);
            venue.Act(Alice, new CancelOrders([(Btc, closing.Order)]));
            venue.Deposit(Alice, 5);
            var withdrawal = new Withdraw(Who(Alice), new MicroUsd(1_000_000));
            Assert.Single(venue.Act(Alice, withdrawal).OfType<WithdrawalQueued>());
            venue.Switch(market, 0);
        }

        Assert.Equal(OutcomeKind.Resting, venue.Buy(Alice, Btc, "29000", "0.1").Kind);
    }

    [Fact]
    [Trait("rule", "ENG-SWI-003")]
    [Trait("rule", "ENG-ORD-023")]
    public void Makers_that_would_grow_are_passed_over_and_fill_or_kill_knows_it()
    {
        var venue = Ready();
        venue.Sell(Bob, Btc, "30000", "2");
        venue.Buy(Alice, Btc, "30000", "2");
        venue.Buy(Carol, Btc, "30000", "1");
        venue.Place(Bob, Order(Btc, Side.Buy, "29990", "1"));
        venue.Switch(Btc, 7);
        var large = Order(Btc, Side.Sell, "29990", "1.1", TimeInForce.Fok, reduceOnly: true);
        Rejected(RejectCode.FokNotFillable, venue.Place(Alice, large));
        var fitting = Order(Btc, Side.Sell, "29990", "1", TimeInForce.Fok, reduceOnly: true);
        Assert.Equal(OutcomeKind.Filled, venue.Place(Alice, fitting).Kind);
        Assert.Empty(venue.Account(Carol).Orders.InIdOrder);
    }

    [Fact]
    [Trait("rule", "ENG-SWI-004")]
    public void A_stopped_market_liquidates_nobody_and_a_stopped_venue_does()
    {
        var (market, venue) = (Endangered(Btc), Endangered(OperatorSwitch.Venue));
        Assert.Equal(5_000_000, Held(market));
        Assert.InRange(Held(venue), 0, 4_999_999);
        market.Switch(Btc, 0);
        Assert.InRange(Held(market), 0, 4_999_999);
    }

    [Fact]
    [Trait("rule", "ENG-SWI-004")]
    public void A_stopped_market_samples_no_funding()
    {
        var venue = Ready();
        venue.Switch(Btc, 7);
        venue.Now += 6_000;
        var sampled = venue.Apply(new Tick()).OfType<PremiumSampled>().Select(sample => sample.Market);
        Assert.DoesNotContain(Btc, sampled);
        Assert.Contains(Eth, sampled);
    }

    [Fact]
    [Trait("rule", "ENG-SWI-007")]
    public void A_stop_takes_its_turn_with_the_switches_and_names_somebody()
    {
        var venue = Ready();
        venue.Switch(Btc, 7);
        var early = venue.Apply(new OperatorStop(Who(Alice), 7, 3, new byte[65]));
        Assert.Equal(new StopRefused(Who(Alice), RejectCode.SwitchSequence), Assert.Single(early));
        Assert.Equal(
            new StopRefused(Who("nobody"), RejectCode.StopUnknown),
            Assert.Single(venue.Stop(Who("nobody"), 7)));
        Assert.Equal(
            new StopThrown(Who(Alice), Who(Alice), 7), Assert.Single(venue.Stop(Who(Alice), 7)));
        Assert.Equal((7, 2UL), (venue.Account(Alice).StopReason, venue.State.SwitchSequence));

        var without = Ready(Genesis() with { Operator = default });
        Assert.Equal(
            new StopRefused(Who(Alice), RejectCode.OperatorUnknown),
            Assert.Single(without.Stop(Who(Alice), 7)));
    }

    [Fact]
    [Trait("rule", "ENG-SWI-007")]
    public void A_stopped_account_may_do_nothing_that_lets_a_position_grow()
    {
        var venue = Ready();
        venue.Sell(Bob, Btc, "30000", "2");
        venue.Buy(Alice, Btc, "30000", "2");
        venue.Stop(Who(Alice), 7);
        Rejected(RejectCode.AccountHalted, venue.Buy(Alice, Btc, "29000", "0.1"));
        Rejected(RejectCode.AccountHalted, venue.Sell(Alice, Btc, "31000", "2.1"));
        var stop = Order(Btc, Side.Buy, "32000", "1") with
        {
            Trigger = new TriggerSpec(TriggerKind.StopLoss, Number("32000"), IsMarket: false),
        };
        Rejected(RejectCode.AccountHalted, venue.Place(Alice, stop));
        Rejected(
            RejectCode.AccountHalted,
            venue.Act(Alice, new PlaceTwap(Btc, Side.Buy, Number("1"), false, 5, false)));
        Assert.Equal(OutcomeKind.Resting, venue.Sell(Alice, Btc, "31000", "2").Kind);
        Assert.Equal(OutcomeKind.Resting, venue.Buy(Bob, Btc, "29000", "0.1").Kind);
    }

    [Fact]
    [Trait("rule", "ENG-SWI-007")]
    public void An_address_that_was_a_key_and_is_an_account_is_stopped_as_both()
    {
        var venue = Ready();
        venue.Act(Alice, new ApproveAgent(Who("bot"), "x", 0, SessionLimits.None));
        venue.Buy("bot", Btc, "29000", "1");
        venue.Deposit("bot", 1_000);
        venue.Stop(Who("bot"), 7);
        var session = venue.Account(Alice).Sessions[0];
        Assert.Equal((7, 7), (session.StopReason, venue.Account("bot").StopReason));
        Assert.Same(session, venue.Account(Alice).Orders.First!.LimitedKey);
        Rejected(RejectCode.KeyHalted, venue.Buy("bot", Btc, "29000", "1"));
        venue.Stop(Who("bot"), 0);
        Assert.Null(venue.Account(Alice).Orders.First!.LimitedKey);
        Assert.Equal((0, 0), (session.StopReason, venue.Account("bot").StopReason));
    }

    private static long Held(Venue venue) => venue.Account(Alice).FindSlot(Btc)?.Size.Value ?? 0;

    // Alice is long 50 BTC on 100,000 USDC when the mark falls by more than 6 %.
    private static Venue Endangered(MarketId stopped)
    {
        var venue = Ready();
        venue.Deposit(Bob, 10_000_000);
        venue.Act(Alice, new UpdateLeverage(Btc, true, 40));
        venue.Sell(Bob, Btc, "30000", "50");
        venue.Buy(Alice, Btc, "30000", "50");
        venue.Buy(Bob, Btc, "28050", "60");
        venue.Switch(stopped, 7);
        venue.Price(Btc, "28100");
        return venue;
    }

    private static void Refused(RejectCode code, IReadOnlyList<IEngineEvent> events) =>
        Assert.Equal(code, Assert.IsType<SwitchRefused>(Assert.Single(events)).Code);
}
