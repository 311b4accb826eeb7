using System.CommandLine;
using Offing.Log;
using Offing.Log.Disk;
using Offing.Node;
using Offing.Node.Snapshots;

namespace Offing.Host.Commands;

/// <summary>offing log snapshot: makes the next start faster. The node runs it from time to time.</summary>
internal static class LogSnapshotCommand
{
    public static Command Create()
    {
        var data = LogCommand.Data();
        var command = new Command(
            "snapshot",
            "Follow the log from the newest snapshot on and write the next one, so that a start replays only "
            + "what comes after. Beside the running venue or without it; the two newest stay.")
        {
            data,
        };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(() =>
        {
            Run(DataFolder.Existing(parsed.GetValue(data)!), stop);
            return Task.CompletedTask;
        }));
        return command;
    }

    private static void Run(DataFolder data, CancellationToken stop)
    {
        using var alone = TryLock(data.Log);
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
