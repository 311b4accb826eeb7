using System.Text.Json.Nodes;
using Offing.Tools.Bench;
using Offing.Tools.Client;
using Offing.Tools.Load.Driving;
using Offing.Tools.Load.Files;
using Offing.Tools.Load.Serving;

namespace Offing.Tools.Load.Reporting;

/// <summary>The figures of a run: one JSON object for each phase.</summary>
public sealed class LoadReport
{
    private const int ItemsForAlone = 1;
    private const double MemoryEach_Seconds = 300;
    private readonly LoadOptions _options;
    private readonly LoadPlan _plan;
    private readonly ServeReady? _ready;
    private readonly Latencies? _sync;
    private readonly List<JsonObject> _lines = [];
    private readonly List<(string Phase, LoadSecond Second)> _seconds = [];
    private LogCount? _logged;

    internal LoadReport(LoadOptions options, LoadPlan plan, ServeReady? ready, Latencies? sync) =>
        (_options, _plan, _ready, _sync) = (options, plan, ready, sync);

    /// <summary>One for each phase, in order.</summary>
    public IReadOnlyList<JsonObject> Lines => _lines;

    /// <summary>Second by second, over all phases.</summary>
    public IReadOnlyList<(string Phase, LoadSecond Second)> Seconds => _seconds;

    /// <summary>What the venue said of itself, from its start to its end.</summary>
    public IReadOnlyList<ServeSample> Samples { get; private set; } = [];

    internal Latencies? SyncAfter { get; set; }

    internal void Add(
        LoadOutcome outcome, IReadOnlyList<ServeSample> samples, long overloaded, long unexpected)
    {
        var phase = outcome.Phase;
        var line = new JsonObject
        {
            ["phase"] = phase.Name,
            ["batch"] = _plan.Batch,
            ["transport"] = _options.OverHttp ? "http" : "websocket",
            ["connections"] = _options.Connections,
            ["in_flight_most"] = phase.PerSecond is null ? phase.InFlight : null,
            ["signatures"] = !_options.WithoutSignatures,
            ["due_per_s"] = phase.PerSecond is { } rate ? Math.Round(rate * _plan.Batch) : null,
            ["items_per_s"] = Math.Round(outcome.ItemsPerSecond),
            ["requests"] = outcome.Sent,
            ["p50_ms"] = Round(outcome.At_Ms(50)),
            ["p90_ms"] = Round(outcome.At_Ms(90)),
            ["p99_ms"] = Round(outcome.At_Ms(99)),
            ["p999_ms"] = Round(outcome.At_Ms(99.9)),
            ["max_ms"] = Round(outcome.Max_Ms),
            ["overloaded"] = overloaded,
            ["unexpected"] = unexpected,
        };
        AddVenue(line, outcome, samples);
        _lines.Add(line);
        _seconds.AddRange(outcome.Seconds.Select(second => (phase.Name, second)));
    }

    /// <summary>What the state tree did after the phase that was added last.</summary>
    internal void Drained(IReadOnlyList<ServeSample> samples)
    {
        if (samples.Count > 0)
        {
            _lines[^1]["drain"] = new JsonObject
            {
                ["lag_entries_at_end"] = samples[0].Lag,
                ["lag_entries_later"] = samples[^1].Lag,
                ["drained_in_s"] = Round(samples[^1].Seconds - samples[0].Seconds),
            };
        }
    }

    internal void Count(LogCount logged, IReadOnlyList<ServeSample> samples) =>
        (_logged, Samples) = (logged, samples);

    /// <summary>Adds what holds for the whole run, and refuses a run that is not right.</summary>
    /// <exception cref="VenueException">Unexpected answers, or a log that holds something else.</exception>
    internal void Check(LoadTally tally)
    {
        foreach (var line in _lines)
        {
            AddWhole(line, tally);
        }

        if (tally.Unexpected > 0)
        {
            throw new VenueException(
                $"{tally.Unexpected} requests had an answer that they should not have; the first: "
                + tally.Complaints[0]);
        }

        if (_logged is { } logged && (logged.Actions, logged.Items) != (tally.Acknowledged, tally.Items))
        {
            throw new VenueException(
                $"the log holds {logged.Actions} requests with {logged.Items} orders and cancels, but "
                + $"{tally.Acknowledged} with {tally.Items} were acknowledged");
        }
    }

