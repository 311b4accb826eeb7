using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Triggers;

public class GroupsTests
{
    private static readonly OrderSpec Parent = Order(Btc, Side.Buy, "29900", "1");
    private static readonly OrderSpec Profit =
        Waits.Reducing(Waits.Profit(Btc, Side.Sell, "31000", "31000", "1"));

    private static readonly OrderSpec Stop =
        Waits.Reducing(Waits.Stop(Btc, Side.Sell, "29000", "28900", "1"));

    private static readonly OrderSpec Other = Order(Eth, Side.Buy, "1900", "1");

    public static TheoryData<OrderGrouping, OrderSpec[]> BadShapes => new()
    {
        // A child that is no stop, that is on the parent's side, in another market, or not reduce-only.
        { OrderGrouping.NormalTpsl, [Parent, Waits.Reducing(Order(Btc, Side.Sell, "31000", "1"))] },
        { OrderGrouping.NormalTpsl, [Parent, Stop with { Side = Side.Buy }] },
        { OrderGrouping.NormalTpsl, [Parent, Stop with { Market = Eth }] },
        { OrderGrouping.NormalTpsl, [Parent, Stop with { ReduceOnly = false }] },
        { OrderGrouping.PositionTpsl, [Parent] },
        { OrderGrouping.PositionTpsl, [Stop, Profit with { Side = Side.Buy }] },
        { OrderGrouping.PositionTpsl, [Stop, Profit with { Market = Eth }] },
        { OrderGrouping.Oco, [Parent] },
        // One sweep could fill both before either cancels the other.
        { OrderGrouping.Oco, [Parent, Parent with { Price = Number("29800") }] },
        { OrderGrouping.Oto, [Parent] },
        { OrderGrouping.Oto, [Parent, Other] },
    };

    [Theory]
    [MemberData(nameof(BadShapes))]
    [Trait("rule", "ENG-GRP-001")]
    public void Orders_that_do_not_fit_their_grouping_are_all_refused(
        OrderGrouping grouping, OrderSpec[] orders)
    {
        var venue = Waits.Long();
        var outcomes = venue.Group(Alice, grouping, orders).Outcomes();
        Assert.Equal(orders.Length, outcomes.Count);
        Assert.All(outcomes, outcome => Rejected(RejectCode.BadGrouping, outcome));
        Assert.Equal(0, venue.Account(Alice).OpenCount);
    }

    [Fact]
    [Trait("rule", "ENG-GRP-002")]
    public void One_that_is_refused_refuses_all()
    {
        var venue = Ready();
        var met = Stop with { Trigger = Stop.Trigger! with { Price = Number("29950") } };
        var next = venue.State.NextOrderId;
        // At its price the parent is filled under the stop's trigger.
        AssertRefused(RejectCode.BadTriggerPrice, OrderGrouping.NormalTpsl, Parent, Profit, met);
        var twice = new ClientOrderId(5);
        AssertRefused(
            RejectCode.ClientIdInUse, OrderGrouping.NormalTpsl, Parent with { ClientId = twice },
            Stop with { ClientId = twice });
        AssertRefused(
            RejectCode.InsufficientMargin, OrderGrouping.NormalTpsl, Parent with { Size = Number("900") },
            Stop);
        AssertRefused(RejectCode.SizeZero, OrderGrouping.Oto, Parent, Parent with { Size = Number("0") });
        Assert.Equal(next, venue.State.NextOrderId);
        Assert.Empty(venue.State.Waiting.Groups);

        void AssertRefused(RejectCode code, OrderGrouping grouping, params OrderSpec[] orders)
        {
            var outcomes = venue.Group(Alice, grouping, orders).Outcomes();
            Assert.Equal(orders.Length, outcomes.Count);
            Assert.All(outcomes, outcome => Rejected(code, outcome));
        }
    }

    [Fact]
    [Trait("rule", "ENG-GRP-003")]
    public void Children_wait_for_their_parent_and_are_armed_when_it_is_filled_whole()
    {
        var venue = Ready();
        var (parent, profit, stop) = Bracket(venue);
        Assert.Empty(venue.Move("28950").Fired());
        Assert.False(venue.State.Waiting.FindConditional(stop)!.IsArmed);
        venue.Move("29900");
        venue.Sell(Bob, Btc, "29900", "0.4");
        Assert.False(venue.State.Waiting.FindConditional(stop)!.IsArmed);
        var events = venue.Act(Bob, new PlaceOrders([Order(Btc, Side.Sell, "29900", "0.6")], null));
        Assert.Equal([profit, stop], events.OfType<ConditionalArmed>().Select(armed => armed.Order));
        Assert.Equal(OrderStatus.Filled, events.End(parent));

        var fired = venue.Move("31000");
        Assert.Equal([profit], fired.Fired());
        Assert.Equal(OrderStatus.SiblingFilledCanceled, fired.End(stop));
        Assert.Empty(venue.State.Waiting.Conditionals);
        venue.Buy(Bob, Btc, "31000", "1");
        Assert.Empty(venue.State.Waiting.Groups);
    }

