using Offing.Primitives;
using Offing.Tools.OrderFlow;
using static Offing.Tools.OrderFlow.RecordedAction;
using static Offing.Tools.Tests.Support.Samples;

namespace Offing.Tools.Tests.OrderFlow;

public sealed class TradeFinderTests
{
    [Fact]
    public void A_trade_explains_the_same_decrease_on_both_sides() => Explains(
        [2, 3],
        Event(1, 0, Created, 100), Event(2, 10, Created, 40, Side.Sell),
        Event(1, 20, Changed, 60), Event(2, 25, Deleted, 0, Side.Sell));

    [Fact]
    public void A_decrease_without_another_side_is_its_owners_doing() => Explains(
        [],
        Event(1, 0, Created, 100), Event(2, 5, Created, 100),
        Event(1, 20, Changed, 60), Event(2, 21, Changed, 60));

    [Fact]
    public void Two_decreases_of_different_size_are_no_trade() => Explains(
        [],
        Event(1, 0, Created, 100), Event(2, 10, Created, 40, Side.Sell),
        Event(1, 20, Changed, 60), Event(2, 25, Changed, 10, Side.Sell));

    [Fact]
    public void Decreases_far_apart_in_time_are_no_trade() => Explains(
        [],
        Event(1, 0, Created, 100), Event(2, 10, Created, 40, Side.Sell),
        Event(1, 20, Changed, 60), Event(2, 5_021, Deleted, 0, Side.Sell));

    [Fact]
    public void One_trade_does_not_explain_two_decreases() => Explains(
        [3, 5],
        Event(1, 0, Created, 100), Event(2, 0, Created, 100), Event(3, 10, Created, 40, Side.Sell),
        Event(1, 20, Changed, 60), Event(2, 21, Changed, 60), Event(3, 25, Deleted, 0, Side.Sell));

    [Fact]
    public void An_order_older_than_the_record_matches_any_volume() => Explains(
        [1, 2],
        Event(2, 10, Created, 40, Side.Sell), Event(1, 20, Deleted, 0), Event(2, 25, Deleted, 0, Side.Sell));

    [Fact]
    public void A_cancelled_order_and_one_that_grew_are_no_decrease_by_trade() => Explains(
        [],
        Event(1, 0, Created, 100), Event(2, 10, Created, 100, Side.Sell),
        Event(1, 20, Deleted, 100), Event(2, 21, Deleted, 100, Side.Sell),
        Event(3, 30, Created, 100), Event(3, 31, Changed, 200));

    private static void Explains(int[] expected, params RecordedEvent[] events) =>
        Assert.Equal(expected, TradeFinder.Explained(events).Order());
}
