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
    /// Matches up to a limit, best price first and then the oldest. The sink may ask the book for ids, the
    /// maker's included, and must not change it.
    /// </summary>
    /// <returns>The quantity that found no partner.</returns>
    uint Take<TSink>(Side taker, uint limit, uint quantity, ref TSink sink)
        where TSink : struct, IMatchSink;

    /// <summary>The best price at rest on a side; false when there is none.</summary>
    bool TryBest(Side side, out uint price);

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
}

/// <summary>
/// Where a match reports to. A struct, so that its methods are compiled into the match: one that ignores an
/// argument or always answers the same does not pay for it.
/// </summary>
public interface IMatchSink
{
    /// <summary>Asked before each trade: the place for self-trade prevention.</summary>
    Encounter Meet(ulong makerTag, uint makerOwner);

    /// <summary>A trade at the maker's price.</summary>
    /// <param name="makerLeft">What the maker has left; at zero it has left the book.</param>
    void Trade(ulong makerTag, uint makerOwner, uint price, uint quantity, uint makerLeft);

    /// <summary>An order at rest left because <see cref="Meet"/> said so.</summary>
    /// <param name="makerLeft">The quantity that it had.</param>
    void Removed(ulong makerTag, uint makerOwner, uint price, uint makerLeft);
}