    [Fact]
    [Trait("rule", "ENG-GRP-003")]
    public void A_parent_that_fills_at_once_arms_its_children_in_the_same_action()
    {
        var venue = Ready();
        venue.Sell(Bob, Btc, "29900", "1");
        var outcomes = venue.Group(Alice, OrderGrouping.NormalTpsl, Parent, Profit, Stop).Outcomes();
        Assert.Equal(
            [OutcomeKind.Filled, OutcomeKind.WaitingForTrigger, OutcomeKind.WaitingForTrigger],
            outcomes.Select(outcome => outcome.Kind));
    }

    [Fact]
    [Trait("rule", "ENG-GRP-003")]
    public void A_parent_that_waits_itself_arms_its_children_after_its_own_trigger_and_fill()
    {
        var venue = Ready();
        var entry = Waits.Stop(Btc, Side.Buy, "30200", "30300", "1");
        var ids = Ids(venue.Group(Alice, OrderGrouping.NormalTpsl, entry, Profit, Stop));
        venue.Move("30200");
        Assert.False(venue.State.Waiting.FindConditional(ids[2])!.IsArmed);
        venue.Sell(Bob, Btc, "30300", "1");
        Assert.True(venue.State.Waiting.FindConditional(ids[2])!.IsArmed);
    }

    [Fact]
    [Trait("rule", "ENG-GRP-004")]
    public void An_owner_who_takes_the_parent_back_takes_its_children_back()
    {
        var venue = Ready();
        var (parent, profit, stop) = Bracket(venue);
        venue.Sell(Bob, Btc, "29900", "0.4");
        var events = venue.Act(Alice, new CancelOrders([(Btc, parent)]));
        Assert.Equal(OrderStatus.ParentCanceled, events.End(profit));
        Assert.Equal(OrderStatus.ParentCanceled, events.End(stop));
        Assert.Empty(venue.State.Waiting.Groups);
    }

    [Fact]
    [Trait("rule", "ENG-GRP-004")]
    public void A_batch_that_cancels_parent_and_child_finds_the_child_gone()
    {
        var venue = Ready();
        var (parent, profit, stop) = Bracket(venue);
        var outcomes = venue.Act(Alice, new CancelOrders([(Btc, parent), (Btc, stop), (Btc, profit)]))
            .Outcomes();
        Assert.Equal(
            [RejectCode.None, RejectCode.UnknownOrder, RejectCode.UnknownOrder],
            outcomes.Select(outcome => outcome.Code));
    }

    [Fact]
    [Trait("rule", "ENG-GRP-004")]
    public void A_parent_that_expires_or_is_replaced_takes_its_children_along()
    {
        var venue = Ready();
        var expiring = Waits.Expiring(Parent, venue.Now + 60_000);
        var ids = Ids(venue.Group(Alice, OrderGrouping.NormalTpsl, expiring, Profit, Stop));
        venue.Now += 60_000;
        Assert.Equal(OrderStatus.ParentCanceled, venue.Apply(new Protocol.Entries.Tick()).End(ids[1]));

        venue.Price(Btc, "30000");
        var (parent, profit, _) = Bracket(venue);
        var replaced = venue.Act(Alice, new ModifyOrders(
            [(new OrderReference(parent, default), Parent with { Size = Number("2") })], false));
        Assert.Equal(OrderStatus.ParentCanceled, replaced.End(profit));
        Assert.Equal(OutcomeKind.Resting, replaced.Outcomes().Single().Kind);
    }

    [Fact]
    [Trait("rule", "ENG-GRP-005")]
    public void A_parent_that_the_venue_ends_arms_its_children_for_what_it_filled()
    {
        var venue = Ready();
        venue.Sell(Bob, Btc, "29900", "0.4");
        var ioc = Parent with { Tif = TimeInForce.Ioc };
        var events = venue.Group(Alice, OrderGrouping.NormalTpsl, ioc, Profit, Stop);
        Assert.Equal([40_000, 40_000], events.OfType<ConditionalArmed>().Select(armed => armed.Size.Value));
    }

    [Fact]
    [Trait("rule", "ENG-GRP-005")]
    public void Nothing_is_left_of_the_children_of_a_parent_that_found_nothing()
    {
        var venue = Ready();
        var ioc = Parent with { Tif = TimeInForce.Ioc };
        var events = venue.Group(Alice, OrderGrouping.NormalTpsl, ioc, Profit, Stop);
        Assert.All(events.Outcomes(), outcome => Rejected(RejectCode.IocNoMatch, outcome));
        Assert.Equal(
            [OrderStatus.IocCanceled, OrderStatus.ParentCanceled, OrderStatus.ParentCanceled],
            events.OfType<OrderClosed>().Select(closed => closed.Status));
        Assert.Empty(venue.State.Waiting.Groups);
    }

