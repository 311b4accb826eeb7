using Offing.Engine.Books;
using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Engine.Tests.Books;

public class PlainBookTests
{
    private readonly PlainBook _book = new();

    [Fact]
    public void Bids_stand_from_the_highest_and_asks_from_the_lowest_each_level_in_order_of_arrival()
    {
        foreach (var (id, side, price) in ((ulong, Side, uint)[])[
            (1, Side.Buy, 10), (2, Side.Buy, 12), (3, Side.Sell, 20), (4, Side.Buy, 12), (5, Side.Sell, 19)])
        {
            _book.Insert(Order(id, side, price));
        }

        Assert.Equal([2, 4, 1], Ids(Side.Buy));
        Assert.Equal([5, 3], Ids(Side.Sell));
        Assert.Equal(2UL, _book.Best(Side.Buy)!.Id.Value);
        Assert.Equal(5, _book.Count);
    }

    [Fact]
    public void A_reduced_order_keeps_its_place_and_a_removed_one_is_gone()
    {
        var (first, second) = (Order(1, Side.Buy, 10), Order(2, Side.Buy, 10));
        _book.Insert(first);
        _book.Insert(second);
        _book.Reduce(first, new Lots(4));
        Assert.Equal(6, _book.Best(Side.Buy)!.Remaining.Value);
        _book.Remove(first);
        Assert.Null(_book.Find(first.Id));
        Assert.Equal(second, _book.Best(Side.Buy));
        _book.Remove(second);
        Assert.Null(_book.Best(Side.Buy));
    }

    [Fact]
    public void An_order_that_is_not_there_is_a_bug_of_the_caller()
    {
        var order = Order(1, Side.Buy, 10);
        Assert.Throws<AssertionFailedException>(() => _book.Remove(order));
        Assert.Throws<AssertionFailedException>(() => _book.Reduce(order, new Lots(1)));
    }

    private IEnumerable<ulong> Ids(Side side) => _book.InPriority(side).Select(order => order.Id.Value);

    private static Order Order(ulong id, Side side, uint price) => new()
    {
        Id = new OrderId(id),
        ClientId = ClientOrderId.None,
        Market = new MarketId(0),
        Owner = 0,
        Signer = Address.Zero,
        Side = side,
        Price = new Ticks(price),
        Size = new Lots(10),
        Remaining = new Lots(10),
        Tif = TimeInForce.Gtc,
        ReduceOnly = false,
        Time = new Time(0),
    };
}