    private void AddWhole(JsonObject line, LoadTally tally)
    {
        line["verify_per_s"] = _ready?.Verify_PerSecond;
        line["recover_per_s"] = _ready?.Recover_PerSecond;
        line["share_of_verify"] = _ready is { } ready && _plan.Batch == ItemsForAlone
            ? Round(line["items_per_s"]!.GetValue<double>() / ready.Verify_PerSecond)
            : null;
        line["fdatasync_p50_ms"] = _sync is null ? null : Round(_sync.At_Ms(500));
        line["fdatasync_p99_ms"] = _sync is null ? null : Round(_sync.At_Ms(990));
        line["fdatasync_after_p99_ms"] = SyncAfter is null ? null : Round(SyncAfter.At_Ms(990));
        line["acknowledged"] = tally.Acknowledged;
        line["logged"] = _logged?.Actions;
        line["rested"] = tally.Rested;
        line["filled"] = tally.Filled;
        line["cancelled"] = tally.Cancelled;
        line["late_cancels"] = tally.LateCancels;
        line["no_match"] = tally.NoMatch;
        line["log_bytes_per_item"] = _logged is { Items: > 0 } logged
            ? Round(logged.Bytes / (double)logged.Items)
            : null;
        line["entries_per_micro_batch"] = _logged is { Records: > 0 } records
            ? Round(records.Entries / (double)records.Records)
            : null;
        line["memory"] = Memory();
    }

    private static void AddVenue(JsonObject line, LoadOutcome outcome, IReadOnlyList<ServeSample> samples)
    {
        if (samples.Count < 2)
        {
            return;
        }

        // Of the counted time: the warming lies before it.
        var warm = Math.Min(samples.Count - 2, (int)outcome.Phase.Warm.TotalSeconds);
        var (first, last) = (samples[warm], samples[^1]);
        var (elapsed_Ms, entries) = ((last.Seconds - first.Seconds) * 1_000, last.Entries - first.Entries);
        var items = Math.Max(1, outcome.ItemsPerSecond * elapsed_Ms / 1_000);
        line["venue_cpu"] = Round((last.Cpu_Ms - first.Cpu_Ms) / elapsed_Ms);
        line["entries_per_s"] = Math.Round(entries * 1_000 / elapsed_Ms);
        line["bytes_per_item"] = Math.Round((last.Allocated_Bytes - first.Allocated_Bytes) / items);
        line["gc_pause_share"] = Round((last.Pause_Ms - first.Pause_Ms) / elapsed_Ms);
        line["gc_counts"] = $"{last.Gen0 - first.Gen0}/{last.Gen1 - first.Gen1}/{last.Gen2 - first.Gen2}";
        line["rss_mib"] = last.Resident_Kib >> 10;
        line["heap_mib"] = last.Heap_Bytes >> 20;
        line["lag_entries_max"] = samples.Skip(warm).Max(sample => sample.Lag);
        line["lag_batches_max"] = samples.Skip(warm).Max(sample => sample.WaitingBatches);
        line["owed_entries_max"] = samples.Skip(warm).Max(sample => sample.Owed);
    }

    // Of the whole run, at its start and in steps; null for a short one.
    private JsonArray? Memory()
    {
        var steps = new JsonArray();
        foreach (var sample in Samples)
        {
            if (sample.Seconds >= steps.Count * MemoryEach_Seconds)
            {
                steps.Add(new JsonObject
                {
                    ["minute"] = Math.Round(sample.Seconds / 60, 1),
                    ["entries"] = sample.Entries,
                    ["rss_mib"] = sample.Resident_Kib >> 10,
                    ["heap_mib"] = sample.Heap_Bytes >> 20,
                });
            }
        }

        return steps.Count > 1 ? steps : null;
    }

    private static double Round(double value) => Math.Round(value, 3);
}
