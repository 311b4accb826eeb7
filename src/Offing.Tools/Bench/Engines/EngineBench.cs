using System.Diagnostics;
using System.Text.Json.Nodes;
using Offing.Commitment.State;
using Offing.Engine;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Tools.Bench.Books;

namespace Offing.Tools.Bench.Engines;

/// <summary>
/// The whole pure engine under a stream of signed orders and cancels that were checked at the door: signer
/// and session, nonce, grid, band, margin, book, margin of both sides of each fill, events, changes; the
/// state root at the end. One core, no log, no network.
/// </summary>
public static class EngineBench
{
    private const int DrainEvery = 10_000;

    /// <param name="rounds">Passes, each over a new machine; the median is reported.</param>
    /// <param name="hasLatency">Whether one more pass times each command.</param>
    public static JsonObject Run(EngineSetting setting, int rounds, bool hasLatency)
    {
        var flow = new EngineFlow(setting);
        Pass(flow, null);
        var passes = Enumerable.Range(0, rounds).Select(_ => Pass(flow, null)).ToList();
        var median = passes.OrderBy(pass => pass.Wall).ElementAt(rounds / 2);
        Check.That(passes.All(pass => pass.Root == median.Root && pass.Digest == median.Digest));
        var commands = setting.Commands;
        var figures = new JsonObject
        {
            ["accounts"] = setting.Accounts,
            ["markets"] = setting.Markets,
            ["resting"] = setting.Resting,
            ["rounds"] = rounds,
            ["commands"] = commands,
            ["seconds"] = Math.Round(median.Wall.TotalSeconds, 6),
            ["Mcommands_s"] = Math.Round(commands / median.Wall.TotalSeconds / 1e6, 3),
            ["ns_per_command"] = Math.Round(median.Wall.TotalNanoseconds / commands, 1),
            ["events"] = median.Events,
            ["trades"] = median.Trades,
            ["refused"] = median.Refused,
            ["allocated_bytes_per_command"] = Math.Round((double)median.Allocated / (commands / 2), 4),
            ["events_digest"] = $"{median.Digest:x16}",
            ["state_root"] = median.Root.ToString(),
        };
        if (hasLatency)
        {
            var ticks = new uint[commands];
            Pass(flow, ticks);
            figures["latency_ns"] = Quantiles(ticks);
        }

        return figures;
    }

    private static PassResult Pass(EngineFlow flow, uint[]? ticks)
    {
        GC.Collect();
        var machine = new Machine(flow.Genesis);
        var setup = new EventDigest();
        Apply(machine, setup, flow.Setup, null);
        var sink = new EventDigest();
        var half = flow.Timed.Length / 2;
        var clock = Stopwatch.StartNew();
        Apply(machine, sink, flow.Timed.AsSpan(0, half), ticks);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Apply(machine, sink, flow.Timed.AsSpan(half), ticks is null ? null : ticks.AsSpan(half));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var wall = clock.Elapsed;
        var root = PlainStateTree.Root(machine.State, Hash32.Zero);
        return new PassResult(
            wall, allocated, root, sink.Digest, sink.Events, sink.Trades, sink.Refused);
    }

    private static void Apply(
        Machine machine, EventSink sink, ReadOnlySpan<SequencedEntry> entries, Span<uint> ticks)
    {
        for (var i = 0; i < entries.Length; i++)
        {
            var start = ticks.IsEmpty ? 0 : BookClock.Now;
            machine.Apply(entries[i], sink);
            if (!ticks.IsEmpty)
            {
                ticks[i] = BookClock.Since(start);
            }

            // As the node does when it cuts a batch: what changed is handed to the committer.
            if (i % DrainEvery == DrainEvery - 1)
            {
                machine.State.Changes.Drain();
            }
        }
    }

    private static JsonObject Quantiles(uint[] ticks)
    {
        Array.Sort(ticks);
        var result = new JsonObject();
        foreach (var (name, perMillion) in ((string, long)[])[
            ("p50", 500_000), ("p90", 900_000), ("p99", 990_000), ("p99.9", 999_000), ("p99.99", 999_900)])
        {
            result[name] = BookClock.Nanoseconds(ticks[(int)((ticks.Length - 1) * perMillion / 1_000_000)]);
        }

        result["max"] = BookClock.Nanoseconds(ticks[^1]);
        return result;
    }

    private sealed record PassResult(
        TimeSpan Wall, long Allocated, Hash32 Root, ulong Digest, long Events, long Trades, long Refused);
}
