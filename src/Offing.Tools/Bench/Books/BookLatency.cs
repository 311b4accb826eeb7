using System.Text.Json.Nodes;

namespace Offing.Tools.Bench.Books;

/// <summary>How long single operations take, by kind, each one measured.</summary>
internal static class BookLatency
{
    private static readonly string[] Kinds = ["add", "ioc", "cancel", "reduce", "replace"];

    private static readonly (string Name, int PerHundredThousand)[] Quantiles =
        [("p50", 50_000), ("p90", 90_000), ("p99", 99_000), ("p99.9", 99_900), ("p99.99", 99_990)];

    /// <summary>Nanoseconds without the clock's own; the first of two passes only warms up.</summary>
    public static JsonObject Measure(Func<IBookRun> make, BookWork work)
    {
        var records = work.Timed;
        var ticks = new uint[records.Length];
        for (var pass = 0; pass < 2; pass++)
        {
            GC.Collect();
            var run = make();
            BookWork.Run(run, work.First);
            run.Time(records, ticks);
        }

        var overhead = Overhead();
        var byKind = Kinds.Select(_ => new List<uint>()).ToArray();
        for (var i = 0; i < records.Length; i++)
        {
            ticks[i] = ticks[i] > overhead ? ticks[i] - overhead : 0;
            byKind[KindOf(records[i])].Add(ticks[i]);
        }

        var result = new JsonObject
        {
            ["timer_overhead"] = BookClock.Nanoseconds(overhead),
            ["all"] = Describe(ticks),
        };
        for (var kind = 0; kind < Kinds.Length; kind++)
        {
            if (byKind[kind].Count > 0)
            {
                result[Kinds[kind]] = Describe([.. byKind[kind]]);
            }
        }

        return result;
    }

    /// <summary>The median of two readings with nothing between them.</summary>
    private static uint Overhead()
    {
        var empty = new uint[100_000];
        for (var i = 0; i < empty.Length; i++)
        {
            var before = BookClock.Now;
            empty[i] = BookClock.Since(before);
        }

        Array.Sort(empty);
        return empty[empty.Length / 2];
    }

    private static JsonObject Describe(uint[] ticks)
    {
        Array.Sort(ticks);
        var result = new JsonObject { ["count"] = ticks.Length };
        foreach (var (name, share) in Quantiles)
        {
            result[name] = BookClock.Nanoseconds(ticks[(int)((long)(ticks.Length - 1) * share / 100_000)]);
        }

        result["max"] = BookClock.Nanoseconds(ticks[^1]);
        return result;
    }

    private static int KindOf(in BookRecord record) => record.Operation switch
    {
        BookOperation.New => record.Immediate,
        BookOperation.Cancel => 2,
        BookOperation.Reduce => 3,
        _ => 4,
    };
}
