using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Node.Verification;

/// <summary>
/// Where a batch ends, and what it takes back of the queue: only what no batch before it has consumed and
/// the chain does not hold. Who could take back at will would be served twice, or have a deposit taken from
/// somebody for as long as it takes to liquidate him.
/// </summary>
/// <param name="lastSeq">Of its entries.</param>
/// <param name="consumed">Cursor of the queue after the batch before.</param>
internal sealed class BatchShape(ulong number, ulong lastSeq, ulong consumed)
{
    // Batches that were cut in it, each with the entry that did it: a batch goes on behind its end when what
    // it says there can never be posted.
    private readonly List<(ulong Number, ulong Seq)> _ends = [];

    // The lowest one of each run. Where that is not the chain's, none above it is.
    private readonly List<(ulong Index, Hash32 Prefix)> _takenBack = [];

    /// <summary>What is wrong with the next entry; null when nothing is.</summary>
    public string? FindDefect(SequencedEntry entry, IReadOnlyList<IEngineEvent> events)
    {
        foreach (var happened in events)
        {
            var defect = happened switch
            {
                BatchEnded ended => End(ended.Number, entry.Seq),
                BatchesReopened reopened => Reopen(entry, reopened.First),
                RequestTakenBack => TakeBack(entry, ((Reversal)entry.Entry).Previous),
                _ => null,
            };
            if (defect is not null)
            {
                return defect;
            }
        }

        return _ends.Count == 0 && entry.Seq == lastSeq
            ? $"entry {entry.Seq} is not the end of the batch"
            : null;
    }

    /// <summary>What is wrong with all of them together; null when nothing is.</summary>
    /// <param name="prefixAt">Asks the chain.</param>
    public string? FindDefectAtEnd(Func<ulong, Hash32?>? prefixAt)
    {
        if (_ends[0].Seq != lastSeq)
        {
            return $"entry {_ends[0].Seq} is the end of the batch";
        }

        foreach (var (index, prefix) in _takenBack)
        {
            if (prefixAt?.Invoke(index + 1) == prefix)
            {
                return $"it takes back request {index}, which stands in the chain's queue as it was consumed";
            }
        }

        return null;
    }

    private string? End(ulong ended, ulong seq)
    {
        _ends.Add((ended, seq));
        return null;
    }

    // Those after it too, of a reversal that this one takes in.
    private string? Reopen(SequencedEntry entry, ulong first)
    {
        _ends.RemoveAll(end => end.Number >= first);
        return first >= number
            ? null
            : $"entry {entry.Seq} begins batch {first} again, which was posted";
    }

    private string? TakeBack(SequencedEntry entry, Hash32 previous)
    {
        var request = ((Reversal)entry.Entry).Request;
        if (request.Index < consumed)
        {
            return $"entry {entry.Seq} takes back request {request.Index}, "
                + $"which batch {number - 1} has consumed";
        }

        if (_takenBack is [.., var above] && above.Index == request.Index + 1)
        {
            _takenBack.RemoveAt(_takenBack.Count - 1);
        }

        _takenBack.Add((request.Index, RequestHash.Extend(previous, request)));
        return null;
    }
}
