using Offing.Engine.Tests.Triggers;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Timers;

public class ScheduledCancelTests
{
    [Fact]
    [Trait("rule", "ENG-TIM-007")]
    public void At_its_time_everything_open_of_the_account_ends_and_of_no_other()
    {
        var venue = Ready();
        var resting = venue.Buy(Alice, Btc, "29000", "0.1").Order;
        var waiting = venue.Place(Alice, Waits.Stop(Eth, Side.Buy, "2100", "2100", "1")).Order;
        var bracket = venue.Group(
            Alice, OrderGrouping.NormalTpsl, Order(Btc, Side.Buy, "29500", "0.1"),
            Waits.Reducing(Waits.Stop(Btc, Side.Sell, "29000", "28900", "0.1"))).Outcomes();
        venue.Act(Alice, new PlaceTwap(Sol, Side.Buy, Number("10"), false, 5, false));
        var other = venue.Buy(Bob, Btc, "29000", "0.1").Order;
        Schedule(venue, venue.Now + 5_000);

        venue.Now += 4_999;
        Assert.Empty(venue.Apply(new Tick()).OfType<ScheduledCancelDone>());
        venue.Now += 1;
        var events = venue.Apply(new Tick());
        Assert.Equal(Who(Alice), events.OfType<ScheduledCancelDone>().Single().Account);
        Assert.Equal(OrderStatus.ScheduledCancel, events.End(resting));
        Assert.Equal(OrderStatus.ScheduledCancel, events.End(waiting));
        Assert.Equal(OrderStatus.ScheduledCancel, events.End(bracket[0].Order));
        Assert.NotNull(events.End(bracket[1].Order));
        Assert.Equal(TwapStatus.Terminated, events.OfType<TwapEnded>().Single().Status);
        Assert.Equal(0, venue.Account(Alice).OpenCount);
        Assert.NotNull(venue.Account(Bob).Orders.Find(other));
        Assert.Equal(0, venue.State.Waiting.Timers.Count);
        Assert.Equal(OutcomeKind.Resting, venue.Buy(Alice, Btc, "29000", "0.1").Kind);
    }

    [Fact]
    [Trait("rule", "ENG-TIM-007")]
    public void It_is_at_least_five_seconds_ahead_can_be_moved_and_taken_back()
    {
        var venue = Ready();
        venue.Buy(Alice, Btc, "29000", "0.1");
        foreach (var time in new[] { venue.Now + 4_999, venue.Now, 0UL })
        {
            Rejected(RejectCode.ScheduleTooSoon, venue.Act(Alice, new ScheduleCancel(time)));
        }

        Schedule(venue, venue.Now + 5_000);
        Schedule(venue, venue.Now + 50_000);
        venue.Now += 10_000;
        Assert.Empty(venue.Apply(new Tick()).OfType<ScheduledCancelDone>());
        Schedule(venue, null);
        Schedule(venue, null);
        Schedule(venue, ulong.MaxValue);
        Schedule(venue, null);
        venue.Now += 100_000;
        Assert.Empty(venue.Apply(new Tick()).OfType<ScheduledCancelDone>());
        Assert.Equal(1, venue.Account(Alice).Orders.Count);
        Assert.Equal(0, venue.State.Waiting.Timers.Count);
    }

    [Fact]
    [Trait("rule", "ENG-TIM-007")]
    public void Ten_come_on_a_day_of_UTC_and_then_none_can_be_set_until_the_next()
    {
        var venue = Ready();
        for (var i = 0; i < Limits.SchedulesPerDay; i++)
        {
            Schedule(venue, venue.Now + 5_000);
            venue.Now += 5_000;
            Assert.Single(venue.Apply(new Tick()).OfType<ScheduledCancelDone>());
        }

        var set = new ScheduleCancel(venue.Now + 10_000);
        Rejected(RejectCode.ScheduleLimit, venue.Act(Alice, set));
        Schedule(venue, null);
        const ulong Day_Ms = 86_400_000;
        venue.Now = (venue.Now / Day_Ms * Day_Ms) + Day_Ms - 1;
        Rejected(RejectCode.ScheduleLimit, venue.Act(Alice, new ScheduleCancel(venue.Now + 10_000)));
        venue.Now++;
        Schedule(venue, venue.Now + 5_000);
    }

    [Fact]
    [Trait("rule", "ENG-TIM-006")]
    public void Each_that_it_ends_counts_as_work_of_the_entry()
    {
        var venue = Ready();
        var stop = Waits.Stop(Btc, Side.Buy, "31000", "31000", "0.001");
        foreach (var who in new[] { Alice, Bob, Carol })
        {
            venue.Act(who, new PlaceOrders([.. Enumerable.Repeat(stop, 100)], null));
            venue.Act(who, new PlaceOrders([.. Enumerable.Repeat(stop, 60)], null));
            venue.Act(who, new ScheduleCancel(venue.Now + 6_000));
        }

        venue.Now += 6_000;
        Assert.Equal(2, venue.Apply(new Tick()).OfType<ScheduledCancelDone>().Count());
        Assert.Single(venue.Apply(new Tick()).OfType<ScheduledCancelDone>());
    }

    private static void Schedule(Venue venue, ulong? time) =>
        Assert.Single(venue.Act(Alice, new ScheduleCancel(time)).OfType<CancelScheduled>());
}
