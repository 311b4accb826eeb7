using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Matching;

/// <summary>Bob holds 1 BTC and has reduce-only sells at rest.</summary>
public class ReduceOnlyTests
{
    private readonly Venue _venue = Ready();
    private readonly OrderId _near;
    private readonly OrderId _far;

    public ReduceOnlyTests()
    {
        _venue.Sell(Alice, Btc, "30000", "1");
        _venue.Buy(Bob, Btc, "30000", "1");
        _near = _venue.Place(Bob, Order(Btc, Side.Sell, "30100", "0.7", reduceOnly: true)).Order;
        _far = _venue.Place(Bob, Order(Btc, Side.Sell, "30200", "5", reduceOnly: true)).Order;
    }

    [Fact]
    [Trait("rule", "ENG-ORD-011")]
    [Trait("rule", "ENG-MRG-004")]
    public void At_rest_it_is_no_larger_than_the_position_and_reserves_nothing()
    {
        Assert.Equal(100_000, Left(_far));
        Assert.Equal(0, _venue.Slot(Bob, Btc).SellReserve.Value);
    }

    [Fact]
    [Trait("rule", "ENG-ORD-020")]
    public void It_shrinks_when_the_position_shrinks_and_keeps_its_place()
    {
        var behind = _venue.Sell(Carol, Btc, "30200", "0.1").Order;
        _venue.Buy(Alice, Btc, "29990", "0.4");
        var events = _venue.Act(
            Bob, new PlaceOrders([Order(Btc, Side.Sell, "29990", "0.4", TimeInForce.Ioc)], null));
        Assert.Equal((60_000L, 60_000L), (Left(_near), Left(_far)));
        Assert.Equal(
            [(_near, 10_000L), (_far, 40_000L)],
            events.OfType<OrderReduced>().Select(reduced => (reduced.Order, reduced.By.Value)));
        Assert.Equal(
            [_near, _far, behind],
            _venue.State.MarketOf(Btc).Book.InPriority(Side.Sell).Select(order => order.Id));
    }

    [Fact]
    [Trait("rule", "ENG-ORD-020")]
    [Trait("rule", "ENG-MAT-009")]
    public void A_fill_of_one_shrinks_the_other_even_for_the_same_taker()
    {
        var events = _venue.Act(Alice, new PlaceOrders([Order(Btc, Side.Buy, "30200", "2")], null));
        Assert.Equal(
            [(_near, 70_000L), (_far, 30_000L)],
            events.OfType<Traded>().Select(trade => (trade.Maker.Order, trade.Size.Value)));
        Assert.Equal(
            (OrderStatus.ReduceOnlyCanceled, 70_000L),
            events.OfType<OrderClosed>().Where(closed => closed.Order == _far)
                .Select(closed => (closed.Status, closed.Remaining.Value)).Single());
        Assert.Null(_venue.Account(Bob).FindSlot(Btc));
    }

    [Fact]
    [Trait("rule", "ENG-ORD-020")]
    public void It_is_cancelled_when_the_position_is_gone_or_turned()
    {
        _venue.Buy(Alice, Btc, "30000", "3");
        var events = _venue.Act(
            Bob, new PlaceOrders([Order(Btc, Side.Sell, "30000", "2", TimeInForce.Ioc)], null));
        Assert.Equal(
            [_near, _far],
            events.OfType<OrderClosed>().Where(closed => closed.Status == OrderStatus.ReduceOnlyCanceled)
                .Select(closed => closed.Order));
        Assert.Equal(0, _venue.Account(Bob).Orders.Count);
    }

    [Fact]
    [Trait("rule", "ENG-ORD-023")]
    public void Fill_or_kill_counts_of_a_reduce_only_maker_what_it_may_trade()
    {
        var order = Order(Btc, Side.Buy, "30200", "1", TimeInForce.Fok);
        Rejected(RejectCode.FokNotFillable, _venue.Place(Alice, order with { Size = Number("1.00001") }));
        Assert.Equal(OutcomeKind.Filled, _venue.Place(Alice, order).Kind);
    }

    private long Left(OrderId id) => _venue.Account(Bob).Orders.Find(id)!.Remaining.Value;
}
