using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Offing.Signing.Curve;

/// <summary>
/// A coordinate: a number modulo p = 2^256 - 2^32 - 977, in four words, the least significant first. Any
/// number below 2^256 stands for its residue, so that only comparisons need the one below p.
/// </summary>
internal readonly struct Field(ulong w0, ulong w1, ulong w2, ulong w3)
{
    // 2^256 modulo p: what a carry out of the top word is worth.
    private const ulong Fold = 0x1_0000_03D1;
    private const ulong LowestOfP = 0xFFFF_FFFE_FFFF_FC2F;

    private readonly ulong _0 = w0;
    private readonly ulong _1 = w1;
    private readonly ulong _2 = w2;
    private readonly ulong _3 = w3;

    public static Field One => new(1, 0, 0, 0);

    public bool IsZero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (_0 | _1 | _2 | _3) == 0 || ((_1 & _2 & _3) == ulong.MaxValue && _0 == LowestOfP);
    }

    public bool IsOne => _0 == 1 && (_1 | _2 | _3) == 0;

    /// <summary>Whether the number below p is odd.</summary>
    public bool IsOdd => (Reduced()._0 & 1) != 0;

    /// <summary>32 bytes, big-endian.</summary>
    public static Field Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]), BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt64BigEndian(bytes));

    /// <summary>32 bytes of the number below p, big-endian.</summary>
    public void CopyTo(Span<byte> bytes)
    {
        var value = Reduced();
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], value._0);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], value._1);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], value._2);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value._3);
    }

    public static bool AreEqual(in Field a, in Field b) => (a - b).IsZero;

    /// <summary>The other number with which it is 1; 0 for 0.</summary>
    public Field Inverse()
    {
        var value = Reduced();
        var (w0, w1, w2, w3) = ModularInverse.OfField.Of(value._0, value._1, value._2, value._3);
        return new Field(w0, w1, w2, w3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Field operator +(in Field a, in Field b)
    {
        unchecked
        {
            var w0 = a._0 + b._0;
            var carry = w0 < a._0 ? 1ul : 0;
            var sum = a._1 + b._1;
            var w1 = sum + carry;
            carry = (sum < a._1 ? 1ul : 0) + (w1 < sum ? 1ul : 0);
            sum = a._2 + b._2;
            var w2 = sum + carry;
            carry = (sum < a._2 ? 1ul : 0) + (w2 < sum ? 1ul : 0);
            sum = a._3 + b._3;
            var w3 = sum + carry;
            carry = (sum < a._3 ? 1ul : 0) + (w3 < sum ? 1ul : 0);
            return Carry(w0, w1, w2, w3, carry);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Field operator -(in Field a, in Field b)
    {
        unchecked
        {
            var w0 = a._0 - b._0;
            var borrow = a._0 < b._0 ? 1ul : 0;
            var rest = a._1 - b._1;
            var w1 = rest - borrow;
            borrow = (a._1 < b._1 ? 1ul : 0) + (rest < borrow ? 1ul : 0);
            rest = a._2 - b._2;
            var w2 = rest - borrow;
            borrow = (a._2 < b._2 ? 1ul : 0) + (rest < borrow ? 1ul : 0);
            rest = a._3 - b._3;
            var w3 = rest - borrow;
            borrow = (a._3 < b._3 ? 1ul : 0) + (rest < borrow ? 1ul : 0);
            // A borrow took 2^256 too much, which is Fold.
            var over = Fold & (0 - borrow);
            return w0 >= over ? new Field(w0 - over, w1, w2, w3) : Borrow(w0, w1, w2, w3);
        }
    }

    public static Field operator -(in Field a) => default(Field) - a;

    // Optimised at once: in the first tier this is five times slower, and a venue that starts has no time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Field operator *(in Field a, in Field b)
    {
        ulong carry;
        var r0 = Words.MultiplyAdd(a._0, b._0, 0, 0, out carry);
        var r1 = Words.MultiplyAdd(a._0, b._1, 0, carry, out carry);
        var r2 = Words.MultiplyAdd(a._0, b._2, 0, carry, out carry);
        var r3 = Words.MultiplyAdd(a._0, b._3, 0, carry, out carry);
        var r4 = carry;
        r1 = Words.MultiplyAdd(a._1, b._0, r1, 0, out carry);
        r2 = Words.MultiplyAdd(a._1, b._1, r2, carry, out carry);
        r3 = Words.MultiplyAdd(a._1, b._2, r3, carry, out carry);
        r4 = Words.MultiplyAdd(a._1, b._3, r4, carry, out carry);
        var r5 = carry;
        r2 = Words.MultiplyAdd(a._2, b._0, r2, 0, out carry);
        r3 = Words.MultiplyAdd(a._2, b._1, r3, carry, out carry);
        r4 = Words.MultiplyAdd(a._2, b._2, r4, carry, out carry);
        r5 = Words.MultiplyAdd(a._2, b._3, r5, carry, out carry);
        var r6 = carry;
        r3 = Words.MultiplyAdd(a._3, b._0, r3, 0, out carry);
        r4 = Words.MultiplyAdd(a._3, b._1, r4, carry, out carry);
        r5 = Words.MultiplyAdd(a._3, b._2, r5, carry, out carry);
        r6 = Words.MultiplyAdd(a._3, b._3, r6, carry, out carry);
        return Folded(r0, r1, r2, r3, r4, r5, r6, carry);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Field Square()
    {
        unchecked
        {
            ulong carry;
            var r1 = Words.MultiplyAdd(_0, _1, 0, 0, out carry);
            var r2 = Words.MultiplyAdd(_0, _2, 0, carry, out carry);
            var r3 = Words.MultiplyAdd(_0, _3, 0, carry, out carry);
            var r4 = carry;
            r3 = Words.MultiplyAdd(_1, _2, r3, 0, out carry);
            r4 = Words.MultiplyAdd(_1, _3, r4, carry, out carry);
            var r5 = Words.MultiplyAdd(_2, _3, 0, carry, out carry);
            var r6 = carry;
            var r7 = r6 >> 63;
            r6 = (r6 << 1) | (r5 >> 63);
            r5 = (r5 << 1) | (r4 >> 63);
            r4 = (r4 << 1) | (r3 >> 63);
            r3 = (r3 << 1) | (r2 >> 63);
            r2 = (r2 << 1) | (r1 >> 63);
            r1 <<= 1;
            var high = Math.BigMul(_0, _0, out var r0);
            r1 = Words.Add(r1, high, 0, out carry);
            high = Math.BigMul(_1, _1, out var low);
            r2 = Words.Add(r2, low, carry, out carry);
            r3 = Words.Add(r3, high, carry, out carry);
            high = Math.BigMul(_2, _2, out low);
            r4 = Words.Add(r4, low, carry, out carry);
            r5 = Words.Add(r5, high, carry, out carry);
            high = Math.BigMul(_3, _3, out low);
            r6 = Words.Add(r6, low, carry, out carry);
            r7 += high + carry;
            return Folded(r0, r1, r2, r3, r4, r5, r6, r7);
        }
    }

    // The upper half is worth Fold for each 2^256: at most 34 bits are then left above, which go down too.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Field Folded(
        ulong r0, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5, ulong r6, ulong r7)
    {
        r0 = Words.MultiplyAdd(r4, Fold, r0, 0, out var carry);
        r1 = Words.MultiplyAdd(r5, Fold, r1, carry, out carry);
        r2 = Words.MultiplyAdd(r6, Fold, r2, carry, out carry);
        r3 = Words.MultiplyAdd(r7, Fold, r3, carry, out carry);
        var high = Math.BigMul(carry, Fold, out var low);
        r0 = Words.Add(r0, low, 0, out carry);
        r1 = Words.Add(r1, high, carry, out carry);
        r2 = Words.Add(r2, 0, carry, out carry);
        r3 = Words.Add(r3, 0, carry, out carry);
        return Carry(r0, r1, r2, r3, carry);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Field Carry(ulong w0, ulong w1, ulong w2, ulong w3, ulong carry)
    {
        unchecked
        {
            var more = Fold & (0 - carry);
            var sum = w0 + more;
            return sum >= more ? new Field(sum, w1, w2, w3) : CarryOn(sum, w1, w2, w3);
        }
    }

    // One in 2^31: adding Fold for a carry carries into the next word. Should it carry out of the top word,
    // then what is left is small, and Fold is added once more.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Field CarryOn(ulong w0, ulong w1, ulong w2, ulong w3)
    {
        w1 = Words.Add(w1, 1, 0, out var carry);
        w2 = Words.Add(w2, 0, carry, out carry);
        w3 = Words.Add(w3, 0, carry, out carry);
        return new Field(w0 + (Fold * carry), w1, w2, w3);
    }

    // One in 2^31: taking Fold back borrows; the same the other way round.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Field Borrow(ulong w0, ulong w1, ulong w2, ulong w3)
    {
        w0 = Words.Subtract(w0, Fold, 0, out var borrow);
        w1 = Words.Subtract(w1, 0, borrow, out borrow);
        w2 = Words.Subtract(w2, 0, borrow, out borrow);
        w3 = Words.Subtract(w3, 0, borrow, out borrow);
        return new Field(w0 - (Fold * borrow), w1, w2, w3);
    }

    private Field Reduced() => (_1 & _2 & _3) == ulong.MaxValue && _0 >= LowestOfP
        ? new Field(_0 - LowestOfP, 0, 0, 0)
        : this;
}
