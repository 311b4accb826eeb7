using System.Globalization;
using Offing.Tools.Load.Driving;
using Offing.Tools.Load.Serving;
using Spectre.Console;

namespace Offing.Tools.Load.Reporting;

/// <summary>Tells a person, on standard error, what is going on, and the table at the end.</summary>
public sealed class LoadScreen(IAnsiConsole console)
{
    /// <summary>Columns that its lines may take, also where no terminal tells how many there are.</summary>
    public const int Width = 150;

    private const int Every_Seconds = 2;
    private int _seconds;

    public void Say(string text) => console.WriteLine(text);

    internal void Begin(LoadPhase phase)
    {
        _seconds = 0;
        var rate = phase.PerSecond is { } perSecond
            ? string.Create(CultureInfo.InvariantCulture, $"{perSecond:0} requests a second")
            : $"{phase.InFlight} requests in flight";
        Say($"{phase.Name}: {rate}, {phase.Warm.TotalSeconds:0} s warm and {phase.Lasts.TotalSeconds:0} s");
    }

    internal void Tell(LoadSecond second, ServeSample? venue)
    {
        if (++_seconds % Every_Seconds != 0)
        {
            return;
        }

        var lag = venue is null ? "" : $", state tree {venue.Lag} entries behind";
        Say(string.Create(
            CultureInfo.InvariantCulture,
            $"  {second.At_Seconds,5:0} s  {second.Answered,7} a second, p99 {second.P99_Ns / 1e6:0.00} ms, "
            + $"max {second.Max_Ns / 1e6:0.0} ms, {second.Behind} due and not sent{lag}"));
    }

    internal void Done(LoadOutcome outcome) => Say(string.Create(
        CultureInfo.InvariantCulture,
        $"{outcome.Phase.Name}: {outcome.ItemsPerSecond:0} a second, p50 {outcome.At_Ms(50):0.00}, "
        + $"p99 {outcome.At_Ms(99):0.00}, p99.9 {outcome.At_Ms(99.9):0.00} ms {outcome.Ended}"));

    /// <summary>All phases, one row each.</summary>
    public void Table(LoadReport report)
    {
        var table = new Table().Border(TableBorder.Simple);
        string[] columns =
        [
            "phase", "a second", "p50 ms", "p99", "p99.9", "max", "venue's core", "bytes each", "lag",
            "refused",
        ];
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var line in report.Lines)
        {
            string[] fields =
            [
                "phase", "items_per_s", "p50_ms", "p99_ms", "p999_ms", "max_ms", "venue_cpu",
                "bytes_per_item", "lag_entries_max", "overloaded",
            ];
            table.AddRow([.. fields.Select(field => Markup.Escape(line[field]?.ToString() ?? ""))]);
        }

        console.Write(table);
    }
}
