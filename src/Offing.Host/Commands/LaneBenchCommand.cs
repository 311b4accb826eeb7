using System.CommandLine;
using Offing.Tools.Bench.Lanes;

namespace Offing.Host.Commands;

/// <summary>offing bench lane.</summary>
internal static class LaneBenchCommand
{
    public static Command Create()
    {
        var folder = new Option<string>("--folder")
        {
            Description = "A folder to be made on the file system to measure; removed afterwards.",
            DefaultValueFactory = _ => "./data-bench-lane",
        };
        var commands = BookBenchCommand.Whole(
            "--commands", 1_000_000, "Of the flood; offered until they are taken.", 1_000, 5_000_000);
        var command = new Command("lane", "Kill switches and cancels while the queue is full, log included.")
        {
            folder, commands,
        };
        command.SetAction((parsed, _) => CommonOptions.RunAsync(() =>
        {
            var path = Path.GetFullPath(parsed.GetValue(folder)!);
            if (Directory.Exists(path))
            {
                throw new FormatException(
                    $"--folder {path}: it is there already; name one that can be removed");
            }

            Console.WriteLine(LaneBench.Run(path, parsed.GetValue(commands)).ToJsonString());
            return Task.CompletedTask;
        }));
        return command;
    }
}
