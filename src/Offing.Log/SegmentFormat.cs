using System.Buffers.Binary;
using System.Globalization;
using Offing.Primitives;

namespace Offing.Log;

/// <summary>Name and header of a segment file (spec/log.md).</summary>
public static class SegmentFormat
{
    /// <summary>Bytes before the first record; the last 32 are the hash that it chains to.</summary>
    public const int HeaderBytes = 80;

    private const string Prefix = "log-";
    private const string Suffix = ".seg";
    private const int Digits = 20;
    private const int FirstAt = 8;
    private const int CheckAt = 16;
    private const int PreviousAt = 48;

    private static ReadOnlySpan<byte> Magic => "OFFLOG01"u8;

    /// <summary>The file whose first record is <paramref name="first"/>; names sort as numbers do.</summary>
    public static string NameOf(ulong first) =>
        Prefix + first.ToString("D20", CultureInfo.InvariantCulture) + Suffix;

    /// <summary>The number of the first record, when the name is a segment's.</summary>
    public static bool TryParseName(string name, out ulong first)
    {
        first = 0;
        return name.Length == Prefix.Length + Digits + Suffix.Length
            && name.StartsWith(Prefix, StringComparison.Ordinal)
            && name.EndsWith(Suffix, StringComparison.Ordinal)
            && ulong.TryParse(
                name.AsSpan(Prefix.Length, Digits),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out first)
            && first > 0;
    }

    /// <summary>The header's bytes.</summary>
    public static byte[] Encode(ulong first, Hash32 previous)
    {
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(FirstAt), first);
        previous.CopyTo(header.AsSpan(PreviousAt));
        CheckOf(header).CopyTo(header.AsSpan(CheckAt));
        return header;
    }

    /// <summary>Whether this is the header of a segment that begins at <paramref name="first"/>.</summary>
    public static bool Holds(ReadOnlySpan<byte> header, ulong first) =>
        header.Length == HeaderBytes
        && header.StartsWith(Magic)
        && BinaryPrimitives.ReadUInt64BigEndian(header[FirstAt..]) == first
        && CheckOf(header) == new Hash32(header.Slice(CheckAt, Hash32.SizeBytes));

    private static Hash32 CheckOf(ReadOnlySpan<byte> header) =>
        Keccak.Hash(header[..CheckAt], header.Slice(PreviousAt, Hash32.SizeBytes));
}
