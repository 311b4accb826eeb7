using System.CommandLine;
using Offing.Primitives;
using Offing.Tools.Client;
using Offing.Tools.Risk;
using Offing.Tools.Risk.Explaining;

namespace Offing.Host.Commands;

/// <summary>offing risk: what the rules do to a world in trouble.</summary>
internal static class RiskCommand
{
    private const int NotMet = 3;

    public static Command Create() =>
        new("risk", "See what the risk rules do in a scenario, or ask of an account.")
        {
            CreateReplay(), CreateExplain(),
        };

    private static Command CreateExplain()
    {
        var http = CommonOptions.Http();
        var user = new Option<string>("--user") { Description = "0x and 40 hex digits.", Required = true };
        var command = new Command(
            "explain", "Tell an account's requirements, and how far each position is from liquidation.")
        {
            user, http,
        };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(async () =>
        {
            var account = Address.TryParse(parsed.GetValue(user), out var address)
                ? address
                : throw new FormatException($"--user {parsed.GetValue(user)}: must be 0x and 40 hex digits");
            using var venue = new VenueClient(parsed.GetValue(http));
            await Explanation.RunAsync(venue, account, Console.Out, stop);
        }));
        return command;
    }

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
