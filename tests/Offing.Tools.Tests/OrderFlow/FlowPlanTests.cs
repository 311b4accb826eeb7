using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Tools.OrderFlow;
using static Offing.Tools.OrderFlow.RecordedAction;
using static Offing.Tools.Tests.Support.Samples;

namespace Offing.Tools.Tests.OrderFlow;

public sealed class FlowPlanTests
{
    [Fact]
    public void A_created_order_is_an_order_with_its_volume_rounded_down_to_lots()
    {
        var step = Assert.Single(Plan(Event(12, 34, Created, 123_459_999, Side.Sell, 23_647)).Steps);
        Assert.Equal((34UL, FlowKind.Order), (step.Time_Ms, step.Kind));
        var order = step.Order;
        Assert.Equal((Side.Sell, TimeInForce.Gtc, false), (order.Side, order.Tif, order.ReduceOnly));
        Assert.Equal(("236.47", "1.2345"), (order.Price.ToString(), order.Size.ToString()));
        Assert.Equal((Btc15.Id, new ClientOrderId(12)), (order.Market, order.ClientId));
        Assert.Equal(new Ticks(23_647), step.Mid);
    }

    [Fact]
    public void A_smaller_volume_that_no_trade_explains_is_a_modify() => Kinds(
        [FlowKind.Order, FlowKind.Modify], Event(1, 0, Created, 1_000_000), Event(1, 9, Changed, 600_000));

    [Fact]
    public void A_smaller_volume_that_a_trade_explains_is_not_sent() => Kinds(
        [FlowKind.Order, FlowKind.Order],
        Event(1, 0, Created, 1_000_000), Event(2, 1, Created, 400_000, Side.Sell),
        Event(1, 2, Changed, 600_000), Event(2, 2, Deleted, 0, Side.Sell));

    [Fact]
    public void A_larger_or_unknown_volume_is_not_sent() => Kinds(
        [FlowKind.Order], Event(1, 0, Created, 100_000), Event(1, 9, Changed, 100_000),
        Event(1, 10, Changed, 200_000), Event(2, 11, Changed, 50_000));

    [Fact]
    public void A_deletion_with_volume_is_a_cancel_and_one_without_is_not_sent() => Kinds(
        [FlowKind.Order, FlowKind.Cancel, FlowKind.Order],
        Event(1, 0, Created, 100_000), Event(1, 9, Deleted, 100_000),
        Event(2, 10, Created, 100_000), Event(2, 11, Deleted, 0));

    [Fact]
    public void All_requests_of_an_order_come_from_one_account()
    {
        var plan = Plan(
            Event(1, 0, Created, 900_000), Event(2, 1, Created, 900_000), Event(1, 2, Changed, 600_000),
            Event(1, 3, Deleted, 600_000), Event(2, 4, Deleted, 900_000));
        Assert.Equal(5, plan.Steps.Count);
        Assert.All(plan.Steps.GroupBy(step => step.Order.ClientId), order =>
            Assert.Single(order.Select(step => step.Account).Distinct()));
        Assert.All(plan.Steps, step => Assert.InRange(step.Account, 0, 6));
    }

    [Fact]
    public void The_real_record_always_becomes_the_same_requests()
    {
        if (Recorded(RecordName) is not { } path)
        {
            return;
        }

        var events = RecordReader.Read(path);
        var plan = FlowPlan.From(events, Btc15, 40);
        Assert.Equal(events.Count, plan.Steps.Count + plan.NotSent);
        Assert.Equal(
            (24_894, 83, 24_338),
            (plan.Steps.Count(step => step.Kind == FlowKind.Order),
                plan.Steps.Count(step => step.Kind == FlowKind.Modify),
                plan.Steps.Count(step => step.Kind == FlowKind.Cancel)));
        Assert.Equal(40, plan.Steps.Select(step => step.Account).Distinct().Count());
        Assert.All(plan.Steps, step => Assert.InRange(step.Mid.Value, 22_000u, 25_000u));
    }

    private static void Kinds(FlowKind[] expected, params RecordedEvent[] events)
    {
        var plan = Plan(events);
        Assert.Equal(expected, plan.Steps.Select(step => step.Kind));
        Assert.Equal(events.Length - expected.Length, plan.NotSent);
    }

    private static FlowPlan Plan(params RecordedEvent[] events) => FlowPlan.From(events, Btc15, 7);
}
