using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Commands;

public class ModifyOrdersCommandTests
{
    [Fact]
    [Trait("rule", "ENG-ORD-018")]
    [Trait("rule", "ENG-ORD-007")]
    public void The_new_order_has_a_new_id_and_may_keep_the_client_id()
    {
        var venue = Ready();
        var spec = Order(Btc, Side.Buy, "29000", "0.1", clientId: 9);
        var old = venue.Place(Alice, spec).Order;
        var events = Modify(venue, new OrderReference(old, default), spec with { Price = Number("29100") });
        Assert.Equal(old, events.OfType<OrderClosed>().Single().Order);
        var outcome = events.OfType<ItemOutcome>().Single();
        Assert.Equal(OutcomeKind.Resting, outcome.Kind);
        Assert.NotEqual(old, outcome.Order);
        Assert.Equal(10_000, venue.Slot(Alice, Btc).BuyReserve.Value);

        events = Modify(venue, new OrderReference(default, new ClientOrderId(9)), spec);
        Assert.Equal(OutcomeKind.Resting, events.OfType<ItemOutcome>().Single().Kind);
        Assert.Equal(1, venue.Account(Alice).Orders.Count);
    }

    [Theory]
    [InlineData("29000.05", "0.1", RejectCode.PriceOffTick)]
    [InlineData("29000", "0", RejectCode.SizeZero)]
    [InlineData("29000", "1000", RejectCode.InsufficientMargin)]
    [Trait("rule", "ENG-ORD-018")]
    public void When_the_new_one_is_refused_the_old_one_stays(string price, string size, RejectCode code)
    {
        var venue = Ready();
        var old = venue.Buy(Alice, Btc, "29000", "0.1").Order;
        var events = Modify(venue, new OrderReference(old, default), Order(Btc, Side.Buy, price, size));
        Rejected(code, Assert.IsType<ItemOutcome>(Assert.Single(events)));
        Assert.NotNull(venue.Account(Alice).Orders.Find(old));
    }

    [Fact]
    [Trait("rule", "ENG-ORD-018")]
    public void The_margin_of_the_old_order_is_free_for_the_new_one()
    {
        var venue = Ready();
        var old = venue.Buy(Alice, Btc, "29000", "65").Order;
        Rejected(RejectCode.InsufficientMargin, venue.Buy(Alice, Btc, "29000", "65"));
        var events = Modify(venue, new OrderReference(old, default), Order(Btc, Side.Buy, "29001", "65"));
        Assert.Equal(OutcomeKind.Resting, events.OfType<ItemOutcome>().Single().Kind);
    }

    [Fact]
    [Trait("rule", "ENG-ORD-018")]
    public void A_post_only_order_may_change_sides_through_its_own_old_price()
    {
        var venue = Ready();
        var old = venue.Buy(Alice, Btc, "30000", "0.1").Order;
        var sell = Order(Btc, Side.Sell, "29999", "0.1", TimeInForce.Alo);
        var events = Modify(venue, new OrderReference(old, default), sell);
        Assert.Equal(OutcomeKind.Resting, events.OfType<ItemOutcome>().Single().Kind);
    }

    [Fact]
    [Trait("rule", "ENG-ORD-018")]
    public void An_unknown_order_and_one_of_another_market_are_refused()
    {
        var venue = Ready();
        var old = venue.Buy(Alice, Btc, "29000", "0.1").Order;
        var spec = Order(Eth, Side.Buy, "1900", "1");
        foreach (var target in (OrderReference[])[new(old, default), new(new OrderId(999), default)])
        {
            Rejected(RejectCode.UnknownOrder, Modify(venue, target, spec).OfType<ItemOutcome>().Single());
        }
    }

    private static IReadOnlyList<IEngineEvent> Modify(Venue venue, OrderReference target, OrderSpec spec) =>
        venue.Act(Alice, new ModifyOrders([(target, spec)], IsBatch: false));
}
