using System.CommandLine;
using Offing.Tools.Bench.Books;
using Offing.Tools.OrderFlow;

namespace Offing.Host.Commands;

/// <summary>offing bench book, offing bench stream, which makes its input, and offing bench shapes.</summary>
internal static class BookBenchCommand
{
    public static Command Create()
    {
        var stream = new Option<string>("--stream")
        {
            Description = "A stream of orders (OBWL0001), plain or .xz.", Required = true,
        };
        var latency = new Option<bool>("--latency") { Description = "Time each operation, by kind." };
        var ids = new Option<string>("--ids")
        {
            Description = "engine: the book's ids, kept in an array; foreign: the stream's, through a map.",
            DefaultValueFactory = _ => "engine",
        };
        ids.AcceptOnlyFromAmong("engine", "foreign");
        var bound = new Option<bool>("--bound")
        {
            Description = "Run the bare bound (flat arrays, no product) in turn with the book, in two ways.",
        };
        var book = new Option<string>("--book")
        {
            Description = "fast or plain.", DefaultValueFactory = _ => "fast",
        };
        book.AcceptOnlyFromAmong("fast", "plain");
        var rounds = Whole("--rounds", 5, "Timed passes; the median is reported.", 1, 1000);
        var command = new Command("book", "One book under a stream of orders.")
        {
            stream, ids, book, latency, bound, rounds,
        };
        command.SetAction((parsed, _) => CommonOptions.RunAsync(() =>
        {
            var options = new BookBenchOptions(
                parsed.GetValue(book) == "plain", parsed.GetValue(ids) == "foreign",
                parsed.GetValue(latency), parsed.GetValue(bound), parsed.GetValue(rounds));
            var records = BookStream.Read(parsed.GetValue(stream)!);
            Console.WriteLine(BookBench.Run(records, options).ToJsonString());
            return Task.CompletedTask;
        }));
        return command;
    }

    public static Command CreateStream()
    {
        var output = new Option<string>("--out") { Description = "The file to write.", Required = true };
        var record = new Option<string>("--record")
        {
            Description = "Turn a venue's order-by-order record (CSV, plain or .xz) into a stream.",
        };
        var count = Whole("--ops", 5_000_000, "Records.", 2, 60_000_000);
        var resting = Whole("--resting", 10_000, "Orders at rest to aim at.", 1, 4_000_000);
        var seed = Whole("--seed", 1, "The same seed gives the same stream.", 0, int.MaxValue);
        var command = new Command("stream", "Make a stream for bench book.")
        {
            output, record, count, resting, seed,
        };
        command.SetAction((parsed, _) => CommonOptions.RunAsync(() =>
        {
            var number = (ulong)parsed.GetValue(seed);
            var records = parsed.GetValue(record) is { } path
                ? RecordedStream.From(RecordReader.Read(path))
                : new BookStreamMaker(number, parsed.GetValue(resting)).Make(parsed.GetValue(count));
            BookStream.Write(parsed.GetValue(output)!, records, number);
            return Task.CompletedTask;
        }));
        return command;
    }

    public static Command CreateShapes()
    {
        var record = new Option<string>("--record")
        {
            Description = "A venue's order-by-order record (CSV, plain or .xz) as one shape more.",
        };
        var only = new Option<string>("--shape") { Description = "Only this one." };
        only.AcceptOnlyFromAmong([.. BookShape.All.Select(shape => shape.Name), "record"]);
        var rounds = Whole("--rounds", 3, "Timed passes; the median is reported.", 1, 1000);
        var command = new Command("shapes", "The fast book under streams of other shapes, worst cases too.")
        {
            record, only, rounds,
        };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(() =>
        {
            var file = parsed.GetValue(record);
            var shapes = file is null ? BookShape.All : [.. BookShape.All, BookShape.Recorded(file)];
            var name = parsed.GetValue(only);
            var options = new BookBenchOptions(
                Plain: false, ForeignIds: false, Latency: true, Bound: false, parsed.GetValue(rounds));
            foreach (var shape in shapes.Where(shape => name is null || shape.Name == name))
            {
                stop.ThrowIfCancellationRequested();
                Console.Error.WriteLine($"bench shapes: {shape.Name}: {shape.Says}");
                var line = BookBench.Run(shape.Make(), options);
                line.Insert(0, "shape", shape.Name);
                Console.WriteLine(line.ToJsonString());
            }

            return Task.CompletedTask;
        }));
        return command;
    }

    public static Command CreateAgree()
    {
        var operations = new Option<long>("--operations")
        {
            Description = "Random operations.", DefaultValueFactory = _ => 100_000_000,
        };
        operations.Between(1, long.MaxValue, "--operations must be at least 1");
        var seed = Whole("--seed", 1, "The same seed makes the same operations.", 0, int.MaxValue);
        var command = new Command("books-agree", "Random operations on both books, every event compared.")
        {
            operations, seed,
        };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(() =>
        {
            var (count, number) = (parsed.GetValue(operations), (ulong)parsed.GetValue(seed));
            var books = new BooksAgree(number);
            var digest = books.Run(count, done =>
            {
                stop.ThrowIfCancellationRequested();
                Console.Error.WriteLine($"bench books-agree: {done} of {count} operations");
            });
            Console.Error.WriteLine($"bench books-agree: {books.Seen}");
            Console.WriteLine($$"""{"operations":{{count}},"seed":{{number}},"digest":"{{digest:x16}}"}""");
            return Task.CompletedTask;
        }));
        return command;
    }

    internal static Option<int> Whole(string name, int otherwise, string description, int least, int most)
    {
        var option = new Option<int>(name)
        {
            Description = description, DefaultValueFactory = _ => otherwise,
        };
        return option.Between(least, most, $"{name} must be from {least} to {most}");
    }
}
