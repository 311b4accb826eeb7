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
        var time = LastTime;
        var seen = new bool[entries.Count];
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            Check.That(entry.Seq == NextSeq + (ulong)i && entry.Time >= time);
            // Inside a micro-batch the arrivals are a permutation of the next ones: none beyond, none twice.
            Check.That(entry.Arrival >= NextArrival && entry.Arrival - NextArrival < (ulong)seen.Length);
            var index = (int)(entry.Arrival - NextArrival);
            Check.That(!seen[index]);
            (seen[index], time) = (true, entry.Time);
        }

        var count = (ulong)entries.Count;
        return new SequencePosition(NextSeq + count, NextArrival + count, time);
    }
}
