using System.CommandLine;
using Offing.Tools.Bench.Recovery;

namespace Offing.Host.Commands;

/// <summary>offing bench recovery.</summary>
internal static class RecoveryBenchCommand
{
    public static Command Create()
    {
        var commands = BookBenchCommand.Whole(
            "--commands", 10_000_000, "Orders and cancels in the log.", 1_000, 100_000_000);
        var tail = BookBenchCommand.Whole(
            "--tail", 100_000, "Of them behind the snapshot; 0: no snapshot.", 0, 100_000_000);
        var accounts = BookBenchCommand.Whole("--accounts", 1_000, "Accounts.", 2, 1_000_000);
        var active = BookBenchCommand.Whole("--active", 1_000, "Of them, those that trade.", 2, 1_000_000);
        var perRecord = BookBenchCommand.Whole(
            "--per-record", 20, "Commands in a micro-batch, one a millisecond of the venue's time.", 1,
            1_000);
        var starts = BookBenchCommand.Whole("--starts", 3, "Cold starts of each kind.", 1, 100);
        var folder = new Option<string>("--folder")
        {
            Description = "Made on the file system to measure, and removed; one that --keep left is used.",
            DefaultValueFactory = _ => "./data-bench-recovery",
        };
        var keep = new Option<bool>("--keep") { Description = "Leave the log for another run." };
        var net = new Option<bool>("--net") { Description = "Of a venue that posts net data." };
        var start = new Option<string?>("--start") { Hidden = true };
        start.AcceptOnlyFromAmong("log", "snapshot", "stages");
        var command = new Command(
            "recovery", "Cold starts of the node: its whole log replayed, and a snapshot near its end.")
        {
            commands, tail, accounts, active, perRecord, starts, folder, keep, net, start,
        };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(async () =>
        {
            var path = Path.GetFullPath(parsed.GetValue(folder)!);
            if (parsed.GetValue(start) is { } from)
            {
                var made = RecoveryPlan.Load(path);
                var figures = from == "stages"
                    ? RecoveryStages.Run(made)
                    : RecoveryStart.Run(made, from == "snapshot");
                Console.WriteLine(figures.ToJsonString());
                return;
            }

            var (all, behind) = (parsed.GetValue(commands), parsed.GetValue(tail));
            var plan = new RecoveryPlan(
                path, parsed.GetValue(accounts), Math.Min(parsed.GetValue(active), parsed.GetValue(accounts)),
                all, parsed.GetValue(perRecord), behind < all ? behind : throw new FormatException(
                    $"--tail {behind}: it must be less than --commands {all}"))
            {
                IsNet = parsed.GetValue(net),
            };
            var result = await RecoveryBench.RunAsync(
                plan, parsed.GetValue(starts), line => Console.Error.WriteLine($"offing: {line}"), stop);
            Console.WriteLine(result.ToJsonString());
            if (!parsed.GetValue(keep))
            {
                Directory.Delete(path, recursive: true);
            }
        }));
        return command;
    }
}
