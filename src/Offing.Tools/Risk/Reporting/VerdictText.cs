using Offing.Tools.Risk.Running;

namespace Offing.Tools.Risk.Reporting;

/// <summary>An expectation and what became of it, in words.</summary>
public static class VerdictText
{
    /// <summary>One line for a terminal.</summary>
    public static string Line(Verdict verdict) =>
        $"{Name(verdict)} in seconds {Window(verdict)}: {Seen(verdict)}, expected {Bounds(verdict)}";

    internal static string Row(Verdict verdict) =>
        $"| {Name(verdict)} | {Window(verdict)} | {Bounds(verdict)} | {Seen(verdict)} "
        + $"| {(verdict.IsMet ? "met" : "NOT MET")} |";

    private static string Name(Verdict verdict) => verdict.Expectation.Market.Length == 0
        ? verdict.Expectation.Metric.Name
        : $"{verdict.Expectation.Market}.{verdict.Expectation.Metric.Name}";

    private static string Window(Verdict verdict)
    {
        var (from, to) = (verdict.Expectation.From, verdict.Expectation.To);
        return (from, to) switch
        {
            (0, int.MaxValue) => "all",
            (_, int.MaxValue) => $"from {from}",
            _ => $"{from} to {to}",
        };
    }

    private static string Bounds(Verdict verdict)
    {
        var unit = verdict.Expectation.Metric.Unit;
        var least = verdict.Expectation.AtLeast is { } low ? $"at least {Figures.Text(low, unit)}" : "";
        var most = verdict.Expectation.AtMost is { } high ? $"at most {Figures.Text(high, unit)}" : "";
        return string.Join(", ", new[] { least, most }.Where(part => part.Length > 0));
    }

    private static string Seen(Verdict verdict)
    {
        var unit = verdict.Expectation.Metric.Unit;
        return verdict.Least == verdict.Most
            ? Figures.Text(verdict.Least, unit)
            : $"{Figures.Text(verdict.Least, unit)} to {Figures.Text(verdict.Most, unit)}";
    }
}
