using System.Numerics;
using System.Runtime.CompilerServices;

namespace Offing.Primitives;

/// <summary>Keccak-f[1600]: 24 rounds, unrolled with constant indices so that no bound is checked.</summary>
internal static class KeccakPermutation
{
    public static ReadOnlySpan<ulong> RoundConstants =>
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000, 0x000000000000808B,
        0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008A, 0x0000000000000088,
        0x0000000080008009, 0x000000008000000A, 0x000000008000808B, 0x800000000000008B, 0x8000000000008089,
        0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A,
        0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    /// <summary>Permutes the lanes in place; two rounds a turn, there and back between two states.</summary>
    [SkipLocalsInit]
    public static void Permute(ref KeccakState state)
    {
        // Every lane of the other state is written by a round before a round reads it.
        Unsafe.SkipInit(out KeccakState other);
        for (var i = 0; i < RoundConstants.Length; i += 2)
        {
            Round(in state, ref other, RoundConstants[i]);
            Round(in other, ref state, RoundConstants[i + 1]);
        }
    }

    // Theta, rho and pi gather five lanes of a into b; chi and iota write one row of e.
    private static void Round(in KeccakState a, ref KeccakState e, ulong constant)
    {
        var c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20];
        var c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21];
        var c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22];
        var c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23];
        var c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24];
        var d0 = c4 ^ BitOperations.RotateLeft(c1, 1);
        var d1 = c0 ^ BitOperations.RotateLeft(c2, 1);
        var d2 = c1 ^ BitOperations.RotateLeft(c3, 1);
        var d3 = c2 ^ BitOperations.RotateLeft(c4, 1);
        var d4 = c3 ^ BitOperations.RotateLeft(c0, 1);

        var b0 = a[0] ^ d0;
        var b1 = BitOperations.RotateLeft(a[6] ^ d1, 44);
        var b2 = BitOperations.RotateLeft(a[12] ^ d2, 43);
        var b3 = BitOperations.RotateLeft(a[18] ^ d3, 21);
        var b4 = BitOperations.RotateLeft(a[24] ^ d4, 14);
        e[0] = b0 ^ (~b1 & b2) ^ constant;
        e[1] = b1 ^ (~b2 & b3);
        e[2] = b2 ^ (~b3 & b4);
        e[3] = b3 ^ (~b4 & b0);
        e[4] = b4 ^ (~b0 & b1);

        b0 = BitOperations.RotateLeft(a[3] ^ d3, 28);
        b1 = BitOperations.RotateLeft(a[9] ^ d4, 20);
        b2 = BitOperations.RotateLeft(a[10] ^ d0, 3);
        b3 = BitOperations.RotateLeft(a[16] ^ d1, 45);
        b4 = BitOperations.RotateLeft(a[22] ^ d2, 61);
        e[5] = b0 ^ (~b1 & b2);
        e[6] = b1 ^ (~b2 & b3);
        e[7] = b2 ^ (~b3 & b4);
        e[8] = b3 ^ (~b4 & b0);
        e[9] = b4 ^ (~b0 & b1);

        b0 = BitOperations.RotateLeft(a[1] ^ d1, 1);
        b1 = BitOperations.RotateLeft(a[7] ^ d2, 6);
        b2 = BitOperations.RotateLeft(a[13] ^ d3, 25);
        b3 = BitOperations.RotateLeft(a[19] ^ d4, 8);
        b4 = BitOperations.RotateLeft(a[20] ^ d0, 18);
        e[10] = b0 ^ (~b1 & b2);
        e[11] = b1 ^ (~b2 & b3);
        e[12] = b2 ^ (~b3 & b4);
        e[13] = b3 ^ (~b4 & b0);
        e[14] = b4 ^ (~b0 & b1);

        b0 = BitOperations.RotateLeft(a[4] ^ d4, 27);
        b1 = BitOperations.RotateLeft(a[5] ^ d0, 36);
        b2 = BitOperations.RotateLeft(a[11] ^ d1, 10);
        b3 = BitOperations.RotateLeft(a[17] ^ d2, 15);
        b4 = BitOperations.RotateLeft(a[23] ^ d3, 56);
        e[15] = b0 ^ (~b1 & b2);
        e[16] = b1 ^ (~b2 & b3);
        e[17] = b2 ^ (~b3 & b4);
        e[18] = b3 ^ (~b4 & b0);
        e[19] = b4 ^ (~b0 & b1);

        b0 = BitOperations.RotateLeft(a[2] ^ d2, 62);
        b1 = BitOperations.RotateLeft(a[8] ^ d3, 55);
        b2 = BitOperations.RotateLeft(a[14] ^ d4, 39);
        b3 = BitOperations.RotateLeft(a[15] ^ d0, 41);
        b4 = BitOperations.RotateLeft(a[21] ^ d1, 2);
        e[20] = b0 ^ (~b1 & b2);
        e[21] = b1 ^ (~b2 & b3);
        e[22] = b2 ^ (~b3 & b4);
        e[23] = b3 ^ (~b4 & b0);
        e[24] = b4 ^ (~b0 & b1);
    }
}
