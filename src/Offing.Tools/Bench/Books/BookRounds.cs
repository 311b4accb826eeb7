using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Offing.Tools.Bench.Books;

/// <summary>Timed passes over one workload, each over new books.</summary>
internal sealed class BookRounds(BookWork work, Func<IBookRun> make)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private readonly List<Round> _rounds = [];

    /// <summary>Runs until the runtime has compiled what it will.</summary>
    public void Warm()
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < WarmUp;)
        {
            Pass();
        }
    }

    /// <summary>One timed pass more.</summary>
    public void Add() => _rounds.Add(Pass());

    /// <summary>The median of the passes.</summary>
    public JsonObject Describe(JsonObject figures)
    {
        var median = _rounds.OrderBy(one => one.Wall).ElementAt(_rounds.Count / 2);
        figures["rounds"] = _rounds.Count;
        figures["ops"] = work.Operations;
        figures["seconds"] = Math.Round(median.Wall.TotalSeconds, 6);
        figures["Mops_s"] = Math.Round(work.Operations / median.Wall.TotalSeconds / 1e6, 2);
        figures["ns_per_op"] = Math.Round(median.Wall.TotalNanoseconds / work.Operations, 2);
        figures["cpu_ns_per_op"] = Math.Round(median.Cpu.TotalNanoseconds / work.Operations, 2);
        figures["trades"] = median.Tally.Trades;
        figures["quantity"] = median.Tally.Quantity;
        figures["refused_cancels"] = median.Tally.RefusedCancels;
        figures["events"] = median.Tally.Events;
        figures["checksum"] = $"{median.Tally.Checksum:x16}";
        return figures;
    }

    /// <summary>This one's speed by the other's in each round that they ran in turn: the median.</summary>
    public double SpeedBy(BookRounds other)
    {
        var ratios = other._rounds.Zip(_rounds, (theirs, ours) => theirs.Wall / ours.Wall).Order().ToList();
        return Math.Round(ratios[ratios.Count / 2], 3);
    }

    private Round Pass()
    {
        // Before and not after: a collection sends pages back, and the run would wait for each one again.
        GC.Collect();
        var run = make();
        BookWork.Run(run, work.First);
        using var process = Process.GetCurrentProcess();
        var cpuBefore = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        BookWork.Run(run, work.Timed);
        var wall = clock.Elapsed;
        process.Refresh();
        return new Round(wall, process.TotalProcessorTime - cpuBefore, run.Tally);
    }

    private sealed record Round(TimeSpan Wall, TimeSpan Cpu, BookTally Tally);
}
