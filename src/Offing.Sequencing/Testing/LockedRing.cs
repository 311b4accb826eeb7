using System.Diagnostics.CodeAnalysis;

namespace Offing.Sequencing.Testing;

/// <summary>The plain reference beside <see cref="HandoffRing{T}"/>: a queue under a lock.</summary>
public sealed class LockedRing<T>(int capacity) : IHandoff<T>
    where T : class
{
    private readonly Lock _gate = new();
    private readonly Queue<T> _items = new();
    private long _head;
    private bool _isClosed;

    /// <inheritdoc/>
    public bool HasClaims
    {
        get
        {
            lock (_gate)
            {
                return _items.Count > 0;
            }
        }
    }

    /// <inheritdoc/>
    public bool IsClosed
    {
        get
        {
            lock (_gate)
            {
                return _isClosed;
            }
        }
    }

    /// <inheritdoc/>
    public RingOutcome TryAdd(T item)
    {
        lock (_gate)
        {
            if (_isClosed || _items.Count == capacity)
            {
                return _isClosed ? RingOutcome.Closed : RingOutcome.Full;
            }

            _items.Enqueue(item);
            return RingOutcome.Added;
        }
    }

    /// <inheritdoc/>
    public bool TryTake([NotNullWhen(true)] out T? item, out long ticket)
    {
        lock (_gate)
        {
            ticket = _head;
            if (!_items.TryDequeue(out item))
            {
                return false;
            }

            _head++;
            return true;
        }
    }

    /// <inheritdoc/>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }
}
