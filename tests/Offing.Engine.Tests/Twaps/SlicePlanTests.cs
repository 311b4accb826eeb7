using System.Numerics;
using Offing.Engine.Twaps;
using Offing.Primitives;

namespace Offing.Engine.Tests.Twaps;

public class SlicePlanTests
{
    [Theory]
    [InlineData(1_000, 5)]
    [InlineData(7, 30)]
    [InlineData(2_147_483_647, 1_440)]
    [Trait("rule", "ENG-TWP-003")]
    public void Even_targets_are_the_share_of_the_slices_rounded_down(long total, uint minutes)
    {
        var count = SlicePlan.Count(minutes);
        Assert.Equal(2 * minutes, count);
        for (var k = 1U; k <= count; k++)
        {
            var expected = (long)((BigInteger)total * k / count);
            Assert.Equal(expected, SlicePlan.Target(9, new Lots(total), k, count, false).Value);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(77)]
    [InlineData(1UL << 39)]
    [Trait("rule", "ENG-TWP-004")]
    public void Random_slices_differ_by_a_fifth_at_most_and_sum_up_exactly(ulong twap)
    {
        var (total, count) = (new Lots(600_000), 60U);
        var even = total.Value / count;
        var last = Lots.Zero;
        var sizes = new List<long>();
        for (var k = 1U; k <= count; k++)
        {
            var target = SlicePlan.Target(twap, total, k, count, true);
            sizes.Add((target - last).Value);
            last = target;
        }

        Assert.Equal(total, last);
        Assert.All(sizes, size => Assert.InRange(size, (even * 8 / 10) - 1, (even * 12 / 10) + 1));
        Assert.True(sizes.Distinct().Count() > 50);
        Assert.NotEqual(
            SlicePlan.Target(twap, total, 1, count, true), SlicePlan.Target(twap + 1, total, 1, count, true));
    }

    [Fact]
    [Trait("rule", "ENG-TWP-003")]
    public void A_slice_catches_up_to_three_times_an_even_one()
    {
        var total = new Lots(1_001);
        Assert.Equal(new Lots(303), SlicePlan.Size(new Lots(700), Lots.Zero, total, 10));
        Assert.Equal(new Lots(200), SlicePlan.Size(new Lots(700), new Lots(500), total, 10));
        Assert.Equal(Lots.Zero, SlicePlan.Size(new Lots(700), new Lots(700), total, 10));
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(30_000, 1, 2)]
    [InlineData(59_999, 1, 2)]
    [InlineData(60_000, 1, 3)]
    [InlineData(30_100, 2, 3)]
    [InlineData(9_999_999, 2, 10)]
    [Trait("rule", "ENG-TWP-002")]
    public void Lost_time_skips_numbers_but_not_the_last(ulong after_Ms, uint last, uint number)
    {
        var start = new Time(1_700_000_000_000);
        var now = new Time(start.Milliseconds + after_Ms);
        Assert.Equal(number, SlicePlan.Number(start, now, last, 10));
    }
}
