using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Offing.Protocol.Wire;

namespace Offing.Protocol.Tests.Wire;

public sealed class WireDecimalTests
{
    private static readonly Gen<ulong> Any64 = Gen.OneOf(
        ArbMap.Default.GeneratorFor<DoNotSize<ulong>>().Select(n => n.Item),
        Gen.Choose(0, 2_000).Select(n => (ulong)n),
        Gen.Choose(0, 19).Select(n => (ulong)BigInteger.Pow(10, n)),
        Gen.Elements(0ul, ulong.MaxValue, ulong.MaxValue - 1));

    private static readonly Gen<int> Scales = Gen.Choose(0, WireDecimal.MaxScale);

    private static readonly Arbitrary<WireDecimal> Decimals = Any64
        .SelectMany(_ => Scales, (n, scale) => new WireDecimal(n, (byte)scale))
        .ToArbitrary();

    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2_000);

    [Fact]
    public void A_text_is_read_back_to_the_same_value_and_scale() =>
        Prop.ForAll(Decimals, value =>
            WireDecimal.TryParse(value.ToString(), out var parsed) && parsed == value).Check(Many);

    [Fact]
    public void Scaling_agrees_with_unbounded_integers() =>
        Prop.ForAll(Decimals, Gen.Choose(0, 40).ToArbitrary(), (value, decimals) =>
        {
            var exact = value.Mantissa * BigInteger.Pow(10, decimals);
            var units = BigInteger.DivRem(exact, BigInteger.Pow(10, value.Scale), out var rest);
            var fits = rest.IsZero && units <= ulong.MaxValue;
            return value.TryScale(decimals, out var scaled) == fits && scaled == (fits ? (ulong)units : 0);
        }).Check(Many);

    [Fact]
    public void Units_come_back_from_their_decimal_which_has_no_trailing_zero() =>
        Prop.ForAll(Any64.ToArbitrary(), Scales.ToArbitrary(), (units, decimals) =>
        {
            var value = WireDecimal.FromUnits(units, decimals);
            return value.TryScale(decimals, out var back) && back == units
                && (value.Scale == 0 || value.Mantissa % 10 != 0);
        }).Check(Many);

    [Fact]
    public void Significant_figures_are_those_of_the_text() =>
        Prop.ForAll(Decimals, value =>
            value.SignificantFigures == value.ToString().Replace(".", "").Trim('0').Length).Check(Many);

    [Fact]
    public void A_value_is_whole_when_nothing_but_zeros_follows_its_point() =>
        Prop.ForAll(Decimals, value =>
            value.IsInteger == value.ToString().Split('.').Skip(1).All(part => part.Trim('0').Length == 0))
            .Check(Many);

    [Fact]
    public void Zero_has_every_number_of_decimals()
    {
        Assert.True(new WireDecimal(0, 0).TryScale(1_000, out var units));
        Assert.Equal(0ul, units);
    }

    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("0.0", 0, 1)]
    [InlineData("30000.0", 300_000, 1)]
    [InlineData("0.000000000000001", 1, 15)]
    [InlineData("18446744073709551615", ulong.MaxValue, 0)]
    [InlineData("18446.744073709551615", ulong.MaxValue, 15)]
    [Trait("rule", "ENG-UNI-002")]
    public void What_is_written_is_kept(string text, ulong mantissa, byte scale)
    {
        Assert.True(WireDecimal.TryParse(text, out var value));
        Assert.Equal(new WireDecimal(mantissa, scale), value);
        Assert.Equal(text, value.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1..5")]
    [InlineData("1.5.5")]
    [InlineData("00")]
    [InlineData("01")]
    [InlineData("00.5")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1\0")]
    [InlineData("1,5")]
    [InlineData("1_000")]
    [InlineData("1e5")]
    [InlineData("0x1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("\u0661")]
    [InlineData("\uff11")]
    [InlineData("0.1234567890123456")]
    [InlineData("0.0000000000000000")]
    [InlineData("18446744073709551616")]
    [InlineData("1844674407370955161.6")]
    [InlineData("9999999999999999999999999999999999999999")]
    [InlineData("99999999999999999999999999999999999999999")]
    [InlineData("0000000000000000000000000000000000000000")]
    public void A_text_in_any_other_form_is_refused(string text)
    {
        Assert.False(WireDecimal.TryParse(text, out var value));
        Assert.Equal(default, value);
    }
}
