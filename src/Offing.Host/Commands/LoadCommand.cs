using System.CommandLine;
using Offing.Tools.Load.Files;

namespace Offing.Host.Commands;

/// <summary>offing load: sign a load to a file, then send it.</summary>
internal static class LoadCommand
{
    public static Command Create() => new(
        "load", "An open-loop load: \"load sign\" makes a file of signed requests, \"load run\" sends it.")
    {
        Sign(), LoadRunCommand.Create(), LoadServeCommand.Create(),
    };

    private static Command Sign()
    {
        var output = new Option<string>("--out") { Description = "The file to write.", Required = true };
        var accounts = BookBenchCommand.Whole("--accounts", 256, "Accounts that trade.", 1, 100_000);
        var orders = BookBenchCommand.Whole(
            "--orders", 500_000, "Orders and cancels in all.", 1, int.MaxValue);
        var batch = BookBenchCommand.Whole("--batch", 1, "Of them under one signature.", 1, 100);
        var seed = new Option<string>("--seed")
        {
            Description = "Keys and orders follow from it.", DefaultValueFactory = _ => "1",
        };
        var named = new Option<bool>("--named")
        {
            Description = "Each request names its signer (spec/native.md), for keys that take turns.",
        };
        var command = new Command("sign", "Sign requests to a file, good for two days.")
        {
            output, accounts, orders, batch, seed, named,
        };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(() =>
        {
            var plan = new LoadPlan(
                parsed.GetValue(seed)!, parsed.GetValue(accounts), parsed.GetValue(orders),
                parsed.GetValue(batch), (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
            var path = Path.GetFullPath(parsed.GetValue(output)!);
            LoadSigning.Run(path, plan, parsed.GetValue(named), Progress(), stop);
            Console.WriteLine(
                $"{path}: {plan.Requests} requests of {plan.Batch}, {new FileInfo(path).Length >> 20} MiB");
            return Task.CompletedTask;
        }));
        return command;
    }

    private static Action<long, long> Progress()
    {
        const int interval_Ms = 2_000;
        var next = Environment.TickCount64 + interval_Ms;
        return (done, all) =>
        {
            if (Environment.TickCount64 >= next)
            {
                next = Environment.TickCount64 + interval_Ms;
                Console.Error.WriteLine($"offing: signed {done} of {all}");
            }
        };
    }
}
