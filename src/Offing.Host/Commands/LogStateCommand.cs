using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Offing.Log;
using Offing.Node;
using Offing.Node.Logs;

namespace Offing.Host.Commands;

/// <summary>offing log state: the state root behind any entry, from the nearest snapshot before it.</summary>
internal static class LogStateCommand
{
    public static Command Create()
    {
        var data = LogCommand.Data();
        var at = new Option<ulong?>("--at")
        {
            Description = "The state behind this sequence number, 0 for genesis; the end when not given.",
        };
        var whole = new Option<bool>("--from-genesis")
        {
            Description = "Replay from the first record, and trust no snapshot.",
        };
        var command = new Command(
            "state",
            "Print the state root behind any entry: the nearest snapshot before it, whose own root is "
            + "computed anew, and the records from there on. log verify checks the whole log instead.")
        {
            data, at, whole,
        };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(() =>
        {
            Run(parsed.GetValue(data)!, parsed.GetValue(at), parsed.GetValue(whole), stop);
            return Task.CompletedTask;
        }));
        return command;
    }

    private static void Run(string path, ulong? at, bool whole, CancellationToken stop)
    {
        var begin = Stopwatch.GetTimestamp();
        var folder = DataFolder.Existing(path);
        var genesis = folder.Genesis();
        var from = whole
            ? ReplayBase.Genesis(genesis)
            : LogCommand.BaseOf(folder, genesis, at ?? ulong.MaxValue, "--at");
        var answer = LogState.Run(
            from, LogView.Read(folder.Log, from: from.Record + 1), at, LogCommand.Progress("replayed", stop));
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        LogCommand.Write(answer, genesis.Hash);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  took    {seconds:0.0} s, {answer.Seq - Math.Min(answer.Seq, from.Seq)} entries replayed from "
            + $"{(from.Name == "" ? "genesis" : from.Name)}"));
    }
}