    [Fact]
    [Trait("rule", "ENG-GRP-006")]
    public void Of_orders_that_exclude_each_other_a_part_fill_of_one_cancels_the_other()
    {
        var venue = Ready();
        var ids = Ids(venue.Group(
            Alice, OrderGrouping.Oco, Parent, Waits.Stop(Btc, Side.Buy, "30500", "30600", "1")));
        var events = venue.Act(Bob, new PlaceOrders([Order(Btc, Side.Sell, "29900", "0.1")], null));
        Assert.Equal(OrderStatus.SiblingFilledCanceled, events.End(ids[1]));
        Assert.Equal(90_000, venue.Account(Alice).Orders.Find(ids[0])!.Remaining.Value);
    }

    [Fact]
    [Trait("rule", "ENG-GRP-006")]
    public void Of_orders_that_exclude_each_other_the_trigger_of_one_cancels_the_other_even_when_refused()
    {
        var venue = Ready();
        var stop = Waits.Reducing(Waits.Stop(Btc, Side.Buy, "30500", "30600", "1"));
        var ids = Ids(venue.Group(Alice, OrderGrouping.Oco, Parent, stop));
        var events = venue.Move("30500");
        Assert.Equal(OrderStatus.Rejected, events.End(ids[1]));
        Assert.Equal(OrderStatus.SiblingFilledCanceled, events.End(ids[0]));
        Assert.Empty(venue.State.Waiting.Groups);
    }

    [Fact]
    [Trait("rule", "ENG-GRP-006")]
    public void One_that_trades_as_it_comes_leaves_no_place_for_the_others()
    {
        var venue = Ready();
        venue.Sell(Bob, Btc, "29900", "0.3");
        var outcomes = venue.Group(
            Alice, OrderGrouping.Oco, Waits.Stop(Btc, Side.Buy, "30500", "30600", "1"), Parent, Other)
            .Outcomes();
        Assert.Equal(
            [RejectCode.SiblingFilled, RejectCode.None, RejectCode.SiblingFilled],
            outcomes.Select(outcome => outcome.Code));
        Assert.Equal(1, venue.Account(Alice).OpenCount);
        Assert.Empty(venue.State.Waiting.Conditionals);
    }

    [Fact]
    [Trait("rule", "ENG-GRP-006")]
    public void One_that_went_to_rest_before_another_traded_is_answered_as_what_it_is_now()
    {
        var venue = Ready();
        venue.Sell(Bob, Btc, "29900", "0.3");
        var outcomes = venue.Group(Alice, OrderGrouping.Oco, Other, Parent).Outcomes();
        Rejected(RejectCode.SiblingFilled, outcomes[0]);
        Assert.Equal(OutcomeKind.Resting, outcomes[1].Kind);
        Assert.Equal(1, venue.Account(Alice).OpenCount);
    }

    [Fact]
    [Trait("rule", "ENG-GRP-006")]
    public void A_cancel_of_one_leaves_the_other()
    {
        var venue = Ready();
        var ids = Ids(venue.Group(Alice, OrderGrouping.Oco, Parent, Other));
        venue.Act(Alice, new CancelOrders([(Btc, ids[0])]));
        Assert.NotNull(venue.Account(Alice).Orders.Find(ids[1]));
    }

    [Fact]
    [Trait("rule", "ENG-GRP-007")]
    public void One_triggers_the_others_when_it_is_filled_whole_and_those_do_not_exclude_each_other()
    {
        var venue = Ready();
        var exit = Order(Btc, Side.Sell, "30500", "1");
        var ids = Ids(venue.Group(Alice, OrderGrouping.Oto, Parent, exit, Stop));
        Assert.Equal(1, venue.Account(Alice).Orders.Count);
        var events = venue.Act(Bob, new PlaceOrders([Order(Btc, Side.Sell, "29900", "1")], null));
        Assert.Equal([ids[1]], events.Fired());
        Assert.Equal(100_000, venue.Account(Alice).Orders.Find(ids[1])!.Remaining.Value);
        Assert.True(venue.State.Waiting.FindConditional(ids[2])!.IsArmed);
        venue.Buy(Bob, Btc, "30500", "0.5");
        Assert.NotNull(venue.State.Waiting.FindConditional(ids[2]));
    }

