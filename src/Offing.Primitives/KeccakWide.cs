using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Offing.Primitives;

/// <summary>Eight states side by side: lane by lane what <see cref="KeccakPermutation"/> does.</summary>
internal static class KeccakWide
{
    private const byte Xor3 = 0x96;
    private const byte AndNotXor = 0xD2;
    private const byte Even = 0b10_00_10_00;
    private const byte Odd = 0b11_01_11_01;
    private const int Turned = 8;

    /// <summary>Takes a block of each of eight strings. Only where AVX-512 is there.</summary>
    /// <param name="bytes">Blocks at the distance <paramref name="stride"/> of each other.</param>
    public static void Absorb(ref KeccakWideState state, ReadOnlySpan<byte> bytes, int stride)
    {
        Absorb(ref state, 0, bytes, stride);
        Absorb(ref state, Turned, bytes[(Turned * sizeof(ulong))..], stride);
        const int last = (KeccakSponge.RateBytes / sizeof(ulong)) - 1;
        var at = bytes[(last * sizeof(ulong))..];
        state[last] ^= Vector512.Create(
            Word(at), Word(at[stride..]), Word(at[(2 * stride)..]), Word(at[(3 * stride)..]),
            Word(at[(4 * stride)..]), Word(at[(5 * stride)..]), Word(at[(6 * stride)..]),
            Word(at[(7 * stride)..]));
        Permute(ref state);
    }

    // Eight words of each: the rows of a square become its columns.
    private static void Absorb(ref KeccakWideState state, int lane, ReadOnlySpan<byte> bytes, int stride)
    {
        var (a, b) = (Row(bytes), Row(bytes[stride..]));
        var (c, d) = (Row(bytes[(2 * stride)..]), Row(bytes[(3 * stride)..]));
        var (e, f) = (Row(bytes[(4 * stride)..]), Row(bytes[(5 * stride)..]));
        var (g, h) = (Row(bytes[(6 * stride)..]), Row(bytes[(7 * stride)..]));
        Turn(
            ref state, lane, Avx512F.UnpackLow(a, b), Avx512F.UnpackLow(c, d), Avx512F.UnpackLow(e, f),
            Avx512F.UnpackLow(g, h));
        Turn(
            ref state, lane + 1, Avx512F.UnpackHigh(a, b), Avx512F.UnpackHigh(c, d),
            Avx512F.UnpackHigh(e, f), Avx512F.UnpackHigh(g, h));
    }

    // Of pairs of words: every second lane from the given one on.
    private static void Turn(
        ref KeccakWideState state, int lane, Vector512<ulong> ab, Vector512<ulong> cd, Vector512<ulong> ef,
        Vector512<ulong> gh)
    {
        var (evenLow, oddLow) = (Avx512F.Shuffle4x128(ab, cd, Even), Avx512F.Shuffle4x128(ab, cd, Odd));
        var (evenHigh, oddHigh) = (Avx512F.Shuffle4x128(ef, gh, Even), Avx512F.Shuffle4x128(ef, gh, Odd));
        state[lane] ^= Avx512F.Shuffle4x128(evenLow, evenHigh, Even);
        state[lane + 2] ^= Avx512F.Shuffle4x128(oddLow, oddHigh, Even);
        state[lane + 4] ^= Avx512F.Shuffle4x128(evenLow, evenHigh, Odd);
        state[lane + 6] ^= Avx512F.Shuffle4x128(oddLow, oddHigh, Odd);
    }

    private static Vector512<ulong> Row(ReadOnlySpan<byte> bytes) => Vector512.Create(bytes).AsUInt64();

