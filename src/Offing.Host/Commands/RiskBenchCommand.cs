using System.CommandLine;
using Offing.Tools.Bench.Risk;

namespace Offing.Host.Commands;

/// <summary>offing bench risk.</summary>
internal static class RiskBenchCommand
{
    private const int Share = 4;

    public static Command Create()
    {
        var accounts = BookBenchCommand.Whole(
            "--accounts", 100_000, "Accounts, each with a position.", 8, 4_000_000);
        var endangered = BookBenchCommand.Whole(
            "--endangered", 1_000, "Of them, those that a fall brings down; a quarter at most.", 1,
            1_000_000);
        var curve = new Option<bool>("--curve") { Description = "One line each for 10^3 to 10^6 accounts." };
        var command = new Command("risk", "What a price costs: danger, liquidations, deleveraging, memory.")
        {
            accounts, endangered, curve,
        };
        command.SetAction((parsed, _) => CommonOptions.RunAsync(() =>
        {
            int[] sizes = parsed.GetValue(curve)
                ? [1_000, 10_000, 100_000, 1_000_000]
                : [parsed.GetValue(accounts) / 2 * 2];
            foreach (var size in sizes)
            {
                Console.Error.WriteLine($"{size} accounts ...");
                var few = Math.Min(parsed.GetValue(endangered), size / Share);
                Console.WriteLine(RiskBench.Run(size, few).ToJsonString());
            }

            return Task.CompletedTask;
        }));
        return command;
    }
}
