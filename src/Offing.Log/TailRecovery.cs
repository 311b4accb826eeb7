using Offing.Log.Disk;
using Offing.Primitives;

namespace Offing.Log;

/// <summary>What opening a log found at its end.</summary>
/// <param name="Tail">The last whole record; 0 when there is none.</param>
/// <param name="CutFile">The segment whose torn end was cut off; null when the log ended whole.</param>
/// <param name="CutOffset">Where the cut was made, bytes.</param>
/// <param name="CutBytes">Bytes cut off, without the zeros behind them.</param>
/// <param name="Reason">What was wrong with the record there.</param>
/// <param name="KeptAs">The file that holds the bytes cut off, so that nothing is ever destroyed.</param>
public sealed record RecoveryReport(
    ulong Tail, string? CutFile = null, long CutOffset = 0, long CutBytes = 0, string? Reason = null,
    string? KeptAs = null)
{
    /// <summary>Whether something was cut off.</summary>
    public bool WasTorn => CutFile is not null;
}

/// <summary>The end of a log: how far its last segment is whole.</summary>
internal readonly record struct LogEnd(long Offset, Hash32 Hash, RecoveryReport Report);

/// <summary>
/// Finds the end of the last segment. Only one record is ever being written, so a crash can spoil only the
/// last one: a spoiled record with a whole one after it is corruption, and is never cut.
/// </summary>
internal static class TailRecovery
{
    /// <exception cref="LogCorruptException">A record before the last is not what was written.</exception>
    public static LogEnd Run(IDisk disk, Segment last)
    {
        var n = last.First;
        long offset = SegmentFormat.HeaderBytes;
        var hash = last.HashBefore(offset);
        var ahead = new ReadAhead(last.File);
        string defect;
        while (true)
        {
            (var record, var length, defect) = SegmentReading.TryReadAt(ahead, offset, n, hash);
            if (record is null)
            {
                break;
            }

            last.Advance(n, offset, length);
            (n, offset, hash) = (n + 1, offset + length, record.Hash);
        }

        var rest = RestOf(last.File, offset);
        if (rest.Length == 0)
        {
            return new LogEnd(offset, hash, new RecoveryReport(n - 1));
        }

        if (HoldsRecord(rest, n))
        {
            throw last.Corrupt(offset, $"{defect}, and a whole record stands after it");
        }

        var kept = $"{last.Name}.cut-{offset}";
        Keep(disk, kept, rest);
        last.File.Truncate(offset);
        last.File.Sync();
        var report = new RecoveryReport(n - 1, last.Name, offset, rest.Length, defect, kept);
        return new LogEnd(offset, hash, report);
    }

    /// <summary>Whether a whole record of this number or a later one stands anywhere in them.</summary>
    public static bool HoldsRecord(ReadOnlySpan<byte> bytes, ulong n)
    {
        // Every offset is tried, since the length that would lead to the next record may be what was spoiled.
        // The bounds on the number leave next to nothing to hash.
        var most = n + (ulong)(bytes.Length / RecordFormat.OverheadBytes);
        for (var at = 0; at + RecordFormat.OverheadBytes < bytes.Length; at++)
        {
            var number = RecordFormat.NumberOf(bytes[at..]);
            if (number >= n && number <= most
                && RecordFormat.LengthOf(bytes[at..]) is { } length
                && length <= bytes.Length - at
                && RecordFormat.HashHolds(bytes.Slice(at, length)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What stands from an offset on, without the zeros of reserved space.</summary>
    public static byte[] RestOf(IReadFile file, long offset)
    {
        var rest = new byte[Math.Max(file.Length - offset, 0)];
        var got = file.Read(offset, rest);
        return rest.AsSpan(0, rest.AsSpan(0, got).LastIndexOfAnyExcept((byte)0) + 1).ToArray();
    }

    private static void Keep(IDisk disk, string name, ReadOnlySpan<byte> bytes)
    {
        using var copy = disk.Open(name);
        copy.Truncate(0);
        copy.Write(0, bytes);
        copy.Sync();
        disk.SyncFolder();
    }
}
