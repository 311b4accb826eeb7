using Offing.Primitives;

namespace Offing.Engine.Books.Fast;

/// <summary>
/// Price-time priority over prices of 32 bits, and nothing else: no accounts, no margin, no rules. Code that
/// is to be fast takes it as a struct type parameter, so that each book gets code of its own.
/// </summary>
/// <remarks>A value is a door to the book: copies open the same one.</remarks>
public interface IMatchingBook
{
    /// <summary>Orders at rest on both sides.</summary>
    int Count { get; }

    /// <summary>
    /// An order joins the back of its level without matching: take first. Quantity is above zero.
    /// </summary>
    /// <param name="owner">Whose it is; shown to <see cref="IMatchSink.Meet"/>.</param>
    /// <param name="tag">A word of the caller's that comes back with every event of this order.</param>
    /// <returns>The id under which the order is found: never zero, never given twice by one book.</returns>
    ulong Add(Side side, uint price, uint quantity, uint owner, ulong tag);

    /// <summary>Takes an order off. Any word may be asked for, also one that was never an id.</summary>
    /// <returns>The quantity that was left, or zero: refused, no such order is at rest.</returns>
    uint Cancel(ulong id);

    /// <summary>Lowers an order's quantity; its place is kept.</summary>
    /// <returns>False: no such order, or the quantity is not from 1 to what is left less 1.</returns>
    bool Reduce(ulong id, uint by);

    /// <summary>
    /// Matches up to a limit, best price first and then the oldest. Meanwhile the sink may look single
    /// orders up, the maker included, but may neither walk the book nor change it.
    /// </summary>
    /// <returns>The quantity that found no partner.</returns>
    uint Take<TSink>(Side taker, uint limit, uint quantity, ref TSink sink)
        where TSink : struct, IMatchSink;

    /// <summary>The best price at rest on a side; false when there is none.</summary>
    bool TryBest(Side side, out uint price);

    /// <summary>The order that trades next on a side; false when there is none.</summary>
    bool TryPeek(Side side, out ulong id, out RestingOrder order);

    /// <summary>
    /// Shows a side's orders in priority order, until the visitor has seen enough; it must not change the
    /// book.
    /// </summary>
    void Walk<TVisitor>(Side side, ref TVisitor visitor)
        where TVisitor : struct, IBookVisitor;

    /// <summary>Looks an order up; false when no such order is at rest.</summary>
    bool TryFind(ulong id, out RestingOrder order);

    /// <summary>
    /// The id of the order at rest with this tag and with these low 32 bits in its id, or zero. Lets a map of
    /// foreign ids keep 32 bits of an id and still never take one order for another.
    /// </summary>
    ulong IdOf(uint lowBits, ulong tag);
}

/// <summary>An order at rest, as it was when it was looked up.</summary>
public readonly record struct RestingOrder(Side Side, uint Price, uint Quantity, uint Owner, ulong Tag);

/// <summary>What a match does when it meets an order at rest.</summary>
public enum Encounter
{
    /// <summary>The two trade.</summary>
    Trade,

    /// <summary>The order at rest leaves the book without a trade, and the match goes on.</summary>
    Remove,

    /// <summary>The match ends here; the order at rest stays as it is.</summary>
    Stop,

    /// <summary>Both shrink by the quantity, without a trade.</summary>
    Net,
}

/// <summary>
/// Where a match reports to. A struct, so that its methods are compiled into the match: one that ignores an
/// argument or always answers the same does not pay for it.
/// </summary>
public interface IMatchSink
{
    /// <summary>Asked before each encounter: the place for self-trade prevention and for caps.</summary>
    /// <param name="quantity">
    /// What the taker has left or what the maker shows, the smaller of the two. It may be lowered, to 1 at
    /// least; for a trade and for netting this is then the quantity, and the two meet again.
    /// </param>
    Encounter Meet(ulong makerTag, uint makerOwner, uint price, ref uint quantity);

    /// <summary>A trade at the maker's price.</summary>
    /// <param name="makerLeft">What the maker still shows; at zero <see cref="Refill"/> comes next.</param>
    void Trade(ulong makerTag, uint makerOwner, uint price, uint quantity, uint makerLeft);

    /// <summary>Taker and maker shrank because <see cref="Meet"/> said so.</summary>
    /// <param name="makerLeft">What the maker still shows; at zero <see cref="Refill"/> comes next.</param>
    void Netted(ulong makerTag, uint makerOwner, uint price, uint quantity, uint makerLeft);

    /// <summary>An order at rest left because <see cref="Meet"/> said so.</summary>
    /// <param name="makerLeft">The quantity that it showed.</param>
    void Removed(ulong makerTag, uint makerOwner, uint price, uint makerLeft);

    /// <summary>What a maker showed is used up. It is still at rest, with nothing.</summary>
    /// <returns>
    /// Above zero: it goes to the back of its level, shows so much again and keeps its id. Zero: it leaves.
    /// </returns>
    uint Refill(ulong makerTag, uint makerOwner, uint price);
}

/// <summary>Who walks a book. A struct, for the same reason.</summary>
public interface IBookVisitor
{
    /// <summary>The next order; false ends the walk.</summary>
    bool Visit(ulong tag, uint owner, uint price, uint quantity);
}
