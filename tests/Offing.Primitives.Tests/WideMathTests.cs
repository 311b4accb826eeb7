using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Offing.Primitives;

namespace Offing.Primitives.Tests;

public sealed class WideMathTests
{
    // The generator's own numbers are small; these reach every corner of 64 bits.
    private static readonly Gen<long> Any64 =
        ArbMap.Default.GeneratorFor<DoNotSize<long>>().Select(n => n.Item);

    private static readonly Arbitrary<long> WholeRange = Gen.OneOf(
        ArbMap.Default.GeneratorFor<long>(),
        Any64,
        Gen.Elements(long.MinValue, long.MinValue + 1, -1L, 0L, 1L, long.MaxValue))
        .ToArbitrary();

    private static readonly Arbitrary<long> Positive = Gen.OneOf(
        Any64.Select(n => (n & long.MaxValue) | 1),
        Gen.Choose(1, 10).Select(n => (long)n),
        Gen.Elements(1L, Nano.One, long.MaxValue)).ToArbitrary();

    [Fact]
    [Trait("rule", "ENG-UNI-003")]
    public void The_floor_agrees_with_unbounded_integers() =>
        Prop.ForAll(WholeRange, WholeRange, Positive, (a, b, divisor) =>
            SameOrBothRefused(Floor((BigInteger)a * b, divisor), () => WideMath.MulDivFloor(a, b, divisor)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    [Trait("rule", "ENG-UNI-003")]
    public void The_ceiling_agrees_with_unbounded_integers() =>
        Prop.ForAll(WholeRange, WholeRange, Positive, (a, b, divisor) =>
            SameOrBothRefused(-Floor(-(BigInteger)a * b, divisor),
                () => WideMath.MulDivCeiling(a, b, divisor)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Theory]
    [InlineData(7, 1, 2, 3, 4)]
    [InlineData(-7, 1, 2, -4, -3)]
    [InlineData(6, 1, 2, 3, 3)]
    [InlineData(-6, 1, 2, -3, -3)]
    [InlineData(0, 5, 3, 0, 0)]
    [InlineData(long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue)]
    [InlineData(long.MinValue, 1, 1, long.MinValue, long.MinValue)]
    [Trait("rule", "ENG-UNI-004")]
    public void The_direction_of_rounding_does_not_depend_on_the_sign(
        long a, long b, long divisor, long floor, long ceiling)
    {
        Assert.Equal(floor, WideMath.MulDivFloor(a, b, divisor));
        Assert.Equal(ceiling, WideMath.MulDivCeiling(a, b, divisor));
    }

    [Fact]
    public void A_quotient_outside_64_bits_is_refused()
    {
        Assert.Throws<OverflowException>(() => WideMath.MulDivFloor(long.MaxValue, 2, 1));
        Assert.Throws<OverflowException>(() => WideMath.MulDivCeiling(long.MinValue, 2, 1));
    }

    [Fact]
    public void A_divisor_of_zero_or_less_is_our_bug()
    {
        Assert.Throws<AssertionFailedException>(() => WideMath.MulDivFloor(1, 1, 0));
        Assert.Throws<AssertionFailedException>(() => WideMath.MulDivCeiling(1, 1, -1));
    }

    private static BigInteger Floor(BigInteger dividend, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(dividend, divisor, out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    private static bool SameOrBothRefused(BigInteger expected, Func<long> actual)
    {
        var fits = expected >= long.MinValue && expected <= long.MaxValue;
        try
        {
            return actual() == expected && fits;
        }
        catch (OverflowException)
        {
            return !fits;
        }
    }
}
