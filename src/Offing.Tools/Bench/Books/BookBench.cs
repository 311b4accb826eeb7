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
    public static JsonObject Run(BookRecord[] records, BookBenchOptions options) =>
        Run(new BookWork(records), options);

    public static JsonObject Run(BookWork work, BookBenchOptions options)
    {
        var book = new BookRounds(work, () => Make(work, options));
        BookRounds[] bounds = options.Bound
            ?
            [
                new BookRounds(work, () => new BareBoundRun(work.Records, branching: true)),
                new BookRounds(work, () => new BareBoundRun(work.Records, branching: false)),
            ]
            : [];
        BookRounds[] all = [.. bounds, book];
        foreach (var one in all)
        {
            one.Warm();
        }

        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var one in all)
            {
                one.Add();
            }
        }

        var figures = book.Describe(new JsonObject
        {
            ["book"] = options.Plain ? "plain" : "fast",
            ["ids"] = options.ForeignIds ? "foreign" : "engine",
        });
        for (var i = 0; i < bounds.Length; i++)
        {
            var name = i == 0 ? "bound_branching" : "bound_branch_free";
            figures[name] = bounds[i].Describe(new JsonObject { ["reached"] = book.SpeedBy(bounds[i]) });
        }

        if (options.Latency)
        {
            figures["latency_ns"] = BookLatency.Measure(() => Make(work, options), work);
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

    private static IBookRun Make(BookWork work, BookBenchOptions options)
    {
        if (work.Books > 1)
        {
            return new MarketsRun(work);
        }

        var length = work.Records.Length;
        return options switch
        {
            { Plain: true, ForeignIds: true } =>
                Over(new PlainMatchingBook(), new ForeignIds<PlainMatchingBook>()),
            { Plain: true } => Over(new PlainMatchingBook(), new EngineIds<PlainMatchingBook>(length)),
            { ForeignIds: true } => Over(new FastBook(), new ForeignIds<FastBook>()),
            _ => Over(new FastBook(), new EngineIds<FastBook>(length)),
        };
    }

    private static BookRun<TBook, TIds> Over<TBook, TIds>(TBook book, TIds ids)
        where TBook : struct, IMatchingBook
        where TIds : struct, IBookIds<TBook> => new(book, ids);
}
