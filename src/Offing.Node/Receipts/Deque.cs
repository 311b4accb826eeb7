using Offing.Primitives;

namespace Offing.Node.Receipts;

/// <summary>A list that grows and shrinks at both ends. For one thread.</summary>
internal sealed class Deque<T>
{
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

    private void Grow()
    {
        if (Count < _items.Length)
        {
            return;
        }

        // The length stays a power of two, so that places wrap by a mask.
        var wider = new T[_items.Length * 2];
        for (var i = 0; i < Count; i++)
        {
            wider[i] = this[i];
        }

        (_items, _head) = (wider, 0);
    }
}
