using HdrHistogram;
using Xunit;

namespace Offing.Tools.Tests.Load;

/// <summary>The package's histogram is what every latency of the load is read from.</summary>
public class LatencyHistogramTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_tells_what_a_sorted_array_tells_to_a_thousandth(int seed)
    {
        var dice = new Random(seed);
        var histogram = new LongHistogram(120_000_000_000, 3);
        var samples = new long[100_000];
        for (var i = 0; i < samples.Length; i++)
        {
            // From microseconds to seconds, as the tail of a busy venue has it.
            samples[i] = 1 + dice.NextInt64(1L << dice.Next(10, 32));
            histogram.RecordValue(samples[i]);
        }

        Array.Sort(samples);
        foreach (var percentile in new[] { 1, 25, 50, 75, 90, 99, 99.9, 99.99, 100 })
        {
            var rank = Math.Max(1, (int)Math.Ceiling(Math.Round(percentile / 100 * samples.Length, 6)));
            var exact = samples[rank - 1];
            Assert.InRange(histogram.GetValueAtPercentile(percentile), exact, exact * 1.001 + 1);
        }

        Assert.InRange(histogram.GetMaxValue(), samples[^1], samples[^1] * 1.001 + 1);
        Assert.Equal(samples.Length, histogram.TotalCount);
    }
}
