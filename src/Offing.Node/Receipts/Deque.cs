using System.Numerics;
using Offing.Primitives;

namespace Offing.Node.Receipts;

/// <summary>A list that grows and shrinks at both ends. For one thread.</summary>
/// <param name="expected">
/// How many it may hold in the long run: once it holds <see cref="Few"/> it takes room for all of them, so
/// that no later addition copies many. Untouched room costs no memory.
/// </param>
internal sealed class Deque<T>(int expected)
{
    /// <summary>Up to so many, what grows is copied at no cost to speak of.</summary>
    public const int Few = 1 << 14;

    private T[] _items = new T[16];
    private int _head;

    /// <summary>Items in it.</summary>
    public int Count { get; private set; }

    /// <summary>The item at a place, counted from the front.</summary>
    public T this[int index]
    {
        get
        {
            Check.That(index >= 0 && index < Count);
            return _items[(_head + index) & (_items.Length - 1)];
        }
    }

    /// <summary>Adds behind the last.</summary>
    public void AddLast(T item)
    {
        Grow();
        _items[(_head + Count) & (_items.Length - 1)] = item;
        Count++;
    }

    /// <summary>Adds before the first.</summary>
    public void AddFirst(T item)
    {
        Grow();
        _head = (_head - 1) & (_items.Length - 1);
        _items[_head] = item;
        Count++;
    }

    /// <summary>Takes the first away.</summary>
    public T RemoveFirst()
    {
        var first = this[0];
        _items[_head] = default!;
        _head = (_head + 1) & (_items.Length - 1);
        Count--;
        return first;
    }

    /// <summary>Takes all away.</summary>
    public void Clear()
    {
        Array.Clear(_items);
        (_head, Count) = (0, 0);
    }

    private void Grow()
    {
        if (Count < _items.Length)
        {
            return;
        }

        // The length stays a power of two, so that places wrap by a mask.
        var twice = _items.Length * 2;
        var all = twice > Few ? (int)BitOperations.RoundUpToPowerOf2((uint)expected) : 0;
        var wider = new T[Math.Max(twice, all)];
        for (var i = 0; i < Count; i++)
        {
            wider[i] = this[i];
        }

        (_items, _head) = (wider, 0);
    }
}
