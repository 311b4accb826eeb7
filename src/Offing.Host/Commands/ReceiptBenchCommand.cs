using System.CommandLine;
using Offing.Tools.Bench;

namespace Offing.Host.Commands;

/// <summary>offing bench receipts.</summary>
internal static class ReceiptBenchCommand
{
    public static Command Create()
    {
        var folder = new Option<string>("--folder")
        {
            Description = "A folder to be made on the file system to measure; removed afterwards.",
            DefaultValueFactory = _ => "./data-bench-receipts",
        };
        var command = new Command(
            "receipts", "What a receipt costs the node, who asks for it, and a client's wait.")
        {
            folder,
        };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(async () =>
        {
            var path = Path.GetFullPath(parsed.GetValue(folder)!);
            if (Directory.Exists(path))
            {
                throw new FormatException(
                    $"--folder {path}: it is there already; name one that can be removed");
            }

            Console.WriteLine((await ReceiptBench.RunAsync(path, stop)).ToJsonString());
        }));
        return command;
    }
}
