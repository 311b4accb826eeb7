using System.CommandLine;
using Offing.Log;
using Offing.Log.Disk;
using Offing.Node;
using Offing.Node.Snapshots;

namespace Offing.Host.Commands;

/// <summary>offing log snapshot: makes the next start faster. The node runs it from time to time.</summary>
internal static class LogSnapshotCommand
{
    /// <summary>The option by which a venue says that it runs beside.</summary>
    public const string BesideName = "--beside";

    public static Command Create()
    {
        var data = LogCommand.Data();
        var beside = new Option<bool>(BesideName)
        {
            Hidden = true,
            Description = "Given by the venue that runs this: never take the log for one that nobody writes.",
        };
        var command = new Command(
            "snapshot",
            "Follow the log from the newest snapshot on and write the next one, so that a start replays only "
            + "what comes after. Beside the running venue or without it; the two newest stay.")
        {
            data, beside,
        };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(() =>
        {
            Run(DataFolder.Existing(parsed.GetValue(data)!), parsed.GetValue(beside), stop);
            return Task.CompletedTask;
        }));
        return command;
    }

    // A venue may be killed while this works for it. Its lock is then free, but it is for the venue's next
    // start, which must not have to wait until a snapshot is made.
    private static void Run(DataFolder data, bool isBeside, CancellationToken stop)
    {
        using var alone = isBeside ? null : TryLock(data.Log);
        var made = SnapshotMaker.Make(
            data, alone is not null, line => Console.Error.WriteLine($"offing: {line}"),
            LogCommand.Progress("followed", stop));
        Console.WriteLine(made is null
            ? "the newest snapshot is as new as the log"
            : $"{made.Name} is of record {made.Record}");
    }

    // Whoever has the lock knows that nobody writes; what the last writer left unsynced is synced first.
    private static IDisposable? TryLock(string folder)
    {
        var disk = new FolderDisk(folder);
        try
        {
            var held = disk.Lock();
            if (LogView.Segments(folder) is [.., var last])
            {
                using var file = disk.Open(last.Name);
                file.Settle();
                disk.SyncFolder();
            }

            return held;
        }
        catch (LogLockedException)
        {
            return null;
        }
    }
}
