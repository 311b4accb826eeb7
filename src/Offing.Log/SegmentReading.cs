using Offing.Log.Disk;
using Offing.Primitives;

namespace Offing.Log;

/// <summary>What stands at a place of a segment file, by the bytes alone.</summary>
internal static class SegmentReading
{
    /// <summary>Whether the file begins with the header of a segment that begins at this record.</summary>
    public static bool HeaderHolds(IReadFile file, ulong first)
    {
        Span<byte> header = stackalloc byte[SegmentFormat.HeaderBytes];
        return file.Read(0, header) == header.Length && SegmentFormat.Holds(header, first);
    }

    /// <summary>The 32 bytes before a place, or null when the file does not reach to it.</summary>
    public static Hash32? HashBefore(IReadFile file, long offset)
    {
        Span<byte> hash = stackalloc byte[Hash32.SizeBytes];
        return file.Read(offset - hash.Length, hash) == hash.Length ? new Hash32(hash) : null;
    }

    /// <summary>Length of record <paramref name="n"/> by its header, or null when none begins here.</summary>
    public static int? LengthAt(IReadFile file, long offset, ulong n)
    {
        Span<byte> header = stackalloc byte[RecordFormat.HeaderBytes];
        return file.Read(offset, header) == header.Length && RecordFormat.NumberOf(header) == n
            ? RecordFormat.LengthOf(header)
            : null;
    }

    /// <summary>Reads the record <paramref name="n"/> at a known place.</summary>
    /// <returns>Null and what is wrong when it does not stand there whole.</returns>
    public static (LogRecord? Record, int Length, string Defect) TryReadAt(
        IReadFile file, long offset, ulong n, Hash32 previous)
    {
        if (LengthAt(file, offset, n) is not { } length)
        {
            return (null, 0, $"no record {n} begins here");
        }

        var bytes = new byte[length];
        if (file.Read(offset, bytes) != length)
        {
            return (null, 0, $"record {n} reaches past the end of the file");
        }

        var (record, defect) = RecordFormat.Decode(bytes, n, previous);
        return (record, length, defect);
    }

    /// <summary>The same for whoever reads all records in order.</summary>
    public static (LogRecord? Record, int Length, string Defect) TryReadAt(
        ReadAhead file, long offset, ulong n, Hash32 previous)
    {
        var header = file.Peek(offset, RecordFormat.HeaderBytes);
        if (header.Length < RecordFormat.HeaderBytes || RecordFormat.NumberOf(header) != n
            || RecordFormat.LengthOf(header) is not { } length)
        {
            return (null, 0, $"no record {n} begins here");
        }

        var bytes = file.Peek(offset, length);
        if (bytes.Length != length)
        {
            return (null, 0, $"record {n} reaches past the end of the file");
        }

        var (record, defect) = RecordFormat.Decode(bytes, n, previous);
        return (record, length, defect);
    }
}
