using Offing.Engine.Books.Fast;
using Offing.Primitives;

namespace Offing.Engine.Books;

/// <summary>
/// What anyone may ask a market's book. Price-time priority: best price first, then the lower place.
/// </summary>
public interface IBookView
{
    /// <summary>The order that trades next on a side, or null.</summary>
    Order? Best(Side side);

    /// <summary>A side in priority order, as it is now.</summary>
    IReadOnlyList<Order> InPriority(Side side);

    /// <summary>An order at rest in this book, or null.</summary>
    Order? Find(OrderId id);

    /// <summary>Orders at rest on both sides.</summary>
    int Count { get; }
}

/// <summary>
/// The book of a market: the fast book with what each order shows, and the venue's orders behind its tags.
/// Accounts and reserves are kept by <see cref="Resting"/>, not here. A market without an order ever has no
/// book: its windows alone are 64 KiB.
/// </summary>
internal sealed class MarketBook(MarketId market, OrderTable orders) : IBookView
{
    private FastBook _book;
    private bool _isThere;

    public int Count => _isThere ? _book.Count : 0;

    public Order? Best(Side side) =>
        _isThere && _book.TryPeek(side, out _, out var order) ? orders.At(order.Tag) : null;

    public IReadOnlyList<Order> InPriority(Side side)
    {
        var visitor = new Collector(orders, []);
        Walk(side, ref visitor);
        return visitor.Orders;
    }

    public Order? Find(OrderId id) => orders.Find(id) is { } order && order.Market == market ? order : null;

    /// <summary>Whether the book has the order, just as the order has itself.</summary>
    public bool Holds(Order order) =>
        _isThere && _book.TryFind(order.BookId, out var node)
        && node == new RestingOrder(
            order.Side, order.Price.Value, (uint)order.Displayed.Value, (uint)order.Owner,
            (ulong)order.Handle);

    public bool TryBest(Side side, out uint price)
    {
        price = 0;
        return _isThere && _book.TryBest(side, out price);
    }

    /// <summary>Joins the back of its level with what it shows; its place is the highest there.</summary>
    public void Insert(Order order)
    {
        Check.That(order.BookId == 0 && order.Displayed > Lots.Zero && order.Displayed <= order.Remaining);
        if (!_isThere)
        {
            (_book, _isThere) = (new FastBook(capacity: 64), true);
        }

        order.BookId = _book.Add(
            order.Side, order.Price.Value, checked((uint)order.Displayed.Value), (uint)order.Owner,
            (ulong)order.Handle);
    }

    /// <summary>Fetches the order's place in the book.</summary>
    public void Foresee(Order order)
    {
        if (_isThere && order.BookId != 0)
        {
            _book.Foresee(order.BookId);
        }
    }

    /// <summary>Takes a resting order off.</summary>
    public void Remove(Order order)
    {
        Check.That(_book.Cancel(order.BookId) == (ulong)order.Displayed.Value);
        order.BookId = 0;
    }

    /// <summary>Lowers what a resting order shows by less than all of it; its place is kept.</summary>
    public void Reduce(Order order, Lots by) =>
        Check.That(_book.Reduce(order.BookId, checked((uint)by.Value)));

    public uint Take<TSink>(Side taker, Ticks limit, Lots size, ref TSink sink)
        where TSink : struct, IMatchSink => _isThere
            ? _book.Take(taker, limit.Value, checked((uint)size.Value), ref sink)
            : checked((uint)size.Value);

    public void Walk<TVisitor>(Side side, ref TVisitor visitor)
        where TVisitor : struct, IBookVisitor
    {
        if (_isThere)
        {
            _book.Walk(side, ref visitor);
        }
    }

    private readonly struct Collector(OrderTable orders, List<Order> found) : IBookVisitor
    {
        public IReadOnlyList<Order> Orders => found;

        public bool Visit(ulong tag, uint owner, uint price, uint quantity)
        {
            found.Add(orders.At(tag));
            return true;
        }
    }
}
