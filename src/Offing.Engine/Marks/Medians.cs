using Offing.Primitives;

namespace Offing.Engine.Marks;

/// <summary>A value and how much it counts.</summary>
internal readonly record struct Weighted(long Value, long Weight);

/// <summary>The middle of several values. The order in which they come makes no difference.</summary>
internal static class Medians
{
    /// <summary>
    /// Of an even count floor of the mean of the middle two. Sorts the values; at least one.
    /// </summary>
    public static long Of(Span<long> values)
    {
        values.Sort();
        var upper = values[values.Length / 2];
        // Values are prices of 32 bits or rates near one: their sum is far inside 64.
        return values.Length % 2 == 1 ? upper : (values[(values.Length / 2) - 1] + upper) >> 1;
    }

    /// <summary>
    /// The lowest value at which half of the weight lies at it or below. Sorts the values; at least one.
    /// </summary>
    public static long Of(Span<Weighted> values)
    {
        values.Sort(static (left, right) => left.Value.CompareTo(right.Value));
        long total = 0;
        foreach (var value in values)
        {
            total += value.Weight;
        }

        long below = 0;
        foreach (var value in values)
        {
            below += value.Weight;
            if (2 * below >= total)
            {
                return value.Value;
            }
        }

        Check.Fail("no value at half of the weight");
        return 0;
    }
}
