using Offing.Engine.Tests.Properties;
using Offing.Engine.Triggers;
using Offing.Primitives;

namespace Offing.Engine.Tests.Triggers;

public class TrailingStopsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Trait("rule", "ENG-TRG-009")]
    public void Peaks_are_the_best_marks_since_the_beginning_of_each_and_only_they_cost(ulong seed)
    {
        var random = new SplitMix(seed);
        var trailing = new TrailingStops();
        var peaks = new SortedDictionary<OrderId, (Side Side, Ticks Peak)>();
        var mark = new Ticks(10_000);
        for (var i = 1UL; i < 3_000; i++)
        {
            if (random.Chance(10))
            {
                var side = random.Chance(50) ? Side.Buy : Side.Sell;
                peaks.Add(new OrderId(i), (side, mark));
                trailing.Add(side, mark, new OrderId(i));
            }

            mark = new Ticks((uint)(mark.Value + random.Below(41) - 20));
            var passed = peaks.Where(p => IsBetter(p.Value.Side, mark, p.Value.Peak)).ToList();
            var steps = 0;
            while (trailing.TryPassed(mark, out var id))
            {
                steps++;
                trailing.Remove(peaks[id].Side, peaks[id].Peak, id);
                trailing.Add(peaks[id].Side, mark, id);
                peaks[id] = (peaks[id].Side, mark);
            }

            Assert.Equal(passed.Count, steps);
            Assert.All(passed, p => Assert.Equal(mark, peaks[p.Key].Peak));
            Assert.All(peaks, p => Assert.True(trailing.Has(p.Value.Side, p.Value.Peak, p.Key)));
        }
    }

    [Theory]
    [InlineData(Side.Sell, 100, 10, 90)]
    [InlineData(Side.Buy, 100, 10, 110)]
    [InlineData(Side.Sell, 5, 10, 0)]
    [InlineData(Side.Buy, uint.MaxValue - 3, 10, uint.MaxValue)]
    [Trait("rule", "ENG-TRG-009")]
    public void The_trigger_stands_behind_the_peak_inside_of_what_a_price_can_be(
        Side side, uint peak, uint offset, uint trigger) =>
        Assert.Equal(new Ticks(trigger), TrailingStops.Trigger(side, new Ticks(peak), new Ticks(offset)));

    private static bool IsBetter(Side side, Ticks mark, Ticks peak) =>
        side == Side.Sell ? mark > peak : mark < peak;
}
