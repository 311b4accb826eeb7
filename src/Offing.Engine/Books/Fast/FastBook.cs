using System.Runtime.CompilerServices;
using Offing.Primitives;

namespace Offing.Engine.Books.Fast;

/// <summary>
/// The fast book. Orders are nodes of one pool, in rings by price level; an id is the place of its node and
/// the count of orders that the node has held, so finding an order is one array access and a comparison.
/// Memory follows the most orders at rest, wherever their prices lie. Allocates nothing in steady state.
/// </summary>
/// <param name="capacity">
/// Orders and far price levels that find room before the book first grows; no add waits for its growth.
/// </param>
public readonly struct FastBook(int capacity) : IMatchingBook
{
    private readonly BookCore _core = new(capacity);

    public FastBook()
        : this(capacity: 1024)
    {
    }

    public int Count => _core.Resting;

    /// <summary>Nodes that the book has memory for: 32 bytes each.</summary>
    public int Capacity => _core.Capacity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Add(Side side, uint price, uint quantity, uint owner, ulong tag) =>
        _core.Add(side, price, quantity, owner, tag);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Cancel(ulong id) => _core.Cancel(id);

    public bool Reduce(ulong id, uint by) => _core.Reduce(id, by);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Take<TSink>(Side taker, uint limit, uint quantity, ref TSink sink)
        where TSink : struct, IMatchSink => _core.Take(taker, limit, quantity, ref sink);

    public bool TryBest(Side side, out uint price) => _core.TryBest(side, out price);

    public bool TryPeek(Side side, out ulong id, out RestingOrder order) =>
        _core.TryPeek(side, out id, out order);

    public void Walk<TVisitor>(Side side, ref TVisitor visitor)
        where TVisitor : struct, IBookVisitor => _core.Walk(side, ref visitor);

    public bool TryFind(ulong id, out RestingOrder order) => _core.TryFind(id, out order);

    /// <summary>Fetches the node of an id.</summary>
    internal void Foresee(ulong id) => _core.Foresee(id);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong IdOf(uint lowBits, ulong tag) => _core.IdOf(lowBits, tag);
}
