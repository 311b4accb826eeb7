using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Offing.Signing.Curve;

/// <summary>The group's order n in words, the least significant first.</summary>
internal static class Scalars
{
    public const ulong Order0 = 0xBFD2_5E8C_D036_4141;
    public const ulong Order1 = 0xBAAE_DCE6_AF48_A03B;
    public const ulong Order2 = 0xFFFF_FFFF_FFFF_FFFE;
    public const ulong Order3 = 0xFFFF_FFFF_FFFF_FFFF;
}

/// <summary>A number below the group's order n, in four words, the least significant first.</summary>
internal readonly struct Scalar
{
    private readonly ulong _0;
    private readonly ulong _1;
    private readonly ulong _2;
    private readonly ulong _3;

    private Scalar(ulong w0, ulong w1, ulong w2, ulong w3) => (_0, _1, _2, _3) = (w0, w1, w2, w3);

    // 2^256 - n: what a carry out of the top word is worth.
    private static ReadOnlySpan<ulong> Folds => [0x402D_A173_2FC9_BEBF, 0x4551_2319_50B7_5FC4, 1];

    public static Scalar One => new(1, 0, 0, 0);

    public bool IsZero => (_0 | _1 | _2 | _3) == 0;

    /// <summary>32 bytes, big-endian, modulo n.</summary>
    public static Scalar Read(ReadOnlySpan<byte> bytes) => Reduced(
        BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]), BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt64BigEndian(bytes));

    /// <summary>32 bytes, big-endian.</summary>
    public void CopyTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], _0);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], _1);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _2);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _3);
    }

    /// <summary>The same number as a coordinate: n is below p.</summary>
    public Field ToField() => new(_0, _1, _2, _3);

    /// <summary>The other number with which it is 1; 0 for 0.</summary>
    public Scalar Inverse()
    {
        var (w0, w1, w2, w3) = ModularInverse.OfOrder.Of(_0, _1, _2, _3);
        return new Scalar(w0, w1, w2, w3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Scalar operator *(in Scalar a, in Scalar b)
    {
        Span<ulong> wide = stackalloc ulong[8];
        wide.Clear();
        Span<ulong> factor = [a._0, a._1, a._2, a._3];
        AddProduct(wide, factor, [b._0, b._1, b._2, b._3]);
        while ((wide[4] | wide[5] | wide[6] | wide[7]) != 0)
        {
            wide[4..].CopyTo(factor);
            wide[4..].Clear();
            AddProduct(wide, factor, Folds);
        }

        return Reduced(wide[0], wide[1], wide[2], wide[3]);
    }

    /// <summary>
    /// Writes it as digits from -2^(bits-1) + 1 to 2^(bits-1), the least significant first: its value is
    /// the sum of digit i times 2^(i bits).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void WriteDigits(Span<short> digits, int bits)
    {
        ReadOnlySpan<ulong> words = [_0, _1, _2, _3, 0, 0];
        var (carry, half) = (0, 1 << (bits - 1));
        for (var i = 0; i < digits.Length; i++)
        {
            var (word, shift) = (i * bits / 64, i * bits % 64);
            var low = words[word] >> shift;
            var high = shift == 0 ? 0 : words[word + 1] << (64 - shift);
            var digit = (int)((low | high) & ((1ul << bits) - 1)) + carry;
            carry = digit > half ? 1 : 0;
            digits[i] = (short)(digit - (carry << bits));
        }
    }

    /// <summary>How many digits <see cref="WriteDigits"/> needs, the last carry included.</summary>
    public static int CountDigits(int bits) => (256 / bits) + 1;

    private static Scalar Reduced(ulong w0, ulong w1, ulong w2, ulong w3)
    {
        var r0 = Words.Subtract(w0, Scalars.Order0, 0, out var borrow);
        var r1 = Words.Subtract(w1, Scalars.Order1, borrow, out borrow);
        var r2 = Words.Subtract(w2, Scalars.Order2, borrow, out borrow);
        var r3 = Words.Subtract(w3, Scalars.Order3, borrow, out borrow);
        return borrow == 0 ? new Scalar(r0, r1, r2, r3) : new Scalar(w0, w1, w2, w3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddProduct(Span<ulong> sum, ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        for (var i = 0; i < a.Length; i++)
        {
            ulong carry = 0;
            for (var j = 0; j < b.Length; j++)
            {
                sum[i + j] = Words.MultiplyAdd(a[i], b[j], sum[i + j], carry, out carry);
            }

            for (var k = i + b.Length; carry != 0; k++)
            {
                sum[k] = Words.Add(sum[k], carry, 0, out carry);
            }
        }
    }
}
