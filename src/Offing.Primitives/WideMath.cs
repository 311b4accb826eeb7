using System.Numerics;
using System.Runtime.CompilerServices;

namespace Offing.Primitives;

/// <summary>Products in 128 bits with one checked division at the end, the rounding in the name.</summary>
public static class WideMath
{
    /// <summary>a x b, exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int128 Product(long a, long b)
    {
        var high = Math.BigMul(a, b, out var low);
        return new Int128(unchecked((ulong)high), unchecked((ulong)low));
    }

    /// <summary>floor(a x b / divisor) for a divisor over zero.</summary>
    /// <exception cref="OverflowException">The quotient is outside 64 bits.</exception>
    public static long MulDivFloor(long a, long b, long divisor) =>
        checked((long)FloorDiv(Product(a, b), divisor));

    /// <summary>ceil(a x b / divisor) for a divisor over zero.</summary>
    /// <exception cref="OverflowException">The quotient is outside 64 bits.</exception>
    public static long MulDivCeiling(long a, long b, long divisor) =>
        checked((long)CeilingDiv(Product(a, b), divisor));

    /// <summary>Quotient rounded towards minus infinity, for a divisor over zero.</summary>
    public static Int128 FloorDiv(Int128 dividend, Int128 divisor)
    {
        Check.That(divisor > 0);
        if (IsLong(dividend) && IsLong(divisor))
        {
            var (near, rest) = Math.DivRem((long)dividend, (long)divisor);
            return rest < 0 ? near - 1 : near;
        }

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

    /// <inheritdoc cref="CeilingDiv(Int128, Int128)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int128 CeilingDiv(Int128 dividend, long divisor)
    {
        if (!IsLong(dividend) || divisor <= 0)
        {
            return CeilingDiv(dividend, (Int128)divisor);
        }

        var (near, rest) = Math.DivRem(unchecked((long)dividend), divisor);
        return rest > 0 ? near + 1 : near;
    }

    // Nearly every value of a real venue is: the division in hardware is ten times as fast as that of 128
    // bits. The quotient by a divisor over zero cannot leave 64 bits, and nor can its neighbour, for the
    // divisor is then over one.
    private static bool IsLong(Int128 value) => value == unchecked((long)value);

    /// <summary>floor(a x b x c / (d x e)) for d x e over zero, over products of any width.</summary>
    /// <exception cref="OverflowException">The quotient is outside 128 bits.</exception>
    public static Int128 MulDivFloor(Int128 a, Int128 b, Int128 c, Int128 d, Int128 e)
    {
        var divisor = (BigInteger)d * e;
        Check.That(divisor.Sign > 0);
        var quotient = BigInteger.DivRem((BigInteger)a * b * c, divisor, out var remainder);
        return (Int128)(remainder.Sign < 0 ? quotient - 1 : quotient);
    }

    /// <summary>The sign of a x b - c x d, over products of any width.</summary>
    public static int CompareProducts(Int128 a, Int128 b, Int128 c, Int128 d) =>
        ((BigInteger)a * b).CompareTo((BigInteger)c * d);
}
