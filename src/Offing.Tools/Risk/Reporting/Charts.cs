using Offing.Tools.Risk.Running;
using Offing.Tools.Risk.Scenarios;

namespace Offing.Tools.Risk.Reporting;

/// <summary>The pictures of a report.</summary>
internal static class Charts
{
    private const double Million = 1e6;

    public static IReadOnlyList<Chart> Of(RunResult run)
    {
        var series = run.Series;
        Shade[] shades = [.. run.Scenario.Faults.Select(Shade)];
        var charts = new List<Chart>
        {
            Usd("funds", "Insurance fund and equity of the backstop vault", shades,
                (Metrics.Insurance, "insurance"), (Metrics.Backstop, "vault equity"),
                (Metrics.BadDebt, "bad debt")),
            Usd("liquidations", "Liquidated in all, by means", shades,
                (Metrics.BookValue, "in the book"), (Metrics.TakenOver, "taken over by the vault"),
                (Metrics.Deleveraged, "deleveraged")),
            new("accounts", "Accounts", "accounts",
                [Line(Metrics.Liquidated, "liquidated so far", "", 1),
                    Line(Metrics.Overdue, "overdue", "", 1), Line(Metrics.Bankrupt, "bankrupt", "", 1)],
                shades) { HasZero = true },
        };
        foreach (var name in run.Scenario.Venue.Markets.Select(market => market.Name))
        {
            charts.Add(new Chart(
                $"price-{name}", $"{name}: price elsewhere, oracle and mark", "USDC",
                [Line(Metrics.Path, "elsewhere", name), Line(Metrics.Oracle, "oracle", name),
                    Line(Metrics.Mark, "mark", name)], shades));
            charts.Add(new Chart(
                $"open-interest-{name}", $"{name}: open interest and depth", "USDC",
                [Line(Metrics.OpenInterest, "open interest", name),
                    Line(Metrics.Depth, "buy orders within 2 %", name),
                    Line(Metrics.VaultPosition, "vault's position", name)], shades) { HasZero = true });
        }

        return charts;

        Chart Usd(string name, string title, Shade[] shaded, params (Metric Metric, string Says)[] lines) =>
            new(name, title, "USDC", [.. lines.Select(line => Line(line.Metric, line.Says))], shaded)
            {
                HasZero = true,
            };

        // A price of zero is none yet.
        ChartLine Line(Metric metric, string says, string market = "", double unit = Million) => new(
            says,
            [.. series.Of(metric, market).Values.Select(
                value => metric.Unit == MetricUnit.Price && value == 0 ? double.NaN : value / unit)]);
    }

    private static Shade Shade(Fault fault) => new(fault.From, fault.To, fault.Kind switch
    {
        FaultKind.Silence => "silence",
        FaultKind.Off => "a publisher is off",
        FaultKind.Restart => "down",
        _ => "funding index zeroed",
    });
}
