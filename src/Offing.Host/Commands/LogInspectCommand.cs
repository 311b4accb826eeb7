using System.CommandLine;
using System.Globalization;
using Offing.Log;
using Offing.Node;
using Offing.Node.Logs;

namespace Offing.Host.Commands;

/// <summary>offing log inspect: what stands in a log, by its headers and kinds.</summary>
internal static class LogInspectCommand
{
    public static Command Create()
    {
        var data = LogCommand.Data();
        var command = new Command(
            "inspect",
            "Tell what stands in the log: segments, records, entries by kind, epochs, times, sizes, a torn "
            + "tail, the hash of the last record, snapshots. Reads all of it, and needs no genesis.")
        {
            data,
        };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(() =>
        {
            Run(DataFolder.Existing(parsed.GetValue(data)!, needsGenesis: false), stop);
            return Task.CompletedTask;
        }));
        return command;
    }

    private static void Run(DataFolder folder, CancellationToken stop)
    {
        LogRest? rest = null;
        var records = folder.Records(ended => rest = ended);
        var facts = LogInspection.Run(records, LogCommand.Progress("read", stop));
        // Listed behind the reading: a running node may have begun one more meanwhile.
        var segments = LogView.Segments(folder.Log);
        Line("log", folder.Log);
        Line("segments", $"{segments.Count} with {segments.Sum(each => each.Bytes)} bytes, {segments[0].Name}"
            + (segments.Count > 1 ? $" to {segments[^1].Name}" : ""));
        if (facts.Records is { } range)
        {
            Line("records", $"{Text(range)} with {facts.RecordBytes} bytes");
            Line("entries", Text(facts.Entries));
            foreach (var (kind, count) in facts.Kinds)
            {
                Line($"  {EntryKindNames.Of(kind)}", $"{count}");
            }

            Line("epochs", Text(facts.Epochs));
            Line("time", $"{Moment(facts.Times.First)} to {Moment(facts.Times.Last)}");
        }
        else
        {
            Line("records", "none");
        }

        Line("torn tail", rest is { Bytes: > 0 }
            ? $"{rest.Bytes} bytes in {rest.File} at byte {rest.Offset}: {rest.Reason}; was never "
                + "acknowledged unless someone holds a later receipt. The next start keeps them in a file "
                + "of their own, or a running venue is writing them"
            : "none");
        Line("chain head", facts.Head.ToString());
        WriteSnapshots(SnapshotFacts.Of(folder));
    }

    private static void WriteSnapshots(IReadOnlyList<SnapshotFacts> snapshots)
    {
        Line("snapshots", snapshots.Count == 0 ? "none" : $"{snapshots.Count}");
        foreach (var snapshot in snapshots)
        {
            Line("", snapshot.Header is { } header
                ? $"{snapshot.Name} with {snapshot.Bytes} bytes: up to record {header.Record}, entry "
                    + $"{header.Seq}, batch {header.Batch}, state root {header.StateRoot}"
                : $"{snapshot.Name} cannot be used: {snapshot.Defect}");
        }
    }

    private static string Text(NumberRange range) => range.First == range.Last
        ? $"{range.First}"
        : $"{range.First} to {range.Last}";

    // A log that was spoiled on purpose may name a time that no calendar has.
    private static string Moment(ulong time_Ms) =>
        time_Ms <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)time_Ms).ToString(
                "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
            : $"{time_Ms} ms";

    private static void Line(string name, string value) => Console.WriteLine($"{name,-12}{value}");
}
