using System.CommandLine;
using Offing.Tools.Bench.Rings;

namespace Offing.Host.Commands;

/// <summary>offing bench ring.</summary>
internal static class RingBenchCommand
{
    public static Command Create()
    {
        var items = BookBenchCommand.Whole("--items", 2_000_000, "Of each pass.", 1_000, 100_000_000);
        var rounds = BookBenchCommand.Whole(
            "--rounds", 11, "Passes of each kind, in turn; medians are reported.", 1, 1_000);
        var command = new Command("ring", "The hand-off ring in turn with a queue under a lock.")
        {
            items, rounds,
        };
        command.SetAction((parsed, _) => CommonOptions.RunAsync(() =>
        {
            Console.WriteLine(
                RingBench.Run(parsed.GetValue(items), parsed.GetValue(rounds)).ToJsonString());
            return Task.CompletedTask;
        }));
        return command;
    }
}
