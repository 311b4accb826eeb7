using System.CommandLine;
using Offing.Tools.Bench;
using Spectre.Console;

namespace Offing.Host.Commands;

/// <summary>offing bench: figures for docs/benchmarks.md.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var folder = new Option<string>("--folder")
        {
            Description = "A folder to be made on the file system to measure; removed afterwards.",
            DefaultValueFactory = _ => "./data-bench",
        };
        var venue = new Command("venue", "A whole venue from outside: HTTP, signatures, durable log, chain.")
        {
            folder,
        };
        venue.SetAction((parsed, stop) => CommonOptions.RunAsync(async () =>
        {
            var path = Path.GetFullPath(parsed.GetValue(folder)!);
            if (Directory.Exists(path))
            {
                throw new FormatException(
                    $"--folder {path}: it is there already; name one that can be removed");
            }

            var progress = AnsiConsole.Create(
                new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
            var figures = await VenueBench.RunAsync(path, progress, stop);
            Console.WriteLine(figures.ToJsonString());
        }));
        return new Command("bench", "Measure, and print one JSON line.")
        {
            venue, BookBenchCommand.Create(), BookBenchCommand.CreateStream(),
            BookBenchCommand.CreateShapes(), BookBenchCommand.CreateAgree(), EngineBenchCommand.Create(),
            RiskBenchCommand.Create(), LaneBenchCommand.Create(), PipeBenchCommands.CreateSignatures(),
            ReceiptBenchCommand.Create(), RingBenchCommand.Create(), RecoveryBenchCommand.Create(),
            SnapshotBenchCommand.Create(), PublishBenchCommand.Create(),
        };
    }
}
