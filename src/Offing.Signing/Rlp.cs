using System.Buffers.Binary;

namespace Offing.Signing;

/// <summary>Recursive length prefixes, Ethereum's encoding of transactions; encoding only.</summary>
public static class Rlp
{
    private const byte ShortString = 0x80;
    private const byte ShortList = 0xC0;
    private const int LongestShort = 55;

    /// <summary>A string of bytes.</summary>
    public static byte[] Bytes(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 1 && bytes[0] < ShortString
            ? [bytes[0]]
            : [.. Prefix(ShortString, bytes.Length), .. bytes];

    /// <summary>An unsigned number: big-endian without leading zeros, zero being empty.</summary>
    public static byte[] Number(UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return Bytes(bytes.TrimStart((byte)0));
    }

    /// <summary>A list of items that are encoded already.</summary>
    public static byte[] List(params ReadOnlySpan<byte[]> items)
    {
        var length = 0;
        foreach (var item in items)
        {
            length += item.Length;
        }

        var prefix = Prefix(ShortList, length);
        var list = new byte[prefix.Length + length];
        prefix.CopyTo(list, 0);
        var position = prefix.Length;
        foreach (var item in items)
        {
            item.CopyTo(list, position);
            position += item.Length;
        }

        return list;
    }

    private static byte[] Prefix(byte offset, int length)
    {
        if (length <= LongestShort)
        {
            return [(byte)(offset + length)];
        }

        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        var digits = bytes.TrimStart((byte)0);
        return [(byte)(offset + LongestShort + digits.Length), .. digits];
    }
}
