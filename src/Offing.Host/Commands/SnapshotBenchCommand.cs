using System.CommandLine;
using Offing.Tools.Bench.Recovery;
using Offing.Tools.Bench.Snapshots;

namespace Offing.Host.Commands;

/// <summary>offing bench snapshot.</summary>
internal static class SnapshotBenchCommand
{
    public static Command Create()
    {
        var accounts = BookBenchCommand.Whole(
            "--accounts", 100_000, "Accounts, each with money, a session key and about one order at rest.", 2,
            1_000_000);
        var rate = BookBenchCommand.Whole("--rate", 5_000, "Commands a second.", 1, 100_000);
        var seconds = BookBenchCommand.Whole("--seconds", 30, "Of each half.", 1, 3_600);
        var folder = new Option<string>("--folder")
        {
            Description = "A folder to be made on the file system to measure; removed afterwards.",
            DefaultValueFactory = _ => "./data-bench-snapshot",
        };
        var one = new Option<bool>("--make-one") { Hidden = true };
        var command = new Command(
            "snapshot",
            "How long the engine's thread is busy at a time, without and while snapshots are made beside it.")
        {
            accounts, rate, seconds, folder, one,
        };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(() =>
        {
            var path = Path.GetFullPath(parsed.GetValue(folder)!);
            if (parsed.GetValue(one))
            {
                Console.WriteLine(SnapshotBench.MakeOne(RecoveryPlan.Load(path)).ToJsonString());
                return Task.CompletedTask;
            }

            if (Directory.Exists(path))
            {
                throw new FormatException(
                    $"--folder {path}: it is there already; name one that can be removed");
            }

            var count = parsed.GetValue(accounts);
            var figures = SnapshotBench.Run(
                new RecoveryPlan(path, count, count, 0, 0, 0), parsed.GetValue(rate),
                parsed.GetValue(seconds), LogCommand.Say, stop);
            Console.WriteLine(figures.ToJsonString());
            Directory.Delete(path, recursive: true);
            return Task.CompletedTask;
        }));
        return command;
    }
}
