using System.Diagnostics;
using System.Text.Json.Nodes;
using Offing.Engine.Books.Fast;

namespace Offing.Tools.Bench.Books;

/// <summary>What to measure.</summary>
/// <param name="Plain">The plain book and not the fast one.</param>
/// <param name="Rounds">Passes over the stream, each with a new book; the median is reported.</param>
public sealed record BookBenchOptions(bool Plain, bool ForeignIds, bool Latency, int Rounds);

/// <summary>Runs a stream over a book and measures.</summary>
public static class BookBench
{
    private const int ChunkRecords = 4096;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    public static JsonObject Run(BookRecord[] records, BookBenchOptions options) => options switch
    {
        { Plain: true, ForeignIds: true } => Measure(
            records,
            options,
            () => Over(new PlainMatchingBook(), new ForeignIds<PlainMatchingBook>())),
        { Plain: true } => Measure(
            records,
            options,
            () => Over(new PlainMatchingBook(), new EngineIds<PlainMatchingBook>(records.Length))),
        { ForeignIds: true } =>
            Measure(records, options, () => Over(new FastBook(), new ForeignIds<FastBook>())),
        _ => Measure(records, options, () => Over(new FastBook(), new EngineIds<FastBook>(records.Length))),
    };

    /// <summary>One pass over new books without a clock: what tests compare.</summary>
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

    private static JsonObject Measure<TBook, TIds>(
        BookRecord[] records, BookBenchOptions options, Func<BookRun<TBook, TIds>> make)
        where TBook : struct, IMatchingBook
        where TIds : struct, IBookIds<TBook>
    {
        for (var warm = Stopwatch.StartNew(); warm.Elapsed < WarmUp;)
        {
            Pass(make(), records);
        }

        var rounds = new List<(TimeSpan Wall, TimeSpan Cpu)>();
        var run = make();
        for (var round = 0; round < options.Rounds; round++)
        {
            run = make();
            GC.Collect();
            rounds.Add(Pass(run, records));
        }

        var (wall, cpu) = rounds.OrderBy(one => one.Wall).ElementAt(rounds.Count / 2);
        var tally = run.Tally;
        var figures = new JsonObject
        {
            ["book"] = options.Plain ? "plain" : "fast",
            ["ids"] = options.ForeignIds ? "foreign" : "engine",
            ["rounds"] = rounds.Count,
            ["ops"] = records.Length,
            ["seconds"] = Math.Round(wall.TotalSeconds, 6),
            ["Mops_s"] = Math.Round(records.Length / wall.TotalSeconds / 1e6, 2),
            ["ns_per_op"] = Math.Round(wall.TotalNanoseconds / records.Length, 2),
            ["cpu_ns_per_op"] = Math.Round(cpu.TotalNanoseconds / records.Length, 2),
            ["trades"] = tally.Trades,
            ["quantity"] = tally.Quantity,
            ["refused_cancels"] = tally.RefusedCancels,
            ["events"] = tally.Events,
            ["checksum"] = $"{tally.Checksum:x16}",
        };
        if (options.Latency)
        {
            figures["latency_ns"] = BookLatency.Measure(make, records);
        }

        return figures;
    }

    /// <summary>In chunks: a method that is called often is one that the runtime optimises fully.</summary>
    private static (TimeSpan Wall, TimeSpan Cpu) Pass<TBook, TIds>(
        BookRun<TBook, TIds> run, BookRecord[] records)
        where TBook : struct, IMatchingBook
        where TIds : struct, IBookIds<TBook>
    {
        using var process = Process.GetCurrentProcess();
        var cpuBefore = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        for (var at = 0; at < records.Length; at += ChunkRecords)
        {
            run.Run(records.AsSpan(at, Math.Min(ChunkRecords, records.Length - at)));
        }

        var wall = clock.Elapsed;
        process.Refresh();
        return (wall, process.TotalProcessorTime - cpuBefore);
    }
}
