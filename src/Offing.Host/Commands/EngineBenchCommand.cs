using System.CommandLine;
using Offing.Tools.Bench.Engines;

namespace Offing.Host.Commands;

/// <summary>offing bench engine.</summary>
internal static class EngineBenchCommand
{
    public static Command Create()
    {
        var usual = EngineSetting.Usual;
        var accounts = Whole("--accounts", usual.Accounts, "Accounts.", 2, 1_000_000);
        var active = Whole("--active", 0, "Of the accounts, those that trade; 0: all.", 0, 1_000_000);
        var markets = Whole("--markets", usual.Markets, "Markets.", 1, 1_000_000);
        var resting = Whole("--resting", usual.Resting, "Orders at rest, over all markets.", 1, 4_000_000);
        var commands = Whole("--commands", usual.Commands, "Timed commands a round.", 1_000, 5_000_000);
        var rounds = Whole("--rounds", 5, "Timed passes; the median is reported.", 1, 100);
        var latency = new Option<bool>("--latency") { Description = "Time each command in one more pass." };
        var curve = new Option<bool>("--curve")
        {
            Description = "One line for each size: accounts, markets and orders at rest from 10^3 to 10^6; "
                + "each with the cost of a look into memory of the state's size.",
        };
        var command = new Command("engine", "The whole pure engine under signed orders and cancels.")
        {
            accounts, active, markets, resting, commands, rounds, latency, curve,
        };
        command.SetAction((parsed, _) => CommonOptions.RunAsync(() =>
        {
            var setting = new EngineSetting(
                parsed.GetValue(accounts), Active(parsed.GetValue(active), parsed.GetValue(accounts)),
                parsed.GetValue(markets), parsed.GetValue(resting),
                parsed.GetValue(commands), Seed: 1);
            var isCurve = parsed.GetValue(curve);
            var settings = isCurve ? EngineCurve.Around(setting) : [setting];
            foreach (var one in settings)
            {
                Console.Error.WriteLine(
                    $"{one.Accounts} accounts, of which {one.Active} trade; {one.Markets} markets; "
                    + $"{one.Resting} orders at rest ...");
                var figures = EngineBench.Run(
                    one, parsed.GetValue(rounds), parsed.GetValue(latency), hasLoads: isCurve);
                Console.WriteLine(figures.ToJsonString());
            }

            return Task.CompletedTask;
        }));
        return command;
    }

    private static int Active(int asked, int accounts) =>
        asked == 0 ? accounts : Math.Min(asked, accounts);

    private static Option<int> Whole(string name, int otherwise, string description, int least, int most) =>
        BookBenchCommand.Whole(name, otherwise, description, least, most);
}
