using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Triggers;

public class PositionTpslTests
{
    private static readonly OrderSpec Stop =
        Waits.Reducing(Waits.Stop(Btc, Side.Sell, "29500", "29400", "0", isMarket: true));

    private static readonly OrderSpec Profit =
        Waits.Reducing(Waits.Profit(Btc, Side.Sell, "30500", "30500", "0"));

    [Fact]
    [Trait("rule", "ENG-GRP-009")]
    public void Without_a_position_against_it_there_is_nothing_to_protect()
    {
        var venue = Waits.Long();
        Rejected(
            RejectCode.ReduceOnlyWouldIncrease,
            venue.Group(Bob, OrderGrouping.PositionTpsl, Stop).Outcomes().Single());
        Rejected(
            RejectCode.ReduceOnlyWouldIncrease,
            venue.Group(Carol, OrderGrouping.PositionTpsl, Stop).Outcomes().Single());
        Rejected(RejectCode.SizeZero, venue.Place(Alice, Stop));
    }

    [Fact]
    [Trait("rule", "ENG-GRP-009")]
    public void Of_size_zero_it_is_the_whole_position_of_its_moment()
    {
        var venue = Waits.Long();
        var outcomes = venue.Group(Alice, OrderGrouping.PositionTpsl, Profit, Stop).Outcomes();
        Assert.All(outcomes, outcome => Assert.Equal(OutcomeKind.WaitingForTrigger, outcome.Kind));
        venue.Sell(Bob, Btc, "30000", "0.5");
        venue.Buy(Alice, Btc, "30000", "0.5");
        var events = venue.Move("30500");
        Assert.Equal(150_000, events.OfType<OrderPlaced>().Single().Size.Value);
        Assert.Equal(OrderStatus.SiblingFilledCanceled, events.End(outcomes[1].Order));
    }

    [Fact]
    [Trait("rule", "ENG-GRP-010")]
    public void They_stay_while_the_position_shrinks_and_end_when_it_is_flat()
    {
        var venue = Waits.Long();
        var ids = venue.Group(Alice, OrderGrouping.PositionTpsl, Profit, Stop).Outcomes();
        venue.Buy(Bob, Btc, "30000", "1");
        venue.Sell(Alice, Btc, "30000", "0.4");
        Assert.Equal(2, venue.State.Waiting.Conditionals.Count);
        var events = venue.Act(Alice, new PlaceOrders([Order(Btc, Side.Sell, "30000", "0.6")], null));
        Assert.All(ids, id => Assert.Equal(OrderStatus.ReduceOnlyCanceled, events.End(id.Order)));
        Assert.Null(venue.Account(Alice).FindSlot(Btc));
        Assert.Empty(venue.State.Waiting.Groups);
    }

    [Fact]
    [Trait("rule", "ENG-GRP-010")]
    public void They_end_when_the_position_changes_sides_and_when_the_maker_did_not_act()
    {
        var venue = Waits.Long();
        var ids = venue.Group(Alice, OrderGrouping.PositionTpsl, Profit, Stop).Outcomes();
        venue.Sell(Alice, Btc, "30010", "3");
        var events = venue.Act(Bob, new PlaceOrders([Order(Btc, Side.Buy, "30010", "2")], null));
        Assert.All(ids, id => Assert.Equal(OrderStatus.ReduceOnlyCanceled, events.End(id.Order)));
        Assert.Equal(-100_000, venue.Slot(Alice, Btc).Size.Value);
    }

    [Fact]
    [Trait("rule", "ENG-GRP-010")]
    public void One_that_fires_and_closes_the_position_ends_those_of_other_actions()
    {
        var venue = Waits.Long();
        var first = venue.Group(Alice, OrderGrouping.PositionTpsl, Stop).Outcomes().Single().Order;
        var second = venue.Group(Alice, OrderGrouping.PositionTpsl, Profit, Stop with
        {
            Trigger = Stop.Trigger! with { Price = Number("29200") },
        }).Outcomes();
        venue.Buy(Bob, Btc, "29450", "1");
        var events = venue.Move("29500");
        Assert.Equal([first], events.Fired());
        Assert.All(second, id => Assert.Equal(OrderStatus.ReduceOnlyCanceled, events.End(id.Order)));
        Assert.Empty(venue.State.Waiting.Conditionals);
        Assert.Null(venue.Account(Alice).FindSlot(Btc));
    }

    [Fact]
    [Trait("rule", "ENG-GRP-008")]
    public void A_modify_keeps_the_tie_and_must_stay_a_stop()
    {
        var venue = Waits.Long();
        var id = venue.Group(Alice, OrderGrouping.PositionTpsl, Stop).Outcomes().Single().Order;
        Rejected(RejectCode.BadGrouping, Modify(venue, id, Order(Btc, Side.Sell, "31000", "1")));
        var moved = Modify(venue, id, Stop with { Trigger = Stop.Trigger! with { Price = Number("29200") } });
        Assert.Equal(OutcomeKind.WaitingForTrigger, moved.Kind);
        Assert.True(venue.State.Waiting.FindConditional(moved.Order)!.IsPositionTied);
    }

    private static ItemOutcome Modify(Venue venue, OrderId old, OrderSpec spec) => venue.Act(
        Alice, new ModifyOrders([(new OrderReference(old, default), spec)], false)).Outcomes().Single();
}
