using System.CommandLine;
using System.Globalization;
using Offing.Log;
using Offing.Node;
using Offing.Node.Logs;
using Offing.Primitives;

namespace Offing.Host.Commands;

/// <summary>offing log verify: the whole chain, every record, every order, and the state on request.
/// </summary>
internal static class LogVerifyCommand
{
    public static Command Create()
    {
        var data = LogCommand.Data();
        var state = new Option<bool>("--state")
        {
            Description = "Replay the engine with the state tree, and print the state root.",
        };
        var at = new Option<ulong?>("--at")
        {
            Description = "The state behind this sequence number, 0 for genesis; the end when not given.",
        };
        var command = new Command(
            "verify",
            "Check the hash chain over all segments, each record's header against its body, the form of "
            + "each entry, and the order of every micro-batch. Exit code 1 at the first that does not hold. "
            + "Signers are taken as the log names them.")
        {
            data, state, at,
        };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetValue(data)!, parsed.GetValue(state), parsed.GetValue(at), stop));
        return command;
    }

    private static async Task<int> RunAsync(string path, bool state, ulong? at, CancellationToken stop)
    {
        LogVerifyReport? report = null;
        var genesis = Hash32.Zero;
        var code = await CommonOptions.RunAsync(() =>
        {
            var folder = DataFolder.Existing(path);
            var config = folder.Genesis();
            genesis = config.Hash;
            var first = LogView.Segments(folder.Log) is [var oldest, ..] ? oldest.First : 1;
            var from = first > 1
                ? ReplayBase.Find(
                    folder, config, first, at ?? ulong.MaxValue, LogCommand.Say, oldest: true)
                : null;
            report = LogVerification.Run(
                config, folder.Records(), state || at is not null, at,
                LogCommand.Progress("verified", stop), from);
            return Task.CompletedTask;
        });
        if (report is null)
        {
            return code;
        }

        Write(report, genesis);
        if (report.Broken is { } broken)
        {
            return LogCommand.Fail(broken);
        }

        Console.WriteLine("OK");
        return 0;
    }

    private static void Write(LogVerifyReport report, Hash32 genesis)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Records} records with {report.Entries} entries chain from record {report.First} to "
            + $"{report.Head}"));
        Console.WriteLine(report.OrderedFrom > 0
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"their micro-batches are in order; in {report.Sorted} it is not the order of arrival")
            : "the order inside their micro-batches was not checked: the records that name the accounts "
                + "were pruned, and no snapshot of them is kept");
        if (report.OrderedFrom > report.First)
        {
            Console.WriteLine(
                $"up to record {report.OrderedFrom - 1} by their numbers alone: the snapshot behind it is "
                + "the first state that is kept");
        }

        if (report.State is { } state)
        {
            LogCommand.Write(state, genesis);
        }
    }
}
