using System.Text.Json.Nodes;
using Offing.Engine.Books.Fast;
using Offing.Tools.Bench.Books;
using Offing.Tools.OrderFlow;

namespace Offing.Tools.Tests.Bench;

/// <summary>Both books make exactly the trades that the shared streams name.</summary>
public sealed class BookStreamTests
{
    [Theory]
    [InlineData("orders-core-200k.bin.xz", "65a43dd4be260cb3", 28_672, 1_037_343, 863)]
    [InlineData("orders-reduce-200k.bin.xz", "44f903d0abf6c2ad", 20_483, 569_160, 921)]
    public void The_checksums_of_the_shared_streams_come_out(
        string name, string checksum, long trades, long quantity, long refused)
    {
        var file = Path.Combine(Repository.Root, "..", "shared", "streams", name);
        if (!File.Exists(file))
        {
            Console.WriteLine("skipped: ../shared/streams is not there");
            return;
        }

        var records = BookStream.Read(file);
        foreach (var plain in new[] { false, true })
        {
            foreach (var foreign in new[] { false, true })
            {
                var figures = BookBench.Run(records, Once(plain, foreign));
                Assert.Equal(checksum, (string?)figures["checksum"]);
                Assert.Equal(trades, Number(figures["trades"]));
                Assert.Equal(quantity, Number(figures["quantity"]));
                Assert.Equal(refused, Number(figures["refused_cancels"]));
                string[] bounds = plain ? [] : ["bound_branching", "bound_branch_free"];
                foreach (var bound in bounds)
                {
                    Assert.Equal(checksum, (string?)figures[bound]!["checksum"]);
                    Assert.Equal(refused, Number(figures[bound]!["refused_cancels"]));
                }
            }
        }
    }

    [Fact]
    public void A_stream_that_is_made_is_read_back_and_both_books_agree_on_it()
    {
        var records = new BookStreamMaker(7, 1_000).Make(50_000);
        var file = Path.GetTempFileName();
        try
        {
            BookStream.Write(file, records, 7);
            var read = BookStream.Read(file);
            Assert.Equal(records.Length, read.Length);
            var fast = BookBench.Run(read, Once(plain: false, foreign: false));
            var plain = BookBench.Run(read, Once(plain: true, foreign: false));
            Assert.Equal((string?)plain["checksum"], (string?)fast["checksum"]);
            Assert.True(Number(fast["trades"]) > 0);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_fast_book_allocates_nothing_in_steady_state(bool foreign)
    {
        var records = new BookStreamMaker(3, 2_000).Make(400_000);
        IBookRun run = foreign
            ? new BookRun<FastBook, ForeignIds<FastBook>>(new FastBook(), new ForeignIds<FastBook>())
            : new BookRun<FastBook, EngineIds<FastBook>>(
                new FastBook(), new EngineIds<FastBook>(records.Length));
        run.Run(records.AsSpan(0, 200_000));
        var before = GC.GetAllocatedBytesForCurrentThread();
        run.Run(records.AsSpan(200_000));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_real_record_becomes_a_stream_that_both_books_run_alike()
    {
        var file = Path.Combine(
            Repository.Root, "..", "shared", "data", "bitstamp_btcusd_2015-05-01_orders.csv.xz");
        if (!File.Exists(file))
        {
            Console.WriteLine("skipped: ../shared/data is not there");
            return;
        }

        var records = RecordedStream.From(RecordReader.Read(file));
        var fast = BookBench.Tally(records, new FastBook(), new EngineIds<FastBook>(records.Length));
        var plain = BookBench.Tally(
            records, new PlainMatchingBook(), new EngineIds<PlainMatchingBook>(records.Length));
        Assert.Equal((plain.Checksum, plain.Digest, plain.RefusedCancels),
            (fast.Checksum, fast.Digest, fast.RefusedCancels));
        Assert.True(fast.Trades > 0);
    }

    private static BookBenchOptions Once(bool plain, bool foreign) =>
        new(plain, foreign, Latency: false, Bound: !plain, Rounds: 1);

    private static long Number(JsonNode? value) => long.Parse(value!.ToJsonString());
}
