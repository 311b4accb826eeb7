using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Sequencing;

/// <summary>Where the sequence stands: a fold over the entries of the log, which replay makes anew.</summary>
/// <param name="NextSeq">The sequence number that the next entry gets, from 1.</param>
/// <param name="NextArrival">The arrival number that the next submission gets, from 1.</param>
/// <param name="LastTime">Time of the last entry; of genesis before the first.</param>
public readonly record struct SequencePosition(ulong NextSeq, ulong NextArrival, Time LastTime)
{
    /// <summary>Before the first entry.</summary>
    public static SequencePosition AtGenesis(Time genesis) => new(1, 1, genesis);

    /// <summary>After one micro-batch more.</summary>
    /// <param name="entries">One log record's, in the order of execution.</param>
    /// <exception cref="AssertionFailedException">
    /// They do not follow this position: the log is not ours.
    /// </exception>
    public SequencePosition After(IReadOnlyList<SequencedEntry> entries)
    {
        Check.That(IsFollowedBy(entries));
        var count = (ulong)entries.Count;
        return new SequencePosition(
            NextSeq + count, NextArrival + count, count == 0 ? LastTime : entries[^1].Time);
    }

    /// <summary>Whether the numbers and times of a micro-batch are those that must come next.</summary>
    public bool IsFollowedBy(IReadOnlyList<SequencedEntry> entries)
    {
        var time = LastTime;
        var seen = new bool[entries.Count];
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            // Inside a micro-batch the arrivals are a permutation of the next ones: none beyond, none twice.
            if (entry.Seq != NextSeq + (ulong)i || entry.Time < time || entry.Arrival < NextArrival
                || entry.Arrival - NextArrival >= (ulong)seen.Length || seen[entry.Arrival - NextArrival])
            {
                return false;
            }

            (seen[entry.Arrival - NextArrival], time) = (true, entry.Time);
        }

        return true;
    }
}
