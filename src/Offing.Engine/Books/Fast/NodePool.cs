using System.Runtime.CompilerServices;
using Offing.Primitives;

namespace Offing.Engine.Books.Fast;

/// <summary>
/// The nodes of a book, those given back used first. It grows with the most orders and levels that were
/// at rest at once; in steady state it allocates nothing.
/// </summary>
/// <remarks>Open to inheritance, so that a book is its pool and reaches the nodes by one pointer.</remarks>
internal unsafe class NodePool
{
    private readonly GrowingMemory<Node> _memory;
    private Node* _first;
    private uint _free;
    private uint _used;

    /// <param name="reserved">Nodes from 0 never rented: at least one, so that 0 can mean none.</param>
    public NodePool(uint reserved, int capacity)
    {
        Check.That(reserved > 0 && capacity >= 0);
        _memory = new GrowingMemory<Node>(reserved + (uint)capacity);
        _first = _memory.First;
        _used = reserved;
    }

    /// <summary>
    /// Elsewhere when the pool has grown: not to be held over <see cref="Rent"/>. The pool is to be kept
    /// alive while they are read.
    /// </summary>
    public Nodes Nodes => new(_first);

    /// <summary>Nodes that there is room for before the pool grows.</summary>
    public int Capacity => (int)_memory.Length;

    /// <summary>Whether a node was ever given out: only then does it hold anything.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool WasGiven(uint slot) => slot < _used;

    /// <summary>A node whose content is of no account but for its stamp, which is not live.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Rent()
    {
        var slot = _free;
        if (slot == 0)
        {
            return RentFresh();
        }

        _free = Nodes[slot].Next;
        return slot;
    }

    /// <summary>Gives back a node that was no order: a sentinel.</summary>
    public void Return(uint slot)
    {
        Nodes[slot].Next = _free;
        _free = slot;
    }

    /// <summary>
    /// Gives back the node of an order. Its stamp moves on, so the id that named the order names nothing
    /// any more; a node whose stamps are used up is not used again, so no id is ever given twice.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ReturnOrder(ref Node node, uint slot)
    {
        var stamp = node.Stamp & Node.LastGeneration;
        if (stamp == Node.LastGeneration)
        {
            node.Stamp = 0;
            return;
        }

        node.Stamp = unchecked(stamp + Node.Generation);
        node.Next = _free;
        _free = slot;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint RentFresh()
    {
        if (_used == _memory.Length)
        {
            // A slot fits 31 bits, see LevelTrie.
            Check.That(_used < 1U << 30);
            _memory.Grow();
            _first = _memory.First;
        }

        Nodes[_used] = default;
        return _used++;
    }
}
