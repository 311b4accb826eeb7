using System.Text.Json.Nodes;
using Offing.Tools.Bench.Books;

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
                Assert.True(plain || checksum == (string?)figures["bound"]!["checksum"]);
                Assert.True(plain || refused == Number(figures["bound"]!["refused_cancels"]));
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

    private static BookBenchOptions Once(bool plain, bool foreign) =>
        new(plain, foreign, Latency: false, Bound: !plain, Rounds: 1);

    private static long Number(JsonNode? value) => long.Parse(value!.ToJsonString());
}
