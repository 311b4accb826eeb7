using System.Diagnostics;
using System.Text.Json.Nodes;
using Offing.Engine;
using Offing.Engine.Auditing;
using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Tools.Bench.Risk;

/// <summary>
/// What a price costs in a market where every account has a position: one that endangers nobody, one that
/// brings so many down, and one that brings as many below zero; and what the invariants cost after it, by
/// what changed and from scratch.
/// </summary>
public static class RiskBench
{
    private const int Quiet = 2_000;

    /// <param name="accounts">With a position each.</param>
    /// <param name="endangered">Liquidated by the first fall, and as many by the second.</param>
    public static JsonObject Run(int accounts, int endangered)
    {
        // So that nobody measures the compiler.
        for (var i = 0; i < 3; i++)
        {
            Measure(4_000, 1_000);
        }

        return Measure(accounts, endangered);
    }

    private static JsonObject Measure(int accounts, int endangered)
    {
        Check.That(accounts >= 4 * endangered);
        var world = new RiskWorld(accounts, endangered);
        Check.That(world.Sink.Refused == 0);
        var first = Time(world, world.Reports(RiskWorld.Mid_Ticks - 1));
        var quiet = QuietTicks(world);
        Check.That(world.Sink.Steps == 0);
        world.Bid(955_000, endangered);
        var book = Time(world, world.Reports(955_000));
        var closed = world.Sink.Steps;
        Check.That(closed == endangered && world.Sink.Deleveraged == 0);
        var state = world.Machine.State;
        var watch = new InvariantWatch(state);
        state.Changes.Drain();
        var fall = Time(world, world.Reports(890_000));
        var deleveraged = world.Sink.Deleveraged;
        var changed = state.Changes.Named.Accounts.Count;
        var batch = Time(() => watch.Check(state.Changes.Named));
        var full = Time(() => Invariants.Check(state));
        Check.That(deleveraged == endangered);
        return new JsonObject
        {
            ["accounts"] = accounts,
            ["bytes_per_account"] = world.BytesPerAccount,
            ["bytes_per_position"] = world.BytesPerPosition,
            ["first_mark_us"] = Microseconds(first),
            ["quiet_mark_p50_us"] = Microseconds(quiet[quiet.Length / 2]),
            ["quiet_mark_p99_us"] = Microseconds(quiet[quiet.Length * 99 / 100]),
            ["quiet_mark_max_us"] = Microseconds(quiet[^1]),
            ["liquidated"] = closed,
            ["liquidation_us"] = Microseconds(book / closed),
            ["liquidations_s"] = Math.Round(closed / book.TotalSeconds),
            ["deleveraged"] = deleveraged,
            ["deleveraging_us"] = Microseconds(fall / deleveraged),
            ["deleveragings_s"] = Math.Round(deleveraged / fall.TotalSeconds),
            ["changed"] = changed,
            ["invariants_of_a_batch_us"] = Microseconds(batch),
            ["invariants_of_all_us"] = Microseconds(full),
        };
    }

    // A tick up and down: the mark moves at each second report.
    private static TimeSpan[] QuietTicks(RiskWorld world)
    {
        var times = new TimeSpan[Quiet];
        for (var i = 0; i < Quiet; i++)
        {
            times[i] = Time(world, world.Reports((uint)(RiskWorld.Mid_Ticks + (i % 2))));
        }

        Array.Sort(times);
        return times;
    }

    private static TimeSpan Time(RiskWorld world, SequencedEntry[] entries)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var entry in entries)
        {
            world.Machine.Apply(entry, world.Sink);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private static TimeSpan Time(Func<IReadOnlyList<string>> check)
    {
        var start = Stopwatch.GetTimestamp();
        var violations = check();
        var elapsed = Stopwatch.GetElapsedTime(start);
        Check.That(violations.Count == 0, string.Join("; ", violations));
        return elapsed;
    }

    private static double Microseconds(TimeSpan time) => Math.Round(time.TotalMicroseconds, 2);
}
