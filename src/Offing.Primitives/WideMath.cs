using System.Numerics;

namespace Offing.Primitives;

/// <summary>Products in 128 bits with one checked division at the end, the rounding in the name.</summary>
public static class WideMath
{
    /// <summary>floor(a x b / divisor) for a divisor over zero.</summary>
    /// <exception cref="OverflowException">The quotient is outside 64 bits.</exception>
    public static long MulDivFloor(long a, long b, long divisor) =>
        checked((long)FloorDiv((Int128)a * b, divisor));

    /// <summary>ceil(a x b / divisor) for a divisor over zero.</summary>
    /// <exception cref="OverflowException">The quotient is outside 64 bits.</exception>
    public static long MulDivCeiling(long a, long b, long divisor) =>
        checked((long)CeilingDiv((Int128)a * b, divisor));

    /// <summary>Quotient rounded towards minus infinity, for a divisor over zero.</summary>
    public static Int128 FloorDiv(Int128 dividend, Int128 divisor)
    {
        Check.That(divisor > 0);
        var (quotient, remainder) = Int128.DivRem(dividend, divisor);
        return remainder < 0 ? quotient - 1 : quotient;
    }

    /// <summary>Quotient rounded towards plus infinity, for a divisor over zero.</summary>
    public static Int128 CeilingDiv(Int128 dividend, Int128 divisor)
    {
        Check.That(divisor > 0);
        var (quotient, remainder) = Int128.DivRem(dividend, divisor);
        return remainder > 0 ? quotient + 1 : quotient;
    }

    /// <summary>The sign of a x b - c x d, over products of any width.</summary>
    public static int CompareProducts(Int128 a, Int128 b, Int128 c, Int128 d) =>
        ((BigInteger)a * b).CompareTo((BigInteger)c * d);
}
