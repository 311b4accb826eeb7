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
/// state root at the end. One core, no log, no network. The entries come as they do from the decoder: a few
/// hundred at a time, made just before; making them is not timed.
/// </summary>
public static class EngineBench
{
    /// <param name="rounds">Passes, each over a new machine; the median is reported.</param>
    /// <param name="hasLatency">Whether one more pass times each command.</param>
    /// <param name="hasLoads">Whether the cost of a look into memory is measured beside it.</param>
    public static JsonObject Run(EngineSetting setting, int rounds, bool hasLatency, bool hasLoads = false)
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
            ["active"] = setting.Active,
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

        if (hasLoads)
        {
            var load_Ns = Loads.Ns(median.Bytes);
            figures["state_mib"] = Math.Round(median.Bytes / 1048576.0, 1);
            figures["load_ns"] = Math.Round(load_Ns, 1);
            figures["loads_per_command"] = Math.Round(median.Wall.TotalNanoseconds / commands / load_Ns, 1);
        }

        return figures;
    }

    private static PassResult Pass(EngineFlow flow, uint[]? ticks)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var machine = new Machine(flow.Genesis);
        new EngineRun(machine, new EventDigest()).Apply(flow.Setup, default);
        machine.State.Changes.Drain();
        var sink = new EventDigest();
        var half = flow.Timed.Length / 2;
        var warming = new EngineRun(machine, sink);
        warming.Apply(flow.Timed.AsSpan(0, half), ticks);
        var steady = new EngineRun(machine, sink);
        steady.Apply(flow.Timed.AsSpan(half), ticks is null ? default : ticks.AsSpan(half));
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        return new PassResult(
            warming.Wall + steady.Wall, steady.Allocated, bytes,
            PlainStateTree.Root(machine.State, Hash32.Zero), sink.Digest, sink.Events, sink.Trades,
            sink.Refused);
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
        TimeSpan Wall, long Allocated, long Bytes, Hash32 Root, ulong Digest, long Events, long Trades,
        long Refused);
}
