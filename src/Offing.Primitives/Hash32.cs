using System.Buffers.Binary;

namespace Offing.Primitives;

/// <summary>A 32-byte Keccak-256 digest.</summary>
public readonly record struct Hash32
{
    /// <summary>Bytes of a digest.</summary>
    public const int SizeBytes = 32;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    /// <summary>Reads exactly 32 bytes.</summary>
    public Hash32(ReadOnlySpan<byte> bytes)
    {
        Check.That(bytes.Length == SizeBytes);
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>32 zero bytes: the root of an empty tree.</summary>
    public static Hash32 Zero => default;

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    /// <summary>The 32 bytes in a new array.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[SizeBytes];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Parses 64 hexadecimal digits after 0x.</summary>
    /// <exception cref="FormatException">The text is not a 32-byte hexadecimal number.</exception>
    public static Hash32 Parse(string text)
    {
        var bytes = Hex.Decode(text);
        return bytes.Length == SizeBytes
            ? new Hash32(bytes)
            : throw new FormatException($"not 32 bytes: {text}");
    }

    /// <summary>Lower-case hexadecimal with 0x.</summary>
    public override string ToString() => Hex.Encode(ToArray());
}
