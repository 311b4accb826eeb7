using System.Diagnostics;
using System.Text.Json.Nodes;
using Offing.Engine.Books.Fast;

namespace Offing.Tools.Bench.Books;

/// <summary>What to measure.</summary>
/// <param name="Plain">The plain book and not the fast one.</param>
/// <param name="ForeignIds">Orders are found by the stream's ids through a map.</param>
/// <param name="Latency">Also time each operation.</param>
/// <param name="Bound">Also run the bare bound, in turn with the book.</param>
/// <param name="Rounds">Passes over the stream, each with a new book; the median is reported.</param>
public sealed record BookBenchOptions(bool Plain, bool ForeignIds, bool Latency, bool Bound, int Rounds);

/// <summary>Runs a stream over a book and measures.</summary>
public static class BookBench
{
    private const int ChunkRecords = 4096;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    public static JsonObject Run(BookRecord[] records, BookBenchOptions options)
    {
        IBookRun MakeBook() => options switch
        {
            { Plain: true, ForeignIds: true } =>
                Over(new PlainMatchingBook(), new ForeignIds<PlainMatchingBook>()),
            { Plain: true } => Over(new PlainMatchingBook(), new EngineIds<PlainMatchingBook>(records.Length)),
            { ForeignIds: true } => Over(new FastBook(), new ForeignIds<FastBook>()),
            _ => Over(new FastBook(), new EngineIds<FastBook>(records.Length)),
        };

        IBookRun MakeBound() => new BareBound(records);
        var book = new List<Round>();
        var bound = new List<Round>();
        Warm(MakeBook, records);
        if (options.Bound)
        {
            Warm(MakeBound, records);
        }

        for (var round = 0; round < options.Rounds; round++)
        {
            if (options.Bound)
            {
                bound.Add(Pass(MakeBound, records));
            }

            book.Add(Pass(MakeBook, records));
        }

        var figures = new JsonObject
        {
            ["book"] = options.Plain ? "plain" : "fast",
            ["ids"] = options.ForeignIds ? "foreign" : "engine",
        };
        Describe(figures, book, records.Length);
        if (options.Bound)
        {
            figures["bound"] = Describe([], bound, records.Length);
            var ratios = bound.Zip(book, (bare, full) => bare.Wall / full.Wall).Order().ToList();
            figures["of_bound"] = Math.Round(ratios[ratios.Count / 2], 3);
        }

        if (options.Latency)
        {
            figures["latency_ns"] = BookLatency.Measure(MakeBook, records);
        }

        return figures;
    }

    /// <summary>One pass over a new book without a clock: what tests compare.</summary>
    public static BookTally Tally<TBook, TIds>(BookRecord[] records, TBook book, TIds ids)
        where TBook : struct, IMatchingBook
        where TIds : struct, IBookIds<TBook>
    {
        var run = Over(book, ids);
        run.Run(records);
        return run.Tally;
    }

    private static BookRun<TBook, TIds> Over<TBook, TIds>(TBook book, TIds ids)
        where TBook : struct, IMatchingBook
        where TIds : struct, IBookIds<TBook> => new(book, ids);

    private static void Warm(Func<IBookRun> make, BookRecord[] records)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < WarmUp;)
        {
            Pass(make, records);
        }
    }

    /// <summary>In chunks: a method that is called often is one that the runtime optimises fully.</summary>
    private static Round Pass(Func<IBookRun> make, BookRecord[] records)
    {
        // Before and not after: a collection sends pages back, and the run would wait for each of them again.
        GC.Collect();
        var run = make();
        using var process = Process.GetCurrentProcess();
        var cpuBefore = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        for (var at = 0; at < records.Length; at += ChunkRecords)
        {
            run.Run(records.AsSpan(at, Math.Min(ChunkRecords, records.Length - at)));
        }

        var wall = clock.Elapsed;
        process.Refresh();
        return new Round(wall, process.TotalProcessorTime - cpuBefore, run.Tally);
    }

    private static JsonObject Describe(JsonObject figures, List<Round> rounds, int records)
    {
        var median = rounds.OrderBy(one => one.Wall).ElementAt(rounds.Count / 2);
        figures["rounds"] = rounds.Count;
        figures["ops"] = records;
        figures["seconds"] = Math.Round(median.Wall.TotalSeconds, 6);
        figures["Mops_s"] = Math.Round(records / median.Wall.TotalSeconds / 1e6, 2);
        figures["ns_per_op"] = Math.Round(median.Wall.TotalNanoseconds / records, 2);
        figures["cpu_ns_per_op"] = Math.Round(median.Cpu.TotalNanoseconds / records, 2);
        figures["trades"] = median.Tally.Trades;
        figures["quantity"] = median.Tally.Quantity;
        figures["refused_cancels"] = median.Tally.RefusedCancels;
        figures["events"] = median.Tally.Events;
        figures["checksum"] = $"{median.Tally.Checksum:x16}";
        return figures;
    }

    private sealed record Round(TimeSpan Wall, TimeSpan Cpu, BookTally Tally);
}
