using System.Text;
using Offing.Protocol.Events;
using Offing.Tools.Risk.Comparing;
using Offing.Tools.Risk.Running;
using Offing.Tools.Risk.Scenarios;

namespace Offing.Tools.Risk.Reporting;

/// <summary>Writes what a run showed: report.md, its pictures, and two files for other programs.</summary>
public static class Report
{
    /// <summary>Into a folder, which is made; files of the same names are written over.</summary>
    /// <returns>Path of the report.</returns>
    /// <exception cref="IOException">The folder or a file cannot be written.</exception>
    public static string Write(RunResult run, string folder)
    {
        Directory.CreateDirectory(folder);
        var charts = Charts.Of(run);
        foreach (var chart in charts)
        {
            File.WriteAllText(Path.Combine(folder, $"{chart.Name}.svg"), SvgWriter.Draw(chart));
        }

        string[] markets = [.. run.Scenario.Venue.Markets.Select(market => market.Name)];
        File.WriteAllText(Path.Combine(folder, "series.csv"), SeriesFile.Write(run.Series));
        File.WriteAllText(Path.Combine(folder, "steps.csv"), SeriesFile.Write(run.Steps, markets));
        var report = Path.Combine(folder, "report.md");
        File.WriteAllText(report, Text(run, charts));
        return report;
    }

    /// <summary>report.md.</summary>
    public static string Text(RunResult run, IReadOnlyList<Chart> charts)
    {
        var text = new StringBuilder();
        text.Append($"# {run.Scenario.Title}\n\n{run.Scenario.Story}\n\n");
        text.Append($"{run.Accounts} accounts, {run.Scenario.Seconds} seconds, {run.Entries} entries. ");
        text.Append("Every second stands in series.csv, every step of a liquidation in steps.csv.\n\n");
        AddVerdicts(text, Verdict.Of(run.Scenario, run.Series));
        AddOutcome(text, run);
        AddMeans(text, run);
        AddComparison(text, run);
        text.Append("## Pictures\n\n");
        foreach (var chart in charts)
        {
            text.Append($"![{chart.Title}]({chart.Name}.svg)\n\n");
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void AddVerdicts(StringBuilder text, IReadOnlyList<Verdict> verdicts)
    {
        if (verdicts.Count == 0)
        {
            return;
        }

        text.Append("## What was expected\n\n| what | seconds | bounds | seen | |\n|---|---|---|---|---|\n");
        foreach (var verdict in verdicts)
        {
            text.Append(VerdictText.Row(verdict)).Append('\n');
        }

        text.Append('\n');
    }

    private static void AddOutcome(StringBuilder text, RunResult run)
    {
        text.Append("## Outcome\n\n| what | lowest | highest | at the end |\n|---|---|---|---|\n");
        foreach (var column in run.Series.Columns.Where(column => !column.Metric.Rises))
        {
            text.Append($"| {column.Title}: {column.Metric.Says} |");
            foreach (var value in (long[])[column.Values.Min(), column.Values.Max(), column.Last])
            {
                text.Append($" {Figures.Text(value, column.Metric.Unit)} |");
            }

            text.Append('\n');
        }

        text.Append("\n| what | in all |\n|---|---|\n");
        foreach (var column in run.Series.Columns.Where(column => column.Metric.Rises))
        {
            text.Append($"| {column.Title}: {column.Metric.Says} ");
            text.Append($"| {Figures.Text(column.Last, column.Metric.Unit)} |\n");
        }

        text.Append('\n');
        if (run.Refusals.Count > 0)
        {
            var reasons = run.Refusals.Select(reason => $"{reason.Key} {reason.Value}");
            text.Append($"Orders of crowds and actors were refused for: {string.Join(", ", reasons)}.\n\n");
        }

        foreach (var sentence in run.Violations)
        {
            text.Append($"- BROKEN, {sentence}\n");
        }
    }

    private static void AddMeans(StringBuilder text, RunResult run)
    {
        if (run.Steps.Count == 0)
        {
            return;
        }

        text.Append("## Liquidations by means\n\n| means | steps | accounts | cash from the accounts |\n");
        text.Append("|---|---|---|---|\n");
        foreach (var means in Enum.GetValues<LiquidationMeans>())
        {
            var steps = run.Steps.Where(record => record.Step.Means == means).ToArray();
            Int128 cash = 0;
            foreach (var record in steps)
            {
                cash += record.Step.Cash.Value;
            }

            var accounts = steps.Select(record => record.Step.Account).Distinct().Count();
            text.Append($"| {means} | {steps.Length} | {accounts} | {Figures.Usd(cash)} USDC |\n");
        }

        text.Append('\n');
    }

    private static void AddComparison(StringBuilder text, RunResult run)
    {
        if (run.Comparison.Moments == 0)
        {
            return;
        }

        text.Append($"## Deleveraging beside other rules\n\n{ComparisonText.Explain}\n\n");
        text.Append(ComparisonText.Table(run)).Append('\n');
    }
}
