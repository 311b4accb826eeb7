using System.Text;
using Offing.Tools.Risk.Running;
using Offing.Tools.Risk.Scenarios;

namespace Offing.Tools.Risk.Reporting;

/// <summary>The series and the steps of liquidations as CSV, exact.</summary>
internal static class SeriesFile
{
    public static string Write(Series series)
    {
        var text = new StringBuilder("second");
        foreach (var column in series.Columns)
        {
            text.Append(',').Append(column.Title);
        }

        text.Append('\n');
        for (var second = 0; second < series.Count; second++)
        {
            text.Append(second);
            foreach (var column in series.Columns)
            {
                text.Append(',').Append(Figures.Exact(column.Values[second], column.Metric.Unit));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    public static string Write(IReadOnlyList<StepRecord> steps, IReadOnlyList<string> markets)
    {
        var text = new StringBuilder(
            "second,account,market,isolated,means,lots,cash,equityBefore,maintenanceBefore,"
            + "equityAfter,maintenanceAfter\n");
        foreach (var (second, step) in steps)
        {
            text.Append(second).Append(',').Append(step.Account).Append(',')
                .Append(markets[(int)step.Market.Value]).Append(',').Append(step.IsIsolated ? 1 : 0)
                .Append(',').Append(step.Means).Append(',').Append(step.Size.Value);
            foreach (var amount in (Primitives.MicroUsd[])[
                step.Cash, step.EquityBefore, step.MaintenanceBefore, step.EquityAfter,
                step.MaintenanceAfter])
            {
                text.Append(',').Append(Figures.Exact(amount.Value, MetricUnit.Usd));
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
