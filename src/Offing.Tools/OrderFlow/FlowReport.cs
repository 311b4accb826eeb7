using System.Text.Json.Nodes;
using Spectre.Console;

namespace Offing.Tools.OrderFlow;

/// <summary>What became of the requests of a record. For any thread.</summary>
public sealed class FlowReport
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, int> _outcomes = [];
    private readonly SortedDictionary<string, int> _refusals = [];

    /// <summary>Requests that were answered.</summary>
    public int Answered { get; private set; }

    /// <summary>Outcomes by kind and word, as "Order rested".</summary>
    public IReadOnlyDictionary<string, int> Outcomes => _outcomes;

    /// <summary>Refusals by kind and reason.</summary>
    public IReadOnlyDictionary<string, int> Refusals => _refusals;

    /// <summary>Counts a reply of the wire.</summary>
    public void Count(FlowKind kind, JsonNode reply)
    {
        var (refused, word) = Read(reply);
        lock (_gate)
        {
            Answered++;
            var counts = refused ? _refusals : _outcomes;
            var key = $"{kind}: {word}";
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
    }

    /// <summary>Shows it as a table.</summary>
    public void Write(IAnsiConsole console, FlowPlan plan, int trades, TimeSpan elapsed)
    {
        var table = new Table().AddColumns("", "");
        table.AddRow("requests sent", $"{Answered}");
        table.AddRow("events that need none: fills the venue makes itself", $"{plan.NotSent}");
        foreach (var (outcome, count) in _outcomes)
        {
            table.AddRow(Markup.Escape(outcome), $"{count}");
        }

        foreach (var (reason, count) in _refusals)
        {
            table.AddRow($"refused, {Markup.Escape(reason)}", $"{count}");
        }

        table.AddRow("trades", $"{trades}");
        table.AddRow("time", $"{elapsed.TotalSeconds:0.0} s");
        table.AddRow("throughput", $"{Answered / elapsed.TotalSeconds:0} signed requests a second");
        console.Write(table);
    }

    private static (bool Refused, string Word) Read(JsonNode reply)
    {
        if (reply["status"]!.GetValue<string>() != "ok")
        {
            return (true, reply["response"]!.ToString());
        }

        var status = reply["response"]!["data"]?["statuses"]?[0];
        return status switch
        {
            JsonObject item when item["error"] is { } error => (true, error.GetValue<string>()),
            JsonObject item when item["resting"] is not null => (false, "rested"),
            JsonObject item when item["filled"] is not null => (false, "traded"),
            JsonValue => (false, "done"),
            _ => (false, "done"),
        };
    }
}
