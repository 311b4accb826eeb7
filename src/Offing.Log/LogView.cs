using Offing.Log.Disk;
using Offing.Primitives;

namespace Offing.Log;

/// <summary>A segment file as it lies in the folder.</summary>
/// <param name="First">Number of its first record.</param>
/// <param name="Bytes">Its length, reserved space included.</param>
public sealed record LogSegment(string Name, ulong First, long Bytes);

/// <summary>Where reading a log ended, and what stands there.</summary>
/// <param name="File">The last segment.</param>
/// <param name="Offset">Where the last whole record ends, bytes; 0 when not even its header is whole.</param>
/// <param name="Bytes">From there on, without the zeros of reserved space; 0: the log ends whole.</param>
/// <param name="Reason">What is wrong with the record there; empty when the log ends whole.</param>
public sealed record LogRest(string File, long Offset, long Bytes, string Reason);

/// <summary>
/// Reads the log of a folder in order, and changes nothing there: it takes no lock and cuts nothing off, so
/// it may run beside the node that writes. A torn end is where it stops.
/// </summary>
public static class LogView
{
    /// <summary>The records from the first that is kept to the last that is found whole.</summary>
    /// <param name="ended">Told once, behind the last record, where that was.</param>
    /// <param name="from">Whole segments before this record are left out.</param>
    /// <exception cref="LogCorruptException">Something before the end is not what was written.</exception>
    /// <exception cref="IOException">The folder or a file of it cannot be read.</exception>
    public static IEnumerable<LogRecord> Read(
        string folder, Action<LogRest>? ended = null, ulong from = 0) =>
        Read(LogFiles.Of(folder), ended, from);

    /// <summary>Likewise, of files wherever they are.</summary>
    public static IEnumerable<LogRecord> Read(LogFiles files, Action<LogRest>? ended = null, ulong from = 0)
    {
        var firsts = files.FirstRecords();
        firsts.RemoveRange(0, Math.Max(firsts.FindLastIndex(first => first <= from), 0));
        LogRecord? last = null;
        for (var i = 0; i < firsts.Count; i++)
        {
            var (first, isLast) = (firsts[i], i == firsts.Count - 1);
            using var file = files.Open(SegmentFormat.NameOf(first));
            if (!IsBegun(file, first, isLast))
            {
                ended?.Invoke(Rest(file, first, 0, "the segment's header is not whole"));
                yield break;
            }

            RefuseBreak(file, first, last);
            var (offset, reason) = ((long)SegmentFormat.HeaderBytes, "");
            foreach (var (record, length, defect) in ReadSegment(file, first))
            {
                (offset, reason) = (offset + length, defect);
                if (record is not null)
                {
                    yield return last = record;
                }
            }

            if (isLast)
            {
                ended?.Invoke(Rest(file, first, offset, reason));
            }
        }
    }

    /// <summary>The first record that is kept; 1 when there is no log yet.</summary>
    public static ulong First(LogFiles files) => files.FirstRecords() is [var first, ..] ? first : 1;

    /// <summary>The segment files of a folder, in order; none when it holds no log.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<LogSegment> Segments(string folder) =>
    [
        .. LogFiles.Of(folder).FirstRecords()
            .Select(first => (First: first, Name: SegmentFormat.NameOf(first))).Select(each => new LogSegment(
                each.Name, each.First, new FileInfo(Path.Combine(folder, each.Name)).Length)),
    ];

    private static LogRest Rest(IReadFile file, ulong first, long offset, string reason)
    {
        var bytes = TailRecovery.RestOf(file, offset).Length;
        return new LogRest(SegmentFormat.NameOf(first), offset, bytes, bytes == 0 ? "" : reason);
    }

    // The last segment may be one that is being made.
    private static bool IsBegun(IReadFile file, ulong first, bool isLast)
    {
        if (SegmentReading.HeaderHolds(file, first))
        {
            return true;
        }

        if (isLast && !TailRecovery.HoldsRecord(TailRecovery.RestOf(file, 0), first))
        {
            return false;
        }

        // A node writes the header before the first record: where a record was seen, it must stand by now.
        return SegmentReading.HeaderHolds(file, first)
            ? true
            : throw Corrupt(first, 0, "the segment's header is not what was written");
    }

    private static void RefuseBreak(IReadFile file, ulong first, LogRecord? last)
    {
        if (last is not null && last.N + 1 != first)
        {
            throw Corrupt(first, 0, $"the segment before it ends with record {last.N}");
        }

        if (last is not null && SegmentReading.HashBefore(file, SegmentFormat.HeaderBytes) != last.Hash)
        {
            throw Corrupt(first, 0, "the segment does not chain to the one before it");
        }
    }

    // Behind the records comes what is wrong with the next one, without a length.
    private static IEnumerable<(LogRecord? Record, int Length, string Defect)> ReadSegment(
        IReadFile file, ulong first)
    {
        var (n, offset) = (first, (long)SegmentFormat.HeaderBytes);
        var previous = SegmentReading.HashBefore(file, offset)!.Value;
        var ahead = new ReadAhead(file);
        while (true)
        {
            var (record, length, defect) = SegmentReading.TryReadAt(ahead, offset, n, previous);
            if (record is null)
            {
                ahead.Forget();
            }

            if (record is null && HoldsRecordAfter(file, offset, n))
            {
                // A node writes one record after the other, so this one stands whole by now, or is spoiled.
                (record, length, defect) = SegmentReading.TryReadAt(file, offset, n, previous);
                if (record is null)
                {
                    throw Corrupt(first, offset, $"{defect}, and a whole record stands after it");
                }
            }

            if (record is null)
            {
                yield return (null, 0, defect);
                yield break;
            }

            yield return (record, length, "");
            (n, offset, previous) = (n + 1, offset + length, record.Hash);
        }
    }

    private static bool HoldsRecordAfter(IReadFile file, long offset, ulong n) =>
        TailRecovery.HoldsRecord(TailRecovery.RestOf(file, offset), n);

    private static LogCorruptException Corrupt(ulong first, long offset, string what) =>
        new(SegmentFormat.NameOf(first), offset, what);
}
