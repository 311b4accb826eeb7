namespace Offing.Tools.Risk.Scenarios;

/// <summary>
/// What must come out: a column of the series stays between bounds at every sample of a window, or, when it
/// counts up, rises in the window by no less and no more than they say.
/// </summary>
/// <param name="Metric">Name of the column.</param>
/// <param name="Market">Empty for a column of the whole venue.</param>
/// <param name="AtLeast">In the column's unit; null: no bound.</param>
/// <param name="AtMost">In the column's unit; null: no bound.</param>
public sealed record Expectation(
    Metric Metric, string Market, int From, int To, long? AtLeast, long? AtMost)
{
    internal Expectation Shrink(int parts) => Metric.Unit is MetricUnit.Usd or MetricUnit.Count
        ? this with { AtLeast = AtLeast / parts, AtMost = AtMost / parts }
        : this;
}

/// <summary>In what a column is counted.</summary>
public enum MetricUnit
{
    /// <summary>Whole numbers.</summary>
    Count,

    /// <summary>Micro-USDC.</summary>
    Usd,

    /// <summary>1e-9.</summary>
    Share,

    /// <summary>Micro-USDC for one unit of the base.</summary>
    Price,

    /// <summary>A whole number that does not depend on the size of the scenario.</summary>
    Exact,
}

/// <summary>One column of the series, of the venue or of each market.</summary>
/// <param name="Rises">Whether it counts up from zero.</param>
public sealed record Metric(string Name, MetricUnit Unit, bool OfMarket, bool Rises, string Says);