    [Fact]
    [Trait("rule", "ENG-GRP-007")]
    public void A_child_that_trades_as_it_is_released_is_answered_with_its_fill()
    {
        var venue = Ready();
        venue.Sell(Bob, Btc, "29900", "1");
        venue.Buy(Carol, Btc, "29800", "1");
        var exit = Order(Btc, Side.Sell, "29800", "1");
        var late = Order(Btc, Side.Sell, "29800", "1", TimeInForce.Alo);
        var outcomes = venue.Group(Alice, OrderGrouping.Oto, Parent, late, exit).Outcomes();
        Assert.Equal((OutcomeKind.Filled, 100_000), (outcomes[0].Kind, outcomes[0].Filled.Value));
        Rejected(RejectCode.PostOnlyWouldMatch, outcomes[1]);
        Assert.Equal((OutcomeKind.Filled, 100_000), (outcomes[2].Kind, outcomes[2].Filled.Value));
        Assert.Empty(venue.State.Waiting.Groups);
    }

    [Fact]
    [Trait("rule", "ENG-GRP-008")]
    public void A_modify_takes_the_place_of_the_old_one_in_the_group()
    {
        var venue = Ready();
        var (parent, _, stop) = Bracket(venue);
        var tighter = Stop with { Trigger = Stop.Trigger! with { Price = Number("29500") } };
        var moved = Modify(venue, stop, tighter);
        Assert.Equal(OutcomeKind.WaitingForFill, moved.Kind);
        Rejected(RejectCode.BadGrouping, Modify(venue, moved.Order, Order(Btc, Side.Sell, "31000", "1")));
        Assert.Null(venue.State.Waiting.FindConditional(stop));
        venue.Sell(Bob, Btc, "29900", "1");
        Assert.True(venue.State.Waiting.FindConditional(moved.Order)!.IsArmed);
        Assert.Null(venue.Account(Alice).Orders.Find(parent));

        var ids = Ids(venue.Group(
            Bob, OrderGrouping.Oco, Order(Btc, Side.Buy, "29000", "1"), Order(Eth, Side.Buy, "1900", "1"),
            Waits.Stop(Btc, Side.Buy, "30500", "30600", "1")));
        // As a second one at rest on that side it could fill together with the first.
        Rejected(RejectCode.BadGrouping, Modify(venue, ids[2], Order(Btc, Side.Buy, "28000", "1"), Bob));
        Modify(venue, ids[0], Order(Btc, Side.Buy, "29100", "1"), Bob);
        var events = venue.Act(Carol, new PlaceOrders([Order(Btc, Side.Sell, "29100", "0.1")], null));
        Assert.Equal(OrderStatus.SiblingFilledCanceled, events.End(ids[1]));
        Assert.Equal(OrderStatus.SiblingFilledCanceled, events.End(ids[2]));
    }

    private static (OrderId Parent, OrderId Profit, OrderId Stop) Bracket(Venue venue)
    {
        var events = venue.Group(Alice, OrderGrouping.NormalTpsl, Parent, Profit, Stop);
        Assert.Equal(
            [OutcomeKind.Resting, OutcomeKind.WaitingForFill, OutcomeKind.WaitingForFill],
            events.Outcomes().Select(outcome => outcome.Kind));
        var ids = Ids(events);
        return (ids[0], ids[1], ids[2]);
    }

    private static List<OrderId> Ids(IEnumerable<IEngineEvent> events) =>
        [.. events.Outcomes().Select(outcome => outcome.Order)];

    private static ItemOutcome Modify(Venue venue, OrderId old, OrderSpec spec, string signer = Alice) =>
        venue.Act(signer, new ModifyOrders([(new OrderReference(old, default), spec)], false))
            .Outcomes().Single();

    // While nothing fires, what is met is remembered; and forgotten with the order.
    [Fact]
    [Trait("rule", "ENG-TRG-007")]
    [Trait("rule", "ENG-TRG-008")]
    public void A_child_that_is_met_without_a_quorum_can_be_cancelled()
    {
        var venue = Ready();
        venue.Sell(Carol, Btc, "30000", "1");
        venue.Buy(Bob, Btc, "30000", "1");
        venue.Group(
            Alice, OrderGrouping.NormalTpsl, Order(Btc, Side.Buy, "29900", "1"),
            Waits.Reducing(Waits.Stop(Btc, Side.Sell, "29500", "29000", "1")));
        venue.Price(Btc, "29400");
        venue.Now += 11_000;
        venue.Place(Bob, Order(Btc, Side.Sell, "29900", "1", TimeInForce.Ioc, reduceOnly: true));
        Assert.True(venue.State.MarketOf(Btc).Triggers.IsBehind);
        var child = venue.Account(Alice).Waiting!.InIdOrder.Single().Id;
        venue.Act(Alice, new CancelOrders([(Btc, child)]));
        Assert.False(venue.State.MarketOf(Btc).Triggers.IsBehind);
    }
}
