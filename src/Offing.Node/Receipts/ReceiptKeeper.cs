using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Settlement.L1;

namespace Offing.Node.Receipts;

/// <summary>
/// What receipts need in the background: block marks as the chain goes on, and after a start the index of
/// the records from before it, the newest first.
/// </summary>
/// <param name="head">Number of the chain's latest block.</param>
/// <param name="deadlineBlocks">Of the bond.</param>
public sealed class ReceiptKeeper(NodeCore node, BlockMarks marks, Func<ulong> head, uint deadlineBlocks)
{
    private const ulong Interval_Ms = 1_000;
    private const ulong OlderPerTick_Records = 256;

    // A mark that is older makes deadlines earlier by that much, never later.
    private const uint MarksPerDeadline = 16;

    private Time _next;

    /// <summary>One step; from one thread.</summary>
    public void Tick(Time now)
    {
        Try(LookBack);
        if (now >= _next)
        {
            _next = new Time(now.Milliseconds + Interval_Ms);
            Try(Mark);
        }
    }

    // Without an answer the last mark goes on: deadlines come earlier, never later.
    private static void Try(Action step)
    {
        try
        {
            step();
        }
        catch (Exception trouble) when (trouble
            is L1UnavailableException or L1RefusedException or IOException)
        {
            // The poster reports what is wrong with the chain client, the log what is with the disk; it is
            // tried again.
        }
    }

    /// <summary>Sets a mark when the chain has moved far enough since the last.</summary>
    public void Mark()
    {
        var block = head();
        var interval = Math.Max(1, deadlineBlocks / MarksPerDeadline);
        if (marks.Newest is not { } newest || block >= newest + interval)
        {
            marks.Set(node.LastRecord, block);
        }
    }

    private void LookBack()
    {
        var last = node.Receipts.Older;
        var first = node.FirstRecord;
        if (last < first)
        {
            return;
        }

        // A log is quick to read forwards, so a piece is read and then taken from its end.
        var from = last - Math.Min(OlderPerTick_Records - 1, last - first);
        var piece = new List<IReadOnlyList<SequencedEntry>>();
        for (var n = from; n <= last; n++)
        {
            piece.Add(EntryCodec.DecodeRecord(node.ReadRecord(n).Body));
        }

        for (var i = piece.Count - 1; i >= 0; i--)
        {
            node.Receipts.AddOlder(from + (ulong)i, piece[i]);
        }
    }
}
