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

    private readonly State _state;

    public FastBook()
        : this(capacity: 1024)
    {
    }

    /// <param name="capacity">
    /// Orders and far price levels that find room before the book first grows; it doubles when it must.
    /// </param>
    public FastBook(int capacity) => _state = new State(capacity);

    public int Count => _state.Resting;

    /// <summary>Nodes that the book has memory for: 32 bytes each.</summary>
    public int Capacity => _state.Pool.Capacity;

    public ulong Add(Side side, uint price, uint quantity, uint owner, ulong tag)
    {
        Check.That(quantity > 0);
        var state = _state;
        var pool = state.Pool;
        ref var ladder = ref state.Of(side);
        var key = ladder.KeyOf(price);
        var level = ladder.Open(key);
        var slot = pool.Rent();
        var nodes = pool.Nodes;
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
        state.Resting++;
        return ((ulong)stamp << 32) | slot;
    }

    public uint Cancel(ulong id)
    {
        var state = _state;
        var nodes = state.Pool.Nodes;
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
            state.Of((Side)(node.Stamp & Node.SideBit)).Close(next);
        }

        state.Pool.ReturnOrder(ref node, slot);
        state.Resting--;
        return quantity;
    }

    public bool Reduce(ulong id, uint by)
    {
        var nodes = _state.Pool.Nodes;
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Take<TSink>(Side taker, uint limit, uint quantity, ref TSink sink)
        where TSink : struct, IMatchSink
    {
        ref var ladder = ref _state.Of(taker ^ Side.Sell);
        return ladder.Best <= ladder.KeyOf(limit) ? Match(ref ladder, limit, quantity, ref sink) : quantity;
    }

    public bool TryBest(Side side, out uint price)
    {
        ref readonly var ladder = ref _state.Of(side);
        price = unchecked(ladder.KeyOf((uint)ladder.Best));
        return ladder.Best != Ladder.None;
    }

    public bool TryPeek(Side side, out ulong id, out RestingOrder order)
    {
        ref readonly var ladder = ref _state.Of(side);
        if (ladder.Best == Ladder.None)
        {
            id = 0;
            order = default;
            return false;
        }

        var slot = _state.Pool.Nodes[ladder.BestLevel].Next;
        ref readonly var node = ref _state.Pool.Nodes[slot];
        id = ((ulong)node.Stamp << 32) | slot;
        order = Describe(node);
        return true;
    }

    public void Walk<TVisitor>(Side side, ref TVisitor visitor)
        where TVisitor : struct, IBookVisitor
    {
        var nodes = _state.Pool.Nodes;
        ref readonly var ladder = ref _state.Of(side);
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
        var found = IsAtRest(_state.Pool.Nodes, id);
        order = found ? Describe(_state.Pool.Nodes[unchecked((uint)id)]) : default;
        return found;
    }

    public ulong IdOf(uint lowBits, ulong tag)
    {
        var nodes = _state.Pool.Nodes;
        return lowBits < (uint)nodes.Length && nodes[lowBits].Tag == tag
            && (nodes[lowBits].Stamp & Node.LiveBit) != 0
                ? ((ulong)nodes[lowBits].Stamp << 32) | lowBits
                : 0;
    }

    /// <summary>Matches level by level.</summary>
    private uint Match<TSink>(ref Ladder ladder, uint limit, uint quantity, ref TSink sink)
        where TSink : struct, IMatchSink
    {
        var worst = ladder.KeyOf(limit);
        while (quantity != 0 && ladder.Best <= worst)
        {
            if (!TakeLevel(ref ladder, ref quantity, ref sink))
            {
                break;
            }
        }

        return quantity;
    }

    /// <summary>Matches against the best level.</summary>
    /// <returns>False when the sink has stopped the match.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TakeLevel<TSink>(ref Ladder ladder, ref uint quantity, ref TSink sink)
        where TSink : struct, IMatchSink
    {
        var pool = _state.Pool;
        var nodes = pool.Nodes;
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
            pool.ReturnOrder(ref maker, slot);
            _state.Resting--;
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
        return new RestingOrder(side, _state.Of(side).KeyOf(node.Key), node.Quantity, node.Owner, node.Tag);
    }

    /// <summary>The book itself, which every copy of the door opens.</summary>
    private sealed class State
    {
        private Ladders _ladders;

        public State(int capacity)
        {
            Pool = new NodePool(Reserved, capacity);
            _ladders[(int)Side.Buy] = new Ladder(Pool, Side.Buy, 0);
            _ladders[(int)Side.Sell] = new Ladder(Pool, Side.Sell, Ladder.Window);
        }

        public NodePool Pool { get; }

        public int Resting;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ref Ladder Of(Side side) => ref _ladders[(int)side & 1];
    }
}
