using System.Runtime.CompilerServices;
using Offing.Primitives;

namespace Offing.Engine.Books.Fast;

/// <summary>
/// The fast book. Orders are nodes of one pool, in rings by price level; an id is the place of its node and
/// the count of orders that the node has held, so finding an order is one array access and a comparison.
/// Memory follows the most orders at rest, wherever their prices lie. Allocates nothing in steady state.
/// </summary>
public readonly struct FastBook : IMatchingBook
{
    private const uint Reserved = 2 * Ladder.Window;

    private readonly NodePool _pool;
    private readonly Ladder _bids;
    private readonly Ladder _asks;
    private readonly Counter _resting;

    public FastBook()
        : this(capacity: 1024)
    {
    }

    /// <param name="capacity">
    /// Orders and far price levels that find room before the book first grows; it doubles when it must.
    /// </param>
    public FastBook(int capacity)
    {
        _pool = new NodePool(Reserved, capacity);
        _bids = new Ladder(_pool, Side.Buy, 0);
        _asks = new Ladder(_pool, Side.Sell, Ladder.Window);
        _resting = new Counter();
    }

    public int Count => _resting.Value;

    /// <summary>Nodes that the book has memory for: 32 bytes each.</summary>
    public int Capacity => _pool.Capacity;

    public ulong Add(Side side, uint price, uint quantity, uint owner, ulong tag)
    {
        Check.That(quantity > 0);
        var ladder = Of(side);
        var key = ladder.KeyOf(price);
        var level = ladder.Open(key);
        var slot = _pool.Rent();
        var nodes = _pool.Nodes;
        ref var sentinel = ref nodes[level];
        ref var node = ref nodes[slot];
        var last = sentinel.Prev;
        var stamp = node.Stamp | Node.LiveBit | (uint)side;
        node.Next = level;
        node.Prev = last;
        node.Quantity = quantity;
        node.Key = key;
        node.Stamp = stamp;
        node.Owner = owner;
        node.Tag = tag;
        nodes[last].Next = slot;
        sentinel.Prev = slot;
        _resting.Value++;
        return ((ulong)stamp << 32) | slot;
    }

    public uint Cancel(ulong id)
    {
        var nodes = _pool.Nodes;
        if (!IsAtRest(nodes, id))
        {
            return 0;
        }

        var slot = unchecked((uint)id);
        ref var node = ref nodes[slot];
        var quantity = node.Quantity;
        var next = node.Next;
        var prev = node.Prev;
        nodes[prev].Next = next;
        nodes[next].Prev = prev;
        if (next == prev)
        {
            // Both neighbours are one node: either the sentinel, or the one other order of a level whose
            // ring is then sentinel and order, and they differ. So this is the sentinel, alone.
            OfStamp(id).Close(next);
        }

        _pool.ReturnOrder(ref node, slot);
        _resting.Value--;
        return quantity;
    }

    public bool Reduce(ulong id, uint by)
    {
        var nodes = _pool.Nodes;
        if (!IsAtRest(nodes, id))
        {
            return false;
        }

        ref var node = ref nodes[unchecked((uint)id)];
        if (by == 0 || by >= node.Quantity)
        {
            return false;
        }

        node.Quantity -= by;
        return true;
    }

    public uint Take<TSink>(Side taker, uint limit, uint quantity, ref TSink sink)
        where TSink : struct, IMatchSink
    {
        var ladder = taker == Side.Buy ? _asks : _bids;
        var worst = ladder.KeyOf(limit);
        while (quantity != 0 && ladder.Best <= worst)
        {
            if (!TakeLevel(ladder, ref quantity, ref sink))
            {
                break;
            }
        }

        return quantity;
    }

    public bool TryBest(Side side, out uint price)
    {
        var ladder = Of(side);
        price = unchecked(ladder.KeyOf((uint)ladder.Best));
        return ladder.Best != Ladder.None;
    }

    public bool TryPeek(Side side, out ulong id, out RestingOrder order)
    {
        var ladder = Of(side);
        if (ladder.Best == Ladder.None)
        {
            id = 0;
            order = default;
            return false;
        }

        var slot = _pool.Nodes[ladder.BestLevel].Next;
        ref readonly var node = ref _pool.Nodes[slot];
        id = ((ulong)node.Stamp << 32) | slot;
        order = Describe(node);
        return true;
    }

    public void Walk<TVisitor>(Side side, ref TVisitor visitor)
        where TVisitor : struct, IBookVisitor
    {
        var nodes = _pool.Nodes;
        var ladder = Of(side);
        for (ulong from = 0; ladder.TryNext(from, out var level); from = nodes[nodes[level].Next].Key + 1UL)
        {
            for (var slot = nodes[level].Next; slot != level; slot = nodes[slot].Next)
            {
                ref readonly var node = ref nodes[slot];
                if (!visitor.Visit(node.Tag, node.Owner, ladder.KeyOf(node.Key), node.Quantity))
                {
                    return;
                }
            }
        }
    }

    public bool TryFind(ulong id, out RestingOrder order)
    {
        var found = IsAtRest(_pool.Nodes, id);
        order = found ? Describe(_pool.Nodes[unchecked((uint)id)]) : default;
        return found;
    }

    public ulong IdOf(uint lowBits, ulong tag)
    {
        var nodes = _pool.Nodes;
        return lowBits < (uint)nodes.Length && nodes[lowBits].Tag == tag
            && (nodes[lowBits].Stamp & Node.LiveBit) != 0
                ? ((ulong)nodes[lowBits].Stamp << 32) | lowBits
                : 0;
    }

    /// <summary>Matches against the best level.</summary>
    /// <returns>False when the sink has stopped the match.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TakeLevel<TSink>(Ladder ladder, ref uint quantity, ref TSink sink)
        where TSink : struct, IMatchSink
    {
        var nodes = _pool.Nodes;
        var level = ladder.BestLevel;
        var price = ladder.KeyOf((uint)ladder.Best);
        var slot = nodes[level].Next;
        var more = true;
        do
        {
            ref var maker = ref nodes[slot];
            var had = maker.Quantity;
            var most = Math.Min(had, quantity);
            var amount = most;
            var encounter = sink.Meet(maker.Tag, maker.Owner, price, ref amount);
            if (encounter == Encounter.Stop)
            {
                more = false;
                break;
            }

            if (encounter == Encounter.Remove)
            {
                sink.Removed(maker.Tag, maker.Owner, price, had);
            }
            else
            {
                // Zero would meet this maker for ever, and more than either has would wrap.
                Check.That(amount != 0 && amount <= most);
                quantity -= amount;
                had -= amount;
                maker.Quantity = had;
                Report(ref sink, encounter, maker, price, amount);
                if (had != 0)
                {
                    continue;
                }

                if (sink.Refill(maker.Tag, maker.Owner, price) is var shown and not 0)
                {
                    maker.Quantity = shown;
                    slot = ToBack(nodes, level, slot);
                    continue;
                }
            }

            var next = maker.Next;
            _pool.ReturnOrder(ref maker, slot);
            _resting.Value--;
            slot = next;
        }
        while (slot != level && quantity != 0);
        nodes[level].Next = slot;
        nodes[slot].Prev = level;
        if (slot == level)
        {
            ladder.Close(level);
        }

        return more;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Report<TSink>(
        ref TSink sink, Encounter encounter, in Node maker, uint price, uint amount)
        where TSink : struct, IMatchSink
    {
        if (encounter == Encounter.Trade)
        {
            sink.Trade(maker.Tag, maker.Owner, price, amount, maker.Quantity);
        }
        else
        {
            sink.Netted(maker.Tag, maker.Owner, price, amount, maker.Quantity);
        }
    }

    /// <summary>
    /// The first order of a level becomes its last. The sentinel's way to the first is not set yet: the match
    /// does so at its end.
    /// </summary>
    /// <returns>The order that is first now; the same one when it is alone.</returns>
    private static uint ToBack(Node[] nodes, uint level, uint slot)
    {
        ref var node = ref nodes[slot];
        var first = node.Next;
        if (first == level)
        {
            return slot;
        }

        var last = nodes[level].Prev;
        nodes[last].Next = slot;
        node.Prev = last;
        node.Next = level;
        nodes[level].Prev = slot;
        return first;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsAtRest(Node[] nodes, ulong id)
    {
        var slot = unchecked((uint)id);
        var stamp = (uint)(id >> 32);
        return slot < (uint)nodes.Length && nodes[slot].Stamp == stamp && (stamp & Node.LiveBit) != 0;
    }

    private RestingOrder Describe(in Node node)
    {
        var side = (Side)(node.Stamp & Node.SideBit);
        return new RestingOrder(side, Of(side).KeyOf(node.Key), node.Quantity, node.Owner, node.Tag);
    }

    private Ladder Of(Side side) => side == Side.Buy ? _bids : _asks;

    private Ladder OfStamp(ulong id) => ((id >> 32) & Node.SideBit) == 0 ? _bids : _asks;

    /// <summary>Apart from the book, so that copies of the door see one count.</summary>
    private sealed class Counter
    {
        public int Value;
    }
}
