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
        var command = new Command("sim", "Run the venue's own code in a simulated world of faults.")
        {
            seed, seeds, commands, trace,
        };
        command.SetAction((parsed, stop) =>
        {
            var (first, count) = (parsed.GetValue(seed), parsed.GetValue(seeds));
            var length = parsed.GetValue(commands);
            return count > 1
                ? Series(first, count, length, stop)
                : CommonOptions.RunAsync(() => One(first, length, parsed.GetValue(trace)));
        });
        return command;
    }

    private static Task One(ulong seed, int commands, string? path)
    {
        Console.WriteLine($"sim: seed {seed}, {commands} commands");
        using var file = path is null ? null : File.CreateText(path);
        var result = Simulation.Run(new SimOptions(seed, commands) { Trace = file });
        Report(result);
        return result.Failure is null
            ? Task.CompletedTask
            : throw new FormatException($"seed {seed} failed; again: {result.Reproduction}");
    }

    private static Task<int> Series(ulong first, int seeds, int commands, CancellationToken stop)
    {
        Console.WriteLine($"sim: seeds {first} to {first + (ulong)seeds - 1}, {commands} commands each");
        var series = new SimSeries(first, seeds, commands);
        var failed = series.Run(line => Console.Error.WriteLine($"sim: {line}"), stop);
        if (failed is not null)
        {
            Report(failed);
            Console.Error.WriteLine($"offing: seed {failed.Seed} failed; again: {failed.Reproduction}");
            return Task.FromResult(1);
        }

        Console.WriteLine($"sim: {series.Passed} of {seeds} seeds passed");
        return Task.FromResult(stop.IsCancellationRequested ? 130 : 0);
    }

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
