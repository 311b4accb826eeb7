using Offing.Primitives;

namespace Offing.MarketData;

/// <summary>The newest <paramref name="capacity"/> items.</summary>
internal sealed class Ring<T>(int capacity)
{
    private readonly Queue<T> _items = new();

    public int Count => _items.Count;

    /// <summary>Adds an item; the oldest is gone when it was full.</summary>
    public void Add(T item)
    {
        Check.That(capacity > 0);
        if (_items.Count == capacity)
        {
            _items.Dequeue();
        }

        _items.Enqueue(item);
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyCollection<T> Items => _items;

    /// <summary>A copy, newest first.</summary>
    public IReadOnlyList<T> NewestFirst()
    {
        var copy = _items.ToArray();
        Array.Reverse(copy);
        return copy;
    }
}
