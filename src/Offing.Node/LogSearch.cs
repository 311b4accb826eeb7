using Offing.Log;
using Offing.Protocol.Codec;

namespace Offing.Node;

/// <summary>Finds an entry in a log, whose records ascend by sequence number.</summary>
internal static class LogSearch
{
    /// <summary>
    /// The record that has this sequence number; the last one when there is none so far.
    /// </summary>
    /// <exception cref="LogRangeException">It was pruned.</exception>
    public static ulong RecordOf(ICommitLog log, ulong seq)
    {
        var (low, high) = (log.First, log.Tail + 1);
        if (low < high && FirstSeq(log, low) > seq)
        {
            throw new LogRangeException(low == 0 ? 0 : low - 1, log.First, log.Tail);
        }

        while (low + 1 < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = FirstSeq(log, middle) <= seq ? (middle, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Of the first entry of a record that is there.</summary>
    public static ulong FirstSeq(ICommitLog log, ulong n) => new ByteReader(log.Read(n).Body).VarUInt();
}
