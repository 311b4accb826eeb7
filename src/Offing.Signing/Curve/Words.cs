using System.Runtime.CompilerServices;

namespace Offing.Signing.Curve;

/// <summary>Steps of arithmetic on numbers of several 64-bit words.</summary>
internal static class Words
{
    /// <summary>a + b + carry; both carries are 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(ulong a, ulong b, ulong carry, out ulong carryOut)
    {
        unchecked
        {
            var sum = a + b;
            var first = sum < a ? 1ul : 0;
            var all = sum + carry;
            carryOut = first + (all < sum ? 1ul : 0);
            return all;
        }
    }

    /// <summary>a - b - borrow; both borrows are 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Subtract(ulong a, ulong b, ulong borrow, out ulong borrowOut)
    {
        unchecked
        {
            var difference = a - b;
            var first = a < b ? 1ul : 0;
            borrowOut = first + (difference < borrow ? 1ul : 0);
            return difference - borrow;
        }
    }

    /// <summary>a x b + c + d, which always fits in two words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplyAdd(ulong a, ulong b, ulong c, ulong d, out ulong high)
    {
        unchecked
        {
            var upper = Math.BigMul(a, b, out var low);
            low += c;
            upper += low < c ? 1ul : 0;
            low += d;
            high = upper + (low < d ? 1ul : 0);
            return low;
        }
    }
}
