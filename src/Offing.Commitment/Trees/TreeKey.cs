using System.Buffers.Binary;
using System.Numerics;
using Offing.Primitives;

namespace Offing.Commitment.Trees;

/// <summary>
/// A key of at most 24 bytes, left-aligned: bit 0 is the most significant of the first byte. Its width
/// belongs to the tree (<see cref="TreeShape"/>), so keys are only compared inside one tree. Ordered as
/// big-endian.
/// </summary>
public readonly record struct TreeKey : IComparable<TreeKey>
{
    /// <summary>Widest key that fits.</summary>
    public const int MaxBytes = 24;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;

    /// <summary>Reads 1 to <see cref="MaxBytes"/> bytes.</summary>
    public TreeKey(ReadOnlySpan<byte> bytes)
    {
        Check.That(bytes.Length is > 0 and <= MaxBytes);
        Span<byte> wide = stackalloc byte[MaxBytes];
        wide.Clear();
        bytes.CopyTo(wide);
        _a = BinaryPrimitives.ReadUInt64BigEndian(wide);
        _b = BinaryPrimitives.ReadUInt64BigEndian(wide[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(wide[16..]);
    }

    /// <summary>The 160 bits of an address.</summary>
    public static TreeKey Of(Address address)
    {
        Span<byte> bytes = stackalloc byte[Address.SizeBytes];
        address.CopyTo(bytes);
        return new TreeKey(bytes);
    }

    /// <summary>The 32 bits of a market.</summary>
    public static TreeKey Of(MarketId market)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, market.Value);
        return new TreeKey(bytes);
    }

    /// <summary>A market and one more byte: the side of a book, or a publisher.</summary>
    public static TreeKey Of(MarketId market, byte part)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint) + 1];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, market.Value);
        bytes[^1] = part;
        return new TreeKey(bytes);
    }

    /// <summary>Bit <paramref name="index"/>, counted from the most significant.</summary>
    public bool Bit(int index)
    {
        Check.That(index is >= 0 and < MaxBytes * 8);
        var lane = index < 64 ? _a : index < 128 ? _b : _c;
        return (lane >> (63 - (index & 63)) & 1) != 0;
    }

    /// <summary>Index of the first bit in which two keys differ, or -1 when they are equal.</summary>
    public int FirstDifference(TreeKey other)
    {
        if (_a != other._a)
        {
            return BitOperations.LeadingZeroCount(_a ^ other._a);
        }

        if (_b != other._b)
        {
            return 64 + BitOperations.LeadingZeroCount(_b ^ other._b);
        }

        return _c == other._c ? -1 : 128 + BitOperations.LeadingZeroCount(_c ^ other._c);
    }

    /// <summary>Writes as many leading bytes of the key as <paramref name="destination"/> holds.</summary>
    public void CopyTo(Span<byte> destination)
    {
        Span<byte> wide = stackalloc byte[MaxBytes];
        BinaryPrimitives.WriteUInt64BigEndian(wide, _a);
        BinaryPrimitives.WriteUInt64BigEndian(wide[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(wide[16..], _c);
        wide[..destination.Length].CopyTo(destination);
    }

    /// <inheritdoc/>
    public int CompareTo(TreeKey other)
    {
        var order = _a.CompareTo(other._a);
        order = order != 0 ? order : _b.CompareTo(other._b);
        return order != 0 ? order : _c.CompareTo(other._c);
    }
}
