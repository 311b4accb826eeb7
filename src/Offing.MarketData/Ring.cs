using Offing.Primitives;

namespace Offing.MarketData;

/// <summary>The newest <paramref name="capacity"/> items.</summary>
internal sealed class Ring<T>(int capacity)
{
    private readonly Queue<T> _items = new();

    public int Count => _items.Count;

    /// <summary>Adds an item and gives back the one that had to leave for it, if any.</summary>
    public bool Add(T item, out T? evicted)
    {
        Check.That(capacity > 0);
        evicted = default;
        var isFull = _items.Count == capacity;
        if (isFull)
        {
            evicted = _items.Dequeue();
        }

        _items.Enqueue(item);
        return isFull;
    }

    /// <inheritdoc cref="Add(T, out T)"/>
    public void Add(T item) => Add(item, out _);

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
