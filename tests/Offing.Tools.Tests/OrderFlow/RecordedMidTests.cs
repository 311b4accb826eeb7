using Offing.Primitives;
using Offing.Tools.OrderFlow;
using static Offing.Tools.OrderFlow.RecordedAction;
using static Offing.Tools.Tests.Support.Samples;

namespace Offing.Tools.Tests.OrderFlow;

public sealed class RecordedMidTests
{
    [Fact]
    public void It_is_half_of_best_bid_and_ask_and_stands_while_a_side_is_empty_or_the_book_is_crossed()
    {
        var mid = new RecordedMid();
        Assert.Equal(0, mid.Mid_Cents);
        Assert.Equal(100, After(mid, Event(1, 0, Created, 5, Side.Buy, 100)));
        Assert.Equal(105, After(mid, Event(2, 0, Created, 5, Side.Sell, 110)));
        Assert.Equal(107, After(mid, Event(3, 0, Created, 5, Side.Buy, 104)));

        // Crossed for a moment, until the trade takes the aggressive order away.
        Assert.Equal(107, After(mid, Event(4, 0, Created, 5, Side.Buy, 111)));
        Assert.Equal(107, After(mid, Event(4, 0, Deleted, 0, Side.Buy, 111)));
        Assert.Equal(105, After(mid, Event(3, 0, Deleted, 5, Side.Buy, 104)));
        Assert.Equal(105, After(mid, Event(2, 0, Deleted, 5, Side.Sell, 110)));
        Assert.Equal(110, After(mid, Event(5, 0, Created, 5, Side.Sell, 120)));
    }

    [Fact]
    public void A_changed_order_moves_with_its_price_and_an_unknown_deletion_does_nothing()
    {
        var mid = new RecordedMid();
        mid.Apply(Event(1, 0, Created, 5, Side.Buy, 100));
        mid.Apply(Event(2, 0, Created, 5, Side.Sell, 110));
        Assert.Equal(104, After(mid, Event(2, 0, Changed, 3, Side.Sell, 108)));
        Assert.Equal(104, After(mid, Event(9, 0, Deleted, 3, Side.Sell, 50)));
    }

    private static long After(RecordedMid mid, RecordedEvent happened)
    {
        mid.Apply(happened);
        return mid.Mid_Cents;
    }
}
