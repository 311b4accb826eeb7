using System.Buffers.Binary;
using Offing.Primitives;

namespace Offing.Log;

/// <summary>The bytes of a record (spec/log.md).</summary>
public static class RecordFormat
{
    /// <summary>Bytes before the body.</summary>
    public const int HeaderBytes = 68;

    /// <summary>Bytes of a record beside its body.</summary>
    public const int OverheadBytes = HeaderBytes + Hash32.SizeBytes;

    private const int PreviousAt = 8;
    private const int EpochAt = 40;
    private const int LeaderAt = 48;
    private const int TimeAt = 52;
    private const int CountAt = 60;
    private const int LengthAt = 64;

    /// <summary>Writes the record and gives its hash.</summary>
    public static Hash32 Encode(
        Span<byte> destination, ulong n, Hash32 previous, RecordStamp stamp, ReadOnlySpan<byte> body)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, n);
        previous.CopyTo(destination[PreviousAt..]);
        BinaryPrimitives.WriteUInt64BigEndian(destination[EpochAt..], stamp.Epoch);
        BinaryPrimitives.WriteUInt32BigEndian(destination[LeaderAt..], stamp.Leader);
        BinaryPrimitives.WriteUInt64BigEndian(destination[TimeAt..], stamp.Time.Milliseconds);
        BinaryPrimitives.WriteUInt32BigEndian(destination[CountAt..], stamp.Count);
        BinaryPrimitives.WriteUInt32BigEndian(destination[LengthAt..], (uint)body.Length);
        body.CopyTo(destination[HeaderBytes..]);
        var end = HeaderBytes + body.Length;
        var hash = Keccak.Hash(destination[..end]);
        hash.CopyTo(destination[end..]);
        return hash;
    }

    /// <summary>The number in a record's header.</summary>
    public static ulong NumberOf(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt64BigEndian(header);

    /// <summary>The whole record's length by its header; null when no record can be as long.</summary>
    public static int? LengthOf(ReadOnlySpan<byte> header)
    {
        var body = BinaryPrimitives.ReadUInt32BigEndian(header[LengthAt..]);
        return body is >= 1 and <= LogLimits.BodyMax_Bytes ? OverheadBytes + (int)body : null;
    }

    /// <summary>Whether the bytes end in the hash of what stands before it.</summary>
    public static bool HashHolds(ReadOnlySpan<byte> record) =>
        Keccak.Hash(record[..^Hash32.SizeBytes]) == new Hash32(record[^Hash32.SizeBytes..]);

    /// <summary>Reads exactly one record.</summary>
    /// <param name="n">The number that must stand at this place.</param>
    /// <param name="previous">The hash that it must chain to.</param>
    /// <returns>Null and what is wrong, when it is not that record whole.</returns>
    public static (LogRecord? Record, string Defect) Decode(
        ReadOnlySpan<byte> bytes, ulong n, Hash32 previous) =>
        Decode(bytes, n, previous, Keccak.Hash(bytes[..^Hash32.SizeBytes]));

    /// <summary>Likewise, by who has hashed already what stands before the hash.</summary>
    public static (LogRecord? Record, string Defect) Decode(
        ReadOnlySpan<byte> bytes, ulong n, Hash32 previous, Hash32 digest)
    {
        var number = NumberOf(bytes);
        if (number != n)
        {
            return (null, $"record {number} where {n} belongs");
        }

        if (digest != new Hash32(bytes[^Hash32.SizeBytes..]))
        {
            return (null, $"the bytes of record {n} do not hash to its hash");
        }

        var chained = new Hash32(bytes.Slice(PreviousAt, Hash32.SizeBytes));
        if (chained != previous)
        {
            return (null, $"record {n} chains to {chained}, not to {previous}");
        }

        var stamp = new RecordStamp(
            BinaryPrimitives.ReadUInt64BigEndian(bytes[EpochAt..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[LeaderAt..]),
            new Time(BinaryPrimitives.ReadUInt64BigEndian(bytes[TimeAt..])),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[CountAt..]));
        var body = bytes[HeaderBytes..^Hash32.SizeBytes].ToArray();
        return (new LogRecord(n, previous, stamp, body, new Hash32(bytes[^Hash32.SizeBytes..])), "");
    }
}
