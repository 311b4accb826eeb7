using System.Diagnostics;
using System.Text.Json.Nodes;
using Offing.Engine.Books.Fast;

namespace Offing.Tools.Bench.Books;

/// <summary>How long single operations take, by kind, each one measured.</summary>
internal static class BookLatency
{
    private static readonly string[] Kinds = ["add", "ioc", "cancel", "reduce", "replace"];

    private static readonly (string Name, int PerHundredThousand)[] Quantiles =
        [("p50", 50_000), ("p90", 90_000), ("p99", 99_000), ("p99.9", 99_900), ("p99.99", 99_990)];

    public static JsonObject Measure<TBook, TIds>(Func<BookRun<TBook, TIds>> make, BookRecord[] records)
        where TBook : struct, IMatchingBook
        where TIds : struct, IBookIds<TBook>
    {
        var ticks = new uint[records.Length];
        Pass(make(), records, ticks);
        Pass(make(), records, ticks);
        var overhead = Overhead();
        var byKind = Kinds.Select(_ => new List<uint>()).ToArray();
        for (var i = 0; i < records.Length; i++)
        {
            byKind[KindOf(records[i])].Add(ticks[i] > overhead ? ticks[i] - overhead : 0);
        }

        var result = new JsonObject { ["timer_overhead"] = Nanoseconds(overhead) };
        for (var kind = 0; kind < Kinds.Length; kind++)
        {
            if (byKind[kind].Count > 0)
            {
                result[Kinds[kind]] = Describe(byKind[kind]);
            }
        }

        return result;
    }

    private static void Pass<TBook, TIds>(BookRun<TBook, TIds> run, BookRecord[] records, uint[] ticks)
        where TBook : struct, IMatchingBook
        where TIds : struct, IBookIds<TBook>
    {
        for (var i = 0; i < records.Length; i++)
        {
            var before = Stopwatch.GetTimestamp();
            run.Step(records[i]);
            ticks[i] = (uint)Math.Min(uint.MaxValue, Stopwatch.GetTimestamp() - before);
        }
    }

    /// <summary>The median of two readings with nothing between them.</summary>
    private static uint Overhead()
    {
        var empty = new uint[100_000];
        for (var i = 0; i < empty.Length; i++)
        {
            var before = Stopwatch.GetTimestamp();
            empty[i] = (uint)Math.Min(uint.MaxValue, Stopwatch.GetTimestamp() - before);
        }

        Array.Sort(empty);
        return empty[empty.Length / 2];
    }

    private static JsonObject Describe(List<uint> ticks)
    {
        ticks.Sort();
        var result = new JsonObject { ["count"] = ticks.Count };
        foreach (var (name, share) in Quantiles)
        {
            result[name] = Nanoseconds(ticks[(int)((long)(ticks.Count - 1) * share / 100_000)]);
        }

        result["max"] = Nanoseconds(ticks[^1]);
        return result;
    }

    private static int KindOf(in BookRecord record) => record.Operation switch
    {
        BookOperation.New => record.Immediate,
        BookOperation.Cancel => 2,
        BookOperation.Reduce => 3,
        _ => 4,
    };

    private static long Nanoseconds(uint ticks) => ticks * 1_000_000_000L / Stopwatch.Frequency;
}
