using System.Diagnostics;
using Offing.Engine;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Tools.Bench.Books;

namespace Offing.Tools.Bench.Engines;

/// <summary>Drives a machine over entries and adds up what that costs.</summary>
internal sealed class EngineRun(Machine machine, EventSink sink)
{
    private const int Block = 256;

    // As the node does when it cuts a batch: what changed is handed to the committer.
    private const int BlocksPerDrain = 40;

    private readonly SequencedEntry[] _block = new SequencedEntry[Block];

    /// <summary>Of the machine alone.</summary>
    public TimeSpan Wall { get; private set; }

    /// <summary>Bytes that the machine allocated.</summary>
    public long Allocated { get; private set; }

    /// <param name="ticks">A place for the duration of each entry, or empty.</param>
    public void Apply(ReadOnlySpan<SequencedEntry> entries, Span<uint> ticks)
    {
        for (var (from, blocks) = (0, 1); from < entries.Length; from += Block, blocks++)
        {
            var size = Math.Min(Block, entries.Length - from);
            for (var i = 0; i < size; i++)
            {
                _block[i] = Fresh(entries[from + i]);
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            Apply(_block.AsSpan(0, size), from, ticks);
            if (blocks % BlocksPerDrain == 0)
            {
                machine.State.Changes.Drain();
            }

            Wall += Stopwatch.GetElapsedTime(start);
            Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private void Apply(ReadOnlySpan<SequencedEntry> block, int from, Span<uint> ticks)
    {
        if (ticks.IsEmpty)
        {
            for (var i = 0; i < block.Length; i++)
            {
                machine.Foresee(block, i);
                machine.Apply(block[i], sink);
            }

            return;
        }

        for (var i = 0; i < block.Length; i++)
        {
            var start = BookClock.Now;
            machine.Foresee(block, i);
            machine.Apply(block[i], sink);
            ticks[from + i] = BookClock.Since(start);
        }
    }

    private static SequencedEntry Fresh(SequencedEntry entry) => entry.Entry is SignedAction action
        ? entry with { Entry = action with { Command = Fresh(action.Command) } }
        : entry;

    private static Command Fresh(Command command) => command switch
    {
        PlaceOrders place => place with { Orders = [place.Orders[0] with { }] },
        CancelOrders cancel => new CancelOrders([cancel.Cancels[0]]),
        _ => command,
    };
}
