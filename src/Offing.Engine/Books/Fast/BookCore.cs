using System.Runtime.CompilerServices;
using Offing.Engine.Foresight;
using Offing.Primitives;

namespace Offing.Engine.Books.Fast;

/// <summary>What is behind every copy of a <see cref="FastBook"/>: the nodes and the two ladders.</summary>
/// <remarks>
/// A method that reads nodes keeps the book alive to its end: their memory goes with the book, and a caller
/// may be done with the book while its last call still runs.
/// </remarks>
internal sealed class BookCore : NodePool
{
    private const uint Reserved = 2 * Ladder.Window;

    private Ladders _ladders;

    public BookCore(int capacity)
        : base(Reserved, capacity)
    {
        _ladders[(int)Side.Buy] = new Ladder(this, Side.Buy, 0);
        _ladders[(int)Side.Sell] = new Ladder(this, Side.Sell, Ladder.Window);
    }

    /// <summary>Orders at rest: fewer than there are nodes, so counting them stays in 31 bits.</summary>
    public int Resting { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Add(Side side, uint price, uint quantity, uint owner, ulong tag)
    {
        Check.That(quantity > 0);
        ref var ladder = ref Of(side);
        var key = ladder.KeyOf(price);
        var level = ladder.Open(key);
        var slot = Rent();
        var nodes = Nodes;
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
        Resting = unchecked(Resting + 1);
        GC.KeepAlive(this);
        return ((ulong)stamp << 32) | slot;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Cancel(ulong id)
    {
        var nodes = Nodes;
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
            Of(SideOf(node)).Close(next);
        }

        ReturnOrder(ref node, slot);
        Resting = unchecked(Resting - 1);
        GC.KeepAlive(this);
        return quantity;
    }

    public bool Reduce(ulong id, uint by)
    {
        var nodes = Nodes;
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
        GC.KeepAlive(this);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Take<TSink>(Side taker, uint limit, uint quantity, ref TSink sink)
        where TSink : struct, IMatchSink
    {
        ref var ladder = ref Of(taker ^ Side.Sell);
        return ladder.Best <= ladder.KeyOf(limit) ? Match(ref ladder, limit, quantity, ref sink) : quantity;
    }

    public bool TryBest(Side side, out uint price)
    {
        ref readonly var ladder = ref Of(side);
        price = ladder.KeyOf(unchecked((uint)ladder.Best));
        return ladder.Best != Ladder.None;
    }

    public bool TryPeek(Side side, out ulong id, out RestingOrder order)
    {
        ref readonly var ladder = ref Of(side);
        if (ladder.Best == Ladder.None)
        {
            id = 0;
            order = default;
            return false;
        }

        var slot = Nodes[ladder.BestLevel].Next;
        ref readonly var node = ref Nodes[slot];
        id = ((ulong)node.Stamp << 32) | slot;
        order = Describe(node);
        GC.KeepAlive(this);
        return true;
    }

    public void Walk<TVisitor>(Side side, ref TVisitor visitor)
        where TVisitor : struct, IBookVisitor
    {
        var nodes = Nodes;
        ref readonly var ladder = ref Of(side);
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

        GC.KeepAlive(this);
    }

    public bool TryFind(ulong id, out RestingOrder order)
    {
        var found = IsAtRest(Nodes, id);
        order = found ? Describe(Nodes[unchecked((uint)id)]) : default;
        GC.KeepAlive(this);
        return found;
    }

    public ulong IdOf(uint lowBits, ulong tag)
    {
        var nodes = Nodes;
        var id = WasGiven(lowBits) && nodes[lowBits].Tag == tag
            && (nodes[lowBits].Stamp & Node.LiveBit) != 0
                ? ((ulong)nodes[lowBits].Stamp << 32) | lowBits
                : 0;
        GC.KeepAlive(this);
        return id;
    }

    /// <inheritdoc cref="FastBook.Foresee"/>
    public void Foresee(ulong id)
    {
        var slot = unchecked((uint)id);
        if (WasGiven(slot))
        {
            Hint.Place(ref Nodes[slot]);
        }

        GC.KeepAlive(this);
    }

    /// <summary>Matches level by level.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
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

        GC.KeepAlive(this);
        return quantity;
    }

    /// <summary>Matches against the best level.</summary>
    /// <returns>False when the sink has stopped the match.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TakeLevel<TSink>(ref Ladder ladder, ref uint quantity, ref TSink sink)
        where TSink : struct, IMatchSink
    {
        var nodes = Nodes;
        var level = ladder.BestLevel;
        var price = ladder.KeyOf(unchecked((uint)ladder.Best));
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
                quantity = unchecked(quantity - amount);
                had = unchecked(had - amount);
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
            ReturnOrder(ref maker, slot);
            Resting = unchecked(Resting - 1);
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
    private static uint ToBack(Nodes nodes, uint level, uint slot)
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
    private bool IsAtRest(Nodes nodes, ulong id)
    {
        var slot = unchecked((uint)id);
        var stamp = unchecked((uint)(id >> 32));
        var atRest = WasGiven(slot) && nodes[slot].Stamp == stamp && (stamp & Node.LiveBit) != 0;
        GC.KeepAlive(this);
        return atRest;
    }

    private static Side SideOf(in Node node) => (Side)unchecked((byte)(node.Stamp & Node.SideBit));

    private RestingOrder Describe(in Node node)
    {
        var side = SideOf(node);
        return new RestingOrder(side, Of(side).KeyOf(node.Key), node.Quantity, node.Owner, node.Tag);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Ladder Of(Side side) => ref _ladders[(int)side & 1];
}
