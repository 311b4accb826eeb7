using System.Numerics;
using Offing.Primitives;

namespace Offing.Engine.Books.Fast;

/// <summary>
/// The levels that are not in the window: a trie of four bits a step over the keys. A level hangs as high as
/// it is alone, so lone levels cost no steps of their own; one level owns at most seven steps of 66 bytes,
/// wherever the prices lie.
/// </summary>
internal sealed class LevelTrie(NodePool pool)
{
    private const int Fan = 16;
    private const int TopShift = 28;
    private const uint Leaf = 1U << 31;

    private readonly GrowingMemory<uint> _children = new(Fan);
    private readonly GrowingMemory<ushort> _bits = new(1);
    private uint _free;
    private uint _used = 1;

    /// <summary>The smallest key, or <see cref="Ladder.None"/>.</summary>
    public ulong Min { get; private set; } = Ladder.None;

    /// <summary>The sentinel of <see cref="Min"/>.</summary>
    public uint MinLevel { get; private set; }

    /// <summary>The sentinel of a key, or zero.</summary>
    public uint Find(uint key)
    {
        uint step = 0;
        for (var shift = TopShift; ; shift -= 4)
        {
            var child = _children[At(step, key, shift)];
            if ((child & Leaf) != 0)
            {
                var level = child & ~Leaf;
                return pool.Nodes[level].Key == key ? level : 0;
            }

            if (child == 0)
            {
                return 0;
            }

            step = child;
        }
    }

    /// <summary>Puts a level in whose key is not there.</summary>
    public void Insert(uint key, uint level)
    {
        Check.That(level < Leaf);
        if (key < Min)
        {
            Min = key;
            MinLevel = level;
        }

        uint step = 0;
        for (var shift = TopShift; ; shift -= 4)
        {
            var child = _children[At(step, key, shift)];
            if (child == 0)
            {
                Set(step, key, shift, level | Leaf);
                return;
            }

            if ((child & Leaf) != 0)
            {
                // Two levels cannot hang here: the other one moves a step down, and we look again there.
                var otherKey = pool.Nodes[child & ~Leaf].Key;
                Check.That(otherKey != key);
                var below = NewStep();
                Set(below, otherKey, shift - 4, child);
                Set(step, key, shift, below);
                child = below;
            }

            step = child;
        }
    }

    /// <summary>Takes a level out that is there, and every step that holds nothing any more.</summary>
    public void Remove(uint key)
    {
        Span<uint> path = stackalloc uint[8];
        var depth = 0;
        uint step = 0;
        var shift = TopShift;
        for (; ; shift -= 4)
        {
            path[depth] = step;
            var child = _children[At(step, key, shift)];
            Check.That(child != 0);
            if ((child & Leaf) != 0)
            {
                break;
            }

            step = child;
            depth++;
        }

        Clear(step, key, shift);
        while (depth > 0 && _bits[path[depth]] == 0)
        {
            _children[path[depth] * Fan] = _free;
            _free = path[depth];
            depth--;
            shift += 4;
            Clear(path[depth], key, shift);
        }

        if (key == Min)
        {
            MinLevel = _bits[0] == 0 ? 0 : Leftmost(0);
            Min = MinLevel == 0 ? Ladder.None : pool.Nodes[MinLevel].Key;
        }
    }

    /// <summary>The sentinel of the smallest key that is not below <paramref name="key"/>, or zero.</summary>
    public uint Ceiling(uint key)
    {
        Span<uint> path = stackalloc uint[8];
        var depth = 0;
        uint step = 0;
        var shift = TopShift;
        for (; ; shift -= 4)
        {
            path[depth] = step;
            var child = _children[At(step, key, shift)];
            if ((child & Leaf) != 0 && pool.Nodes[child & ~Leaf].Key >= key)
            {
                return child & ~Leaf;
            }

            if (child == 0 || (child & Leaf) != 0)
            {
                break;
            }

            step = child;
            depth++;
        }

        for (; depth >= 0; depth--, shift += 4)
        {
            var digit = (int)((key >> shift) & (Fan - 1));
            var later = _bits[path[depth]] & (uint.MaxValue << digit << 1);
            if (later != 0)
            {
                var child = _children[path[depth] * Fan + (uint)BitOperations.TrailingZeroCount(later)];
                return (child & Leaf) != 0 ? child & ~Leaf : Leftmost(child);
            }
        }

        return 0;
    }

    private uint Leftmost(uint step)
    {
        do
        {
            step = _children[step * Fan + (uint)BitOperations.TrailingZeroCount(_bits[step])];
        }
        while ((step & Leaf) == 0);
        return step & ~Leaf;
    }

    private static uint At(uint step, uint key, int shift) => step * Fan + ((key >> shift) & (Fan - 1));

    private void Set(uint step, uint key, int shift, uint child)
    {
        var at = At(step, key, shift);
        _children[at] = child;
        _bits[step] |= (ushort)(1U << (int)(at & (Fan - 1)));
    }

    private void Clear(uint step, uint key, int shift)
    {
        var at = At(step, key, shift);
        _children[at] = 0;
        _bits[step] &= unchecked((ushort)~(1U << (int)(at & (Fan - 1))));
    }

    private uint NewStep()
    {
        var step = _free;
        if (step != 0)
        {
            _free = _children[step * Fan];
            _children[step * Fan] = 0;
            return step;
        }

        if (_used == _bits.Length)
        {
            _bits.Grow();
        }

        if ((_used + 1) * Fan > _children.Length)
        {
            _children.Grow();
        }

        for (uint digit = 0; digit < Fan; digit++)
        {
            _children[_used * Fan + digit] = 0;
        }

        _bits[_used] = 0;
        return _used++;
    }
}
