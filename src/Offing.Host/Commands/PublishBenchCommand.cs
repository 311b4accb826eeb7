using System.CommandLine;
using System.Text.Json.Nodes;
using Offing.Tools.Bench.Publish;

namespace Offing.Host.Commands;

/// <summary>offing bench publish.</summary>
internal static class PublishBenchCommand
{
    public static Command Create()
    {
        var trades = new Option<int[]>("--trades")
        {
            Description = "Trades of a batch, as often as there are batches.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [1, 100, 10_000, 100_000],
        };
        var accounts = BookBenchCommand.Whole("--accounts", 1_000, "Among which they trade.", 2, 100_000);
        var rate = BookBenchCommand.Whole(
            "--rate", 2_000, "Orders a second that full mode is to keep up with; 0: not tried.", 0, 20_000);
        var seconds = BookBenchCommand.Whole("--seconds", 60, "How long.", 10, 3_600);
        var command = new Command(
            "publish",
            "Gas a trade of batches in full and in net data on a chain client, and full mode at a rate.")
        {
            trades, accounts, rate, seconds,
        };
        command.SetAction((parsed, _) => CommonOptions.RunAsync(() =>
        {
            var folder = Directory.CreateTempSubdirectory("offing-publish-").FullName;
            try
            {
                var bench = new PublishBench(folder, line => Console.Error.WriteLine($"offing: {line}"));
                var figures = new JsonObject
                {
                    ["gas"] = bench.Gas(parsed.GetValue(trades)!, parsed.GetValue(accounts)),
                };
                if (parsed.GetValue(rate) > 0)
                {
                    figures["rate"] = bench.Rate(
                        parsed.GetValue(rate), parsed.GetValue(seconds), parsed.GetValue(accounts));
                }

                Console.WriteLine(figures.ToJsonString());
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }

            return Task.CompletedTask;
        }));
        return command;
    }
}
