using Offing.Log.Disk;
using Offing.Primitives;

namespace Offing.Log;

/// <summary>
/// Reads the log of a folder in order, and changes nothing there: it takes no lock and cuts nothing off, so
/// it may run beside the node that writes. A torn end is where it stops.
/// </summary>
public static class LogView
{
    /// <summary>The records from the first that is kept to the last that is found whole.</summary>
    /// <exception cref="LogCorruptException">Something before the end is not what was written.</exception>
    /// <exception cref="IOException">The folder or a file of it cannot be read.</exception>
    public static IEnumerable<LogRecord> Read(string folder)
    {
        var firsts = FirstsOf(folder);
        LogRecord? last = null;
        for (var i = 0; i < firsts.Count; i++)
        {
            var (first, isLast) = (firsts[i], i == firsts.Count - 1);
            using var file = new ReadOnlyFile(Path.Combine(folder, SegmentFormat.NameOf(first)));
            if (!IsBegun(file, first, isLast))
            {
                yield break;
            }

            RefuseBreak(file, first, last);
            foreach (var record in ReadSegment(file, first))
            {
                yield return last = record;
            }
        }
    }

    private static List<ulong> FirstsOf(string folder)
    {
        var firsts = new List<ulong>();
        foreach (var path in Directory.GetFiles(folder))
        {
            if (SegmentFormat.TryParseName(Path.GetFileName(path), out var first))
            {
                firsts.Add(first);
            }
        }

        firsts.Sort();
        return firsts;
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

    private static IEnumerable<LogRecord> ReadSegment(IReadFile file, ulong first)
    {
        var (n, offset) = (first, (long)SegmentFormat.HeaderBytes);
        var previous = SegmentReading.HashBefore(file, offset)!.Value;
        while (true)
        {
            var (record, length, defect) = SegmentReading.TryReadAt(file, offset, n, previous);
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
                yield break;
            }

            yield return record;
            (n, offset, previous) = (n + 1, offset + length, record.Hash);
        }
    }

    private static bool HoldsRecordAfter(IReadFile file, long offset, ulong n) =>
        TailRecovery.HoldsRecord(TailRecovery.RestOf(file, offset), n);

    private static LogCorruptException Corrupt(ulong first, long offset, string what) =>
        new(SegmentFormat.NameOf(first), offset, what);
}
