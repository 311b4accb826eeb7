using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Offing.Primitives;

/// <summary>A 20-byte account or key address, as on Ethereum. Ordered as a big-endian number.</summary>
public readonly record struct Address : IComparable<Address>
{
    /// <summary>Bytes of an address.</summary>
    public const int SizeBytes = 20;

    private readonly ulong _high;
    private readonly ulong _middle;
    private readonly uint _low;

    /// <summary>Reads exactly 20 bytes.</summary>
    public Address(ReadOnlySpan<byte> bytes)
    {
        Check.That(bytes.Length == SizeBytes);
        _high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _middle = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _low = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    /// <summary>The address of zeros, which nobody holds.</summary>
    public static Address Zero => default;

    /// <summary>Whether this is <see cref="Zero"/>.</summary>
    public bool IsZero => this == default;

    /// <summary>Writes the 20 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _middle);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], _low);
    }

    /// <summary>The 20 bytes in a new array.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[SizeBytes];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>The address of an account that no key controls: the last 20 bytes of keccak(name).</summary>
    public static Address OfSystem(string name) =>
        new(Keccak.Hash(System.Text.Encoding.ASCII.GetBytes(name)).ToArray().AsSpan(12));

    /// <summary>Parses 40 hexadecimal digits of either case after 0x; checksums are not looked at.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Address address)
    {
        address = default;
        if (text is not { Length: 42 } || !text.StartsWith("0x", StringComparison.Ordinal)
            || !Hex.TryDecode(text, out var bytes))
        {
            return false;
        }

        address = new Address(bytes);
        return true;
    }

    /// <summary>Parses an address that this program itself wrote.</summary>
    /// <exception cref="FormatException">The text is not an address.</exception>
    public static Address Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"not an address: {text}");

    /// <inheritdoc/>
    public int CompareTo(Address other)
    {
        var order = _high.CompareTo(other._high);
        order = order != 0 ? order : _middle.CompareTo(other._middle);
        return order != 0 ? order : _low.CompareTo(other._low);
    }

    /// <summary>Lower-case hexadecimal with 0x.</summary>
    public override string ToString() => Hex.Encode(ToArray());
}
