using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Sequencing;

/// <summary>The final word on a submission.</summary>
/// <param name="Refusal">
/// None when the entry is durable and was executed. Overloaded, DiskFull, Halted, BadSignature (the key that
/// must sign has changed since the door looked): not logged, nothing changed. OutcomeUnknown: it may
/// have been logged; only a look at the state after recovery tells.
/// </param>
/// <param name="Output">What the entry did; null when it was refused or is unknown.</param>
public sealed record Outcome(RejectCode Refusal, EntryOutput? Output);

/// <summary>An entry on its way in, and whom to tell what became of it.</summary>
/// <param name="entry">Checked at the door; an action's payload is at most Limits.ActionMax_Bytes.</param>
/// <param name="completed">Called once, on the node's thread; must not block and must not throw.</param>
public sealed class Submission(Entry entry, Action<Outcome>? completed = null)
{
    private bool _isComplete;

    public Entry Entry { get; } = entry;

    /// <summary>Upper bound of the bytes that the entry takes in a log record.</summary>
    public int SizeBound_Bytes { get; } = SequencingLimits.EntryOverhead_Bytes + PayloadLength(entry);

    /// <summary>Which of SequencingLimits.Lanes it takes; by what it is; or HeldLane.</summary>
    internal int Lane { get; set; } = Math.Min(entry.SortClass, SequencingLimits.RestLane);

    /// <summary>Count of those that were let in before it; set as it is let in.</summary>
    internal ulong Arrival { get; set; }

    /// <summary>The clock when the draining side first saw it.</summary>
    internal Time Since { get; set; }

    /// <summary>Tells the outcome; a second time is a bug of ours.</summary>
    public void Complete(Outcome outcome)
    {
        Check.That(!_isComplete);
        _isComplete = true;
        completed?.Invoke(outcome);
    }

    /// <summary>Tells that nothing, or nothing known, became of it.</summary>
    public void Refuse(RejectCode code) => Complete(new Outcome(code, null));

    private static int PayloadLength(Entry entry) => entry switch
    {
        SignedAction action => action.Payload.Length,
        QueueRequest request => request.Payload.Length,
        Reversal reversal => Hash32.SizeBytes + reversal.Request.Payload.Length,
        _ => 0,
    };
}
