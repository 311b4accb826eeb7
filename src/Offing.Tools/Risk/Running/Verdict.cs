using Offing.Tools.Risk.Scenarios;

namespace Offing.Tools.Risk.Running;

/// <summary>What became of an expectation.</summary>
/// <param name="Least">Lowest value in the window; of a column that counts up, its rise.</param>
/// <param name="Most">Highest value in the window; of a column that counts up, its rise.</param>
public sealed record Verdict(Expectation Expectation, long Least, long Most)
{
    /// <summary>Whether the run kept to it.</summary>
    public bool IsMet => !(Least < Expectation.AtLeast) && !(Most > Expectation.AtMost);

    /// <summary>Of all expectations of a scenario, in its order.</summary>
    public static IReadOnlyList<Verdict> Of(Scenario scenario, Series series) =>
        [.. scenario.Expectations.Select(expectation => Of(expectation, series))];

    private static Verdict Of(Expectation expectation, Series series)
    {
        var values = series.Of(expectation.Metric, expectation.Market).Values;
        var from = Math.Clamp(expectation.From, 0, values.Count - 1);
        var to = Math.Clamp(expectation.To, from + 1, values.Count);
        if (expectation.Metric.Rises)
        {
            var rise = values[to - 1] - (from == 0 ? 0 : values[from - 1]);
            return new Verdict(expectation, rise, rise);
        }

        var window = values.GetRange(from, to - from);
        return new Verdict(expectation, window.Min(), window.Max());
    }
}
