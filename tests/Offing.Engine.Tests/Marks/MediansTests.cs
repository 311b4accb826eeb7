using Offing.Engine.Marks;

namespace Offing.Engine.Tests.Marks;

public class MediansTests
{
    [Theory]
    [Trait("rule", "ENG-ORA-005")]
    [InlineData(new long[] { 7 }, 7)]
    [InlineData(new long[] { 9, 2 }, 5)]
    [InlineData(new long[] { -2, -9 }, -6)]
    [InlineData(new long[] { 5, 1, 3 }, 3)]
    [InlineData(new long[] { 8, 1, 4, 3 }, 3)]
    public void Of_an_even_count_it_is_the_floor_of_the_middle_mean(long[] values, long median) =>
        Assert.Equal(median, Medians.Of(values));

    [Theory]
    [Trait("rule", "ENG-MRK-004")]
    [InlineData(new long[] { 7 }, new long[] { 3 }, 7)]
    [InlineData(new long[] { 9, 2 }, new long[] { 1, 1 }, 2)]
    [InlineData(new long[] { 9, 2 }, new long[] { 2, 1 }, 9)]
    [InlineData(new long[] { 5, 1, 3 }, new long[] { 35, 12, 12 }, 5)]
    [InlineData(new long[] { 5, 1, 3 }, new long[] { 24, 12, 12 }, 3)]
    public void Weighted_it_is_the_lowest_value_with_half_of_the_weight_at_or_below_it(
        long[] values, long[] weights, long median) =>
        Assert.Equal(median, Medians.Of(values.Zip(weights, (v, w) => new Weighted(v, w)).ToArray()));
}
