using System.CommandLine;
using System.Globalization;
using Offing.Node;
using Offing.Node.Logs;

namespace Offing.Host.Commands;

/// <summary>offing log order: the order of every micro-batch, recomputed.</summary>
internal static class LogOrderCommand
{
    public static Command Create()
    {
        var data = LogCommand.Data();
        var from = LogCommand.From(
            "Check from the record with this sequence number on; those before it are only replayed.");
        var command = new Command(
            "order",
            "Recompute the order of every micro-batch (ENG-SEQ of spec/rules.md): system, cancels, "
            + "post-only, the rest. Stops at the first record that is not in order, with exit code 1. "
            + "Signers are taken as the log names them.")
        {
            data, from,
        };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetValue(data)!, parsed.GetValue(from), stop));
        return command;
    }

    private static async Task<int> RunAsync(string path, ulong from, CancellationToken stop)
    {
        LogOrderReport? report = null;
        var code = await CommonOptions.RunAsync(() =>
        {
            var folder = DataFolder.Existing(path);
            report = LogOrderCheck.Run(
                folder.Genesis(), folder.Records(), LogCommand.Progress("checked", stop), from);
            return Task.CompletedTask;
        });
        if (report is null)
        {
            return code;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Records} records with {report.Entries} entries are in order; in {report.Sorted} "
            + $"of them it is not the order of arrival"));
        if (report.Broken is { } broken)
        {
            return LogCommand.Fail(broken);
        }

        Console.WriteLine("OK");
        return 0;
    }
}
