using Offing.Primitives;

namespace Offing.Engine.Books;

/// <summary>
/// What anyone may ask a market's book. Price-time priority: best price first, then the lower order id.
/// </summary>
public interface IBookView
{
    /// <summary>The order that trades next on a side, or null.</summary>
    Order? Best(Side side);

    /// <summary>A side in priority order. Not to be held over a change of the book.</summary>
    IEnumerable<Order> InPriority(Side side);

    Order? Find(OrderId id);

    /// <summary>Orders at rest on both sides.</summary>
    int Count { get; }
}

/// <summary>
/// What the matching rules need of a book. Accounts and reserves are kept by Resting, not here.
/// </summary>
internal interface IBook : IBookView
{
    /// <summary>Joins the back of its level. The id is higher than all before.</summary>
    void Insert(Order order);

    /// <summary>Takes a resting order off.</summary>
    void Remove(Order order);

    /// <summary>
    /// Lowers the remaining size of a resting order by less than all of it; its place is kept.
    /// </summary>
    void Reduce(Order order, Lots by);
}
