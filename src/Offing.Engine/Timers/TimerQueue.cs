using Offing.Primitives;

namespace Offing.Engine.Timers;

/// <summary>
/// All that is due at a time, in order. While nothing is due the question costs one comparison.
/// </summary>
public sealed class TimerQueue
{
    private readonly SortedSet<DueTimer> _timers = [];
    private readonly Changes _changes;

    internal TimerQueue(Changes changes) => _changes = changes;

    public int Count => _timers.Count;

    /// <summary>When the first is due; the end of time when there is none.</summary>
    public Time Next { get; private set; } = new(ulong.MaxValue);

    /// <summary>By time, then id.</summary>
    public IReadOnlyCollection<DueTimer> InOrder => _timers;

    public bool Has(DueTimer timer) => _timers.Contains(timer);

    /// <summary>The one in the queue with this time and id, of whatever kind; or null.</summary>
    public DueTimer? Find(DueTimer timer) =>
        _timers.TryGetValue(timer, out var found) ? found : null;

    internal void Add(DueTimer timer)
    {
        Check.That(_timers.Add(timer));
        Next = _timers.Min.Due;
        _changes.Timer(timer);
    }

    internal void Remove(DueTimer timer) => Check.That(RemoveIfThere(timer));

    /// <summary>False when it is not there.</summary>
    internal bool RemoveIfThere(DueTimer timer)
    {
        if (!_timers.Remove(timer))
        {
            return false;
        }

        Next = _timers.Count == 0 ? new Time(ulong.MaxValue) : _timers.Min.Due;
        _changes.Timer(timer);
        return true;
    }

    /// <summary>Takes the first off when it is due.</summary>
    internal bool TryTake(Time now, out DueTimer timer)
    {
        timer = default;
        if (now < Next || _timers.Count == 0)
        {
            return false;
        }

        timer = _timers.Min;
        Remove(timer);
        return true;
    }
}
