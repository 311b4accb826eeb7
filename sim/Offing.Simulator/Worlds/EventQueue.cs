namespace Offing.Simulator.Worlds;

/// <summary>What is to happen, by virtual time; at one time in the order in which it was put in.</summary>
internal sealed class EventQueue
{
    private readonly PriorityQueue<Action, (ulong Time, ulong Order)> _queue = new();
    private ulong _order;

    /// <summary>Virtual milliseconds since 1970.</summary>
    public ulong Now { get; private set; }

    public EventQueue(ulong start) => Now = start;

    public void At(ulong time, Action action) => _queue.Enqueue(action, (Math.Max(time, Now), _order++));

    public void In(int milliseconds, Action action) => At(Now + (ulong)Math.Max(milliseconds, 0), action);

    /// <summary>Does the next thing; false when nothing is to come until then.</summary>
    public bool Step(ulong until)
    {
        if (!_queue.TryPeek(out var action, out var at) || at.Time > until)
        {
            Now = Math.Max(Now, until);
            return false;
        }

        _queue.Dequeue();
        Now = at.Time;
        action();
        return true;
    }
}
