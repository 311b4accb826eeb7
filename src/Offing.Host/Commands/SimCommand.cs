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
            Description = "After a failure look for fewer commands and kinds of incidents that fail as well.",
        };
        var without = new Option<string[]>("--without")
        {
            Description = "A kind of incident that is left out: "
                + string.Join(", ", SimOptions.Incidents) + ".",
        };
        without.AcceptOnlyFromAmong([.. SimOptions.Incidents]);
        var command = new Command("sim", "Run the venue's own code in a simulated world of faults.")
        {
            seed, seeds, commands, without, trace, shrink,
        };
        command.SetAction((parsed, stop) =>
        {
            var count = parsed.GetValue(seeds);
            var options = new SimOptions(parsed.GetValue(seed), parsed.GetValue(commands))
            {
                Without = parsed.GetValue(without) ?? [],
            };
            var (path, isShrunk) = (parsed.GetValue(trace), parsed.GetValue(shrink));
            return CommonOptions.RunAsync(() => End(
                count > 1 ? Series(options, count, stop) : One(options, path), isShrunk, stop));
        });
        return command;
    }

    private static SimResult? One(SimOptions options, string? path)
    {
        Console.WriteLine($"sim: seed {options.Seed}, {options.Commands} commands");
        using var file = path is null ? null : File.CreateText(path);
        var result = Simulation.Run(options with { Trace = file });
        Report(result);
        return result.Failure is null ? null : result;
    }

    private static SimResult? Series(SimOptions first, int seeds, CancellationToken stop)
    {
        Console.WriteLine(
            $"sim: seeds {first.Seed} to {first.Seed + (ulong)seeds - 1}, {first.Commands} commands each");
        var series = new SimSeries(first, seeds);
        var failed = series.Run(Say, stop);
        if (failed is not null)
        {
            Report(failed);
            return failed;
        }

        foreach (var line in series.Coverage.Lines())
        {
            Console.WriteLine($"sim: {line}");
        }

        Console.WriteLine($"sim: {series.Passed} of {seeds} seeds passed");
        stop.ThrowIfCancellationRequested();
        return null;
    }

    // The last line is the command that shows the failure again.
    private static Task End(SimResult? failed, bool isShrunk, CancellationToken stop)
    {
        failed = failed is not null && isShrunk
            ? Shrinker.Shrink(failed.Options, failed, Say, stop)
            : failed;
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
