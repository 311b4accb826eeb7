using Offing.Engine.Tests.Triggers;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Timers;

public class ExpiryTests
{
    [Fact]
    [Trait("rule", "ENG-TIM-008")]
    public void An_order_at_rest_and_one_that_waits_end_with_the_first_entry_at_their_expiry()
    {
        var venue = Ready();
        var at = venue.Now + 7_000;
        var resting = venue.Place(Alice, Waits.Expiring(Order(Btc, Side.Buy, "29000", "1"), at)).Order;
        var stop = Waits.Stop(Btc, Side.Buy, "31000", "31000", "1");
        var waiting = venue.Place(Alice, Waits.Expiring(stop, at)).Order;
        venue.Now = at - 1;
        Assert.Empty(venue.Apply(new Tick()).OfType<OrderClosed>());
        venue.Now = at;
        var events = venue.Act(Bob, new PlaceOrders([Order(Btc, Side.Sell, "29000", "1")], null));
        Assert.Equal(OrderStatus.Expired, events.End(resting));
        Assert.Equal(OrderStatus.Expired, events.End(waiting));
        Assert.Empty(events.OfType<Traded>());
        Assert.Equal(0, venue.State.Waiting.Timers.Count);
    }

    [Fact]
    [Trait("rule", "ENG-TIM-008")]
    public void One_that_went_from_waiting_to_rest_keeps_its_expiry()
    {
        var venue = Ready();
        var at = venue.Now + 60_000;
        var stop = Waits.Stop(Btc, Side.Buy, "30100", "30100", "1");
        var order = venue.Place(Alice, Waits.Expiring(stop, at)).Order;
        venue.Move("30100");
        Assert.NotNull(venue.Account(Alice).Orders.Find(order));
        venue.Now = at;
        Assert.Equal(OrderStatus.Expired, venue.Apply(new Tick()).End(order));
    }

    [Fact]
    [Trait("rule", "ENG-TIM-008")]
    public void An_order_that_ended_before_leaves_no_timer()
    {
        var venue = Ready();
        var at = venue.Now + 60_000;
        var cancelled = venue.Place(Alice, Waits.Expiring(Order(Btc, Side.Buy, "29000", "1"), at)).Order;
        venue.Place(Alice, Waits.Expiring(Order(Btc, Side.Buy, "29500", "1"), at));
        venue.Act(Alice, new CancelOrders([(Btc, cancelled)]));
        venue.Sell(Bob, Btc, "29500", "1");
        Assert.Equal(0, venue.State.Waiting.Timers.Count);
    }

    [Fact]
    [Trait("rule", "ENG-ORD-022")]
    public void An_expiry_that_is_not_ahead_is_refused()
    {
        var venue = Ready();
        var late = Waits.Expiring(Waits.Stop(Btc, Side.Buy, "31000", "31000", "1"), venue.Now);
        Rejected(RejectCode.ExpiryPassed, venue.Place(Alice, late));
    }

    [Fact]
    [Trait("rule", "ENG-TIM-006")]
    public void Three_hundred_that_expire_together_take_two_entries()
    {
        var venue = Ready();
        var spec = Waits.Expiring(Order(Btc, Side.Buy, "29000", "0.001"), venue.Now + 10_000);
        for (var i = 0; i < 3; i++)
        {
            venue.Act(Alice, new PlaceOrders([.. Enumerable.Repeat(spec, 100)], null));
        }

        venue.Now += 20_000;
        Assert.Equal(Limits.TimersPerEntry, venue.Apply(new Tick()).OfType<OrderClosed>().Count());
        Assert.Equal(44, venue.Apply(new Tick()).OfType<OrderClosed>().Count());
    }
}
