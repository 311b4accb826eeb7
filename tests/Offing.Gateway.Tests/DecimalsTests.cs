using FsCheck;
using FsCheck.Fluent;
using Offing.Gateway.Wire;
using Offing.Primitives;
using Offing.Protocol.Wire;

namespace Offing.Gateway.Tests;

public sealed class DecimalsTests
{
    [Theory]
    [InlineData(0, 0, "0.0")]
    [InlineData(0, 6, "0.0")]
    [InlineData(5, 0, "5.0")]
    [InlineData(300_005, 1, "30000.5")]
    [InlineData(300_000, 1, "30000.0")]
    [InlineData(-1, 6, "-0.000001")]
    [InlineData(-1_500_000, 6, "-1.5")]
    [InlineData(long.MinValue, 6, "-9223372036854.775808")]
    [InlineData(14_280, 5, "0.1428")]
    public void A_number_is_written_without_exponent_and_with_at_least_one_decimal(
        long units, int decimals, string text) => Assert.Equal(text, Decimals.Fixed(units, decimals));

    [Fact]
    public void What_is_written_reads_back_to_the_same_units() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), ArbMap.Default.ArbFor<byte>(), (units, seed) =>
        {
            var decimals = seed % 7;
            var value = units % 1_000_000_000_000_000_000;
            Assert.True(WireDecimal.TryParse(Decimals.Fixed(value, decimals), out var parsed));
            Assert.True(parsed.TryScale(decimals, out var back) && back == value);
        }).Check(Config.QuickThrowOnFailure);

    [Theory]
    [InlineData(1, 3, 4, "0.3333")]
    [InlineData(2, 3, 4, "0.6667")]
    [InlineData(-2, 3, 4, "-0.6667")]
    [InlineData(1, 0, 4, "0.0")]
    [InlineData(6, 3, 4, "2.0")]
    public void A_ratio_is_rounded_to_the_nearest(long dividend, long divisor, int decimals, string text) =>
        Assert.Equal(text, Decimals.Ratio(dividend, divisor, decimals, 0));

    [Fact]
    public void An_average_price_has_more_digits_than_a_tick()
    {
        var btc = new Support.FakeVenue().Facts.Genesis.Markets[0];
        Assert.Equal("30000.3333", Decimals.AveragePrice(btc, new MicroUsd(900_010), new Lots(3)));
        Assert.Equal("30000.05", Decimals.HalfPrice(btc, 600_001));
    }
}
