using System.Diagnostics;
using System.Text.Json.Nodes;
using Offing.Log;
using Offing.Log.Disk;
using Offing.MarketData;
using Offing.Node;
using Offing.Node.Snapshots;
using Offing.Primitives;

namespace Offing.Tools.Bench.Recovery;

/// <summary>One cold start of the node on a log, in a process that has done nothing before.</summary>
public static class RecoveryStart
{
    /// <param name="usesSnapshots">Else it replays from the first record.</param>
    /// <returns>From the start of the process to a node that takes entries, and what that took.</returns>
    /// <exception cref="FormatException">It came to another state than the log's maker.</exception>
    public static JsonObject Run(RecoveryPlan plan, bool usesSnapshots)
    {
        using var process = Process.GetCurrentProcess();
        var begin = Stopwatch.GetTimestamp();
        var booted = DateTime.Now - process.StartTime;
        using var log = LocalLog.Open(new FolderDisk(plan.Log));
        var opened = Stopwatch.GetElapsedTime(begin);
        var store = usesSnapshots ? new SnapshotStore(new FolderDisk(plan.Snapshots)) : null;
        var node = new NodeCore(
            plan.Genesis, log, new VenueFold(plan.Genesis), ulong.MaxValue / 2, snapshots: store,
            say: Console.Error.WriteLine, files: plan.Files);
        var whole = Stopwatch.GetElapsedTime(begin);
        process.Refresh();
        var figures = new JsonObject
        {
            ["start_s"] = Seconds(booted + whole),
            ["open_log_s"] = Seconds(opened),
            ["replayed_from_entry"] = node.StartSeq + 1,
            ["processor_s"] = Seconds(process.TotalProcessorTime),
            ["peak_memory_mib"] = process.PeakWorkingSet64 >> 20,
            ["allocated_mib"] = GC.GetTotalAllocatedBytes() >> 20,
            ["gc_pause_s"] = Seconds(GC.GetTotalPauseDuration()),
        };
        var root = RecoveryLog.RootOf(node).ToString();
        return root == plan.Root && node.Seq == plan.Entries
            ? figures
            : throw new FormatException(
                $"the start came to entry {node.Seq} and root {root}, the node that made the log to entry "
                + $"{plan.Entries} and root {plan.Root}");
    }

    /// <summary>The next reads of log and snapshots come from the disk.</summary>
    public static void ForgetCache(RecoveryPlan plan)
    {
        foreach (var folder in new[] { plan.Log, plan.Snapshots }.Where(Directory.Exists))
        {
            var disk = new FolderDisk(folder);
            foreach (var name in disk.List().Where(name => name is not "lock"))
            {
                using var file = disk.Open(name);
                file.Settle();
            }
        }
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 2);
}
