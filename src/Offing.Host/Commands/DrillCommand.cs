using System.CommandLine;
using Offing.Tools.Drills;
using Offing.Tools.Drills.Walkaway;

namespace Offing.Host.Commands;

/// <summary>offing drill: what must never be lost, tried on a real venue.</summary>
internal static class DrillCommand
{
    public static Command Create() => new("drill", "Break a real venue on purpose, and look what is left.")
    {
        CreateKill9(), CreateDiskFull(), CreateWalkaway(), CreateClient(),
    };

    private static Command CreateKill9()
    {
        var times = BookBenchCommand.Whole("--times", 10, "How often it is killed.", 1, 100_000);
        var clients = BookBenchCommand.Whole("--clients", 3, "Client processes.", 1, 50);
        var seed = BookBenchCommand.Whole("--seed", 1, "Of the moments.", 0, int.MaxValue);
        var folder = Folder();
        var net = new Option<bool>("--net")
        {
            Description = "Of a venue that posts net data: also while what is kept of a batch is written.",
        };
        var command = new Command(
            "kill9",
            "Kill a venue (SIGKILL) under load: at random moments, while a snapshot is written, while the "
            + "log is pruned, while it starts again. After each start nothing acknowledged may be lost or "
            + "doubled, and the state must be that of a replay from zero.")
        {
            times, clients, seed, folder, net,
        };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(async () =>
        {
            var path = NewFolder(parsed.GetValue(folder)!);
            Console.WriteLine($"seed {parsed.GetValue(seed)}");
            var drill = new Kill9Drill(
                path, parsed.GetValue(clients), parsed.GetValue(seed), parsed.GetValue(net));
            await drill.RunAsync(parsed.GetValue(times), Console.WriteLine, stop);
            Console.WriteLine("OK");
        }));
        return command;
    }

    private static Command CreateDiskFull()
    {
        var folder = Folder();
        var command = new Command(
            "diskfull",
            "Fill the disk under a venue's log (a tmpfs of 8 MiB, so this needs root) while it serves: "
            + "orders are refused with a clear error, answers and cancels go on, and all comes back with "
            + "the room.")
        {
            folder,
        };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(async () =>
        {
            await new DiskFullDrill(NewFolder(parsed.GetValue(folder)!)).RunAsync(Console.WriteLine, stop);
            Console.WriteLine("OK");
        }));
        return command;
    }

    private static Command CreateWalkaway()
    {
        var seed = BookBenchCommand.Whole("--seed", 1, "Of the keys and the orders.", 0, int.MaxValue);
        var folder = Folder();
        var net = new Option<bool>("--net")
        {
            Description = "Of a venue that posts net data: the inputs of its batches are gone with it.",
        };
        var command = new Command(
            "walkaway",
            "Kill a venue of fifty accounts with positions and orders, some of them bankrupt, and delete all "
            + "that its operator had. A process with the chain and the address of the vault alone takes "
            + "everybody out; then again in a random order, and then one account by itself. Each must get "
            + "exactly the share that the rules say.")
        {
            seed, folder, net,
        };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(async () =>
        {
            var path = NewFolder(parsed.GetValue(folder)!);
            await new WalkawayDrill(
                path, parsed.GetValue(seed), parsed.GetValue(net), Console.WriteLine).RunAsync(stop);
            Console.WriteLine("OK");
        }));
        return command;
    }

    private static Option<string> Folder() => new("--folder")
    {
        Description = "A folder to be made; removed when all holds.",
        DefaultValueFactory = _ => "./data-drill",
    };

    private static string NewFolder(string folder)
    {
        var path = Path.GetFullPath(folder);
        return Directory.Exists(path)
            ? throw new FormatException($"--folder {path}: it is there already; name one that can be removed")
            : path;
    }

    private static Command CreateClient()
    {
        var http = CommonOptions.Http();
        var seed = new Option<string>("--seed") { Description = "Of the keys.", Required = true };
        var number = BookBenchCommand.Whole("--number", 0, "Of the client.", 0, 1_000);
        var record = new Option<string>("--record")
        {
            Description = "The file of what was acknowledged.", Required = true,
        };
        var command = new Command("client", "One client of a drill, which the drill starts.")
        {
            http, seed, number, record,
        };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(() => Kill9Client.RunAsync(
            parsed.GetValue(http), parsed.GetValue(seed)!, parsed.GetValue(number), parsed.GetValue(record)!,
            stop)));
        return command;
    }
}