    private static ulong Word(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    /// <summary>Permutes all eight in place. Only where AVX-512 is there.</summary>
    [SkipLocalsInit]
    public static void Permute(ref KeccakWideState state)
    {
        // Every lane of the other state is written by a round before a round reads it.
        Unsafe.SkipInit(out KeccakWideState other);
        var constants = KeccakPermutation.RoundConstants;
        for (var i = 0; i < constants.Length; i += 2)
        {
            Round(in state, ref other, constants[i]);
            Round(in other, ref state, constants[i + 1]);
        }
    }

    private static void Round(in KeccakWideState a, ref KeccakWideState e, ulong constant)
    {
        var c0 = Sum(a[0], a[5], a[10], a[15], a[20]);
        var c1 = Sum(a[1], a[6], a[11], a[16], a[21]);
        var c2 = Sum(a[2], a[7], a[12], a[17], a[22]);
        var c3 = Sum(a[3], a[8], a[13], a[18], a[23]);
        var c4 = Sum(a[4], a[9], a[14], a[19], a[24]);
        var d0 = c4 ^ Avx512F.RotateLeft(c1, 1);
        var d1 = c0 ^ Avx512F.RotateLeft(c2, 1);
        var d2 = c1 ^ Avx512F.RotateLeft(c3, 1);
        var d3 = c2 ^ Avx512F.RotateLeft(c4, 1);
        var d4 = c3 ^ Avx512F.RotateLeft(c0, 1);

        var b0 = a[0] ^ d0;
        var b1 = Avx512F.RotateLeft(a[6] ^ d1, 44);
        var b2 = Avx512F.RotateLeft(a[12] ^ d2, 43);
        var b3 = Avx512F.RotateLeft(a[18] ^ d3, 21);
        var b4 = Avx512F.RotateLeft(a[24] ^ d4, 14);
        e[0] = Chi(b0, b1, b2) ^ Vector512.Create(constant);
        e[1] = Chi(b1, b2, b3);
        e[2] = Chi(b2, b3, b4);
        e[3] = Chi(b3, b4, b0);
        e[4] = Chi(b4, b0, b1);

        b0 = Avx512F.RotateLeft(a[3] ^ d3, 28);
        b1 = Avx512F.RotateLeft(a[9] ^ d4, 20);
        b2 = Avx512F.RotateLeft(a[10] ^ d0, 3);
        b3 = Avx512F.RotateLeft(a[16] ^ d1, 45);
        b4 = Avx512F.RotateLeft(a[22] ^ d2, 61);
        e[5] = Chi(b0, b1, b2);
        e[6] = Chi(b1, b2, b3);
        e[7] = Chi(b2, b3, b4);
        e[8] = Chi(b3, b4, b0);
        e[9] = Chi(b4, b0, b1);

        b0 = Avx512F.RotateLeft(a[1] ^ d1, 1);
        b1 = Avx512F.RotateLeft(a[7] ^ d2, 6);
        b2 = Avx512F.RotateLeft(a[13] ^ d3, 25);
        b3 = Avx512F.RotateLeft(a[19] ^ d4, 8);
        b4 = Avx512F.RotateLeft(a[20] ^ d0, 18);
        e[10] = Chi(b0, b1, b2);
        e[11] = Chi(b1, b2, b3);
        e[12] = Chi(b2, b3, b4);
        e[13] = Chi(b3, b4, b0);
        e[14] = Chi(b4, b0, b1);

        b0 = Avx512F.RotateLeft(a[4] ^ d4, 27);
        b1 = Avx512F.RotateLeft(a[5] ^ d0, 36);
        b2 = Avx512F.RotateLeft(a[11] ^ d1, 10);
        b3 = Avx512F.RotateLeft(a[17] ^ d2, 15);
        b4 = Avx512F.RotateLeft(a[23] ^ d3, 56);
        e[15] = Chi(b0, b1, b2);
        e[16] = Chi(b1, b2, b3);
        e[17] = Chi(b2, b3, b4);
        e[18] = Chi(b3, b4, b0);
        e[19] = Chi(b4, b0, b1);

        b0 = Avx512F.RotateLeft(a[2] ^ d2, 62);
        b1 = Avx512F.RotateLeft(a[8] ^ d3, 55);
        b2 = Avx512F.RotateLeft(a[14] ^ d4, 39);
        b3 = Avx512F.RotateLeft(a[15] ^ d0, 41);
        b4 = Avx512F.RotateLeft(a[21] ^ d1, 2);
        e[20] = Chi(b0, b1, b2);
        e[21] = Chi(b1, b2, b3);
        e[22] = Chi(b2, b3, b4);
        e[23] = Chi(b3, b4, b0);
        e[24] = Chi(b4, b0, b1);
    }

    private static Vector512<ulong> Sum(
        Vector512<ulong> a, Vector512<ulong> b, Vector512<ulong> c, Vector512<ulong> d, Vector512<ulong> e) =>
        Avx512F.TernaryLogic(Avx512F.TernaryLogic(a, b, c, Xor3), d, e, Xor3);

    private static Vector512<ulong> Chi(Vector512<ulong> a, Vector512<ulong> b, Vector512<ulong> c) =>
        Avx512F.TernaryLogic(a, b, c, AndNotXor);
}

/// <summary>The 25 lanes of eight states.</summary>
[InlineArray(25)]
internal struct KeccakWideState
{
    private Vector512<ulong> _lane0;
}
