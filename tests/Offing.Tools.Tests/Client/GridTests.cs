using FsCheck;
using FsCheck.Fluent;
using Offing.Primitives;
using Offing.Tools.Client;
using Offing.Tools.Tests.Support;

namespace Offing.Tools.Tests.Client;

public sealed class GridTests
{
    [Theory]
    [InlineData(600_123, 5, "60012")]
    [InlineData(1_234_567, 5, "123456")]
    [InlineData(12_345, 5, "1234.5")]
    [InlineData(2_500_129, 4, "25001")]
    [InlineData(250_012, 4, "2500.1")]
    [InlineData(5_000_019, 1, "50")]
    [InlineData(4_294_967_295, 0, "4294.9")]
    [InlineData(1, 0, "0.000001")]
    [InlineData(123_456, 6, "123456")]
    public void Prices_are_rounded_down_to_what_the_venue_takes(
        ulong ticks, int sizeDecimals, string expected) =>
        Assert.Equal(expected, Grid.Round(ticks, Samples.Market("X", sizeDecimals)).ToString());

    [Fact]
    public void Every_result_is_on_the_tick_within_five_figures_or_whole_and_never_above()
    {
        var prices = ArbMap.Default.ArbFor<uint>().Generator.Select(ticks => Math.Max(1, ticks));
        var cases = prices.Zip(Gen.Choose(0, 6)).ToArbitrary();
        Prop.ForAll(cases, sample =>
        {
            var (ticks, sizeDecimals) = sample;
            var market = Samples.Market("X", sizeDecimals);
            var price = Grid.Round(ticks, market);
            return !price.IsZero && price.TryScale(market.PriceDecimals, out var rounded) && rounded <= ticks
                && ticks - rounded < Math.Max(1, ticks / 10_000)
                && (price.SignificantFigures <= Limits.PriceSignificantFigures || price.IsInteger);
        }).QuickCheckThrowOnFailure();
    }
}
