using System.CommandLine;
using Offing.Tools.Risk;

namespace Offing.Host.Commands;

/// <summary>offing risk: what the rules do to a world in trouble.</summary>
internal static class RiskCommand
{
    private const int NotMet = 3;

    public static Command Create() =>
        new("risk", "See what the risk rules do in a scenario.") { CreateReplay() };

    private static Command CreateReplay()
    {
        var scenario = new Option<string>("--scenario")
        {
            Description = "A scenario file; scenarios/ has some, and says how to write one.", Required = true,
        };
        var output = new Option<string?>("--out")
        {
            Description = "Folder for report.md, its pictures and CSV; data/risk/NAME when not given.",
        };
        var parts = BookBenchCommand.Whole(
            "--divide", 1, "Run with one in so many of the accounts, and amounts to match.", 1, 10_000);
        var command = new Command(
            "replay",
            "Run a scenario on the engine and write a report; exit code 3 when an expectation fails.")
        {
            scenario, output, parts,
        };
        command.SetAction(async (parsed, stop) =>
        {
            var isMet = true;
            var code = await CommonOptions.RunAsync(() =>
            {
                var (report, met) = RiskReplay.Run(
                    parsed.GetValue(scenario)!, parsed.GetValue(output), parsed.GetValue(parts),
                    line => Console.Error.WriteLine($"risk replay: {line}"), stop);
                isMet = met;
                Console.WriteLine(report);
                return Task.CompletedTask;
            });
            return code != 0 || isMet ? code : NotMet;
        });
        return command;
    }
}
