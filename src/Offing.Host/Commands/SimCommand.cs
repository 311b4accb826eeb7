using System.CommandLine;
using Offing.Simulator;

namespace Offing.Host.Commands;

/// <summary>offing sim: worlds in which everything goes wrong, and the production code in them.</summary>
internal static class SimCommand
{
    public static Command Create()
    {
        var seed = new Option<ulong>("--seed")
        {
            Description = "The world to run; with --seeds the first of them.", DefaultValueFactory = _ => 1,
        };
        var seeds = Whole("--seeds", 1, "So many worlds, one after the other; stops at the first failure.");
        var commands = Whole(
            "--commands", SimOptions.CommandsDefault, "Requests of clients in each, before the faults stop.");
        var trace = new Option<string?>("--trace")
        {
            Description = "Write all that happens to this file, line by line; for one seed.",
        };
        var shrink = new Option<bool>("--shrink")
        {
            Description = "After a failure look for a smaller number of commands that fails as well.",
        };
        var command = new Command("sim", "Run the venue's own code in a simulated world of faults.")
        {
            seed, seeds, commands, trace, shrink,
        };
        command.SetAction((parsed, stop) =>
        {
            var (first, count) = (parsed.GetValue(seed), parsed.GetValue(seeds));
            var length = parsed.GetValue(commands);
            var (path, isShrunk) = (parsed.GetValue(trace), parsed.GetValue(shrink));
            return CommonOptions.RunAsync(() => End(
                count > 1 ? Series(first, count, length, stop) : One(first, length, path), isShrunk, stop));
        });
        return command;
    }

    private static SimResult? One(ulong seed, int commands, string? path)
    {
        Console.WriteLine($"sim: seed {seed}, {commands} commands");
        using var file = path is null ? null : File.CreateText(path);
        var result = Simulation.Run(new SimOptions(seed, commands) { Trace = file });
        Report(result);
        return result.Failure is null ? null : result;
    }

    private static SimResult? Series(ulong first, int seeds, int commands, CancellationToken stop)
    {
        Console.WriteLine($"sim: seeds {first} to {first + (ulong)seeds - 1}, {commands} commands each");
        var series = new SimSeries(first, seeds, commands);
        var failed = series.Run(Say, stop);
        if (failed is not null)
        {
            Report(failed);
            return failed;
        }

        Console.WriteLine($"sim: {series.Passed} of {seeds} seeds passed");
        stop.ThrowIfCancellationRequested();
        return null;
    }

    // The last line is the command that shows the failure again.
    private static Task End(SimResult? failed, bool isShrunk, CancellationToken stop)
    {
        failed = failed is not null && isShrunk ? Shrinker.Shrink(failed, Say, stop) : failed;
        return failed is null
            ? Task.CompletedTask
            : throw new FormatException($"seed {failed.Seed} failed; again: {failed.Reproduction}");
    }

    private static void Say(string line) => Console.Error.WriteLine($"sim: {line}");

    private static void Report(SimResult result)
    {
        Console.WriteLine(
            $"sim: seed {result.Seed}: {result.Commands} commands, {result.Entries} entries, "
            + $"{result.Batches} batches on the chain, {result.Starts} starts, {result.Incidents} incidents, "
            + $"{result.Virtual_Ms / 1000} s of virtual time");
        Console.WriteLine($"sim: trace {result.TraceHash}");
        if (result.Failure is { } failure)
        {
            foreach (var line in result.LastLines)
            {
                Console.WriteLine($"sim: {line}");
            }

            Console.WriteLine($"sim: FAILED: {failure}");
        }
    }

    private static Option<int> Whole(string name, int otherwise, string description) =>
        BookBenchCommand.Whole(name, otherwise, description, 1, 100_000_000);
}
