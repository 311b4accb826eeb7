using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using Offing.Log;
using Offing.Log.Disk;
using Offing.MarketData;
using Offing.Node;
using Offing.Node.Snapshots;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Settlement.Posting;
using Offing.Tools.Bench.Books;
using Offing.Tools.Bench.Recovery;
using Offing.Tools.Client;

namespace Offing.Tools.Bench.Snapshots;

/// <summary>
/// What a snapshot costs a node that serves: how long the engine's thread is busy at a time, first without
/// and then while snapshots are made beside it, one after the other.
/// </summary>
public static class SnapshotBench
{
    private const ulong BatchInterval_Ms = 10_000;
    private const int PerRecord = 100;
    private const int PricesEvery_Rounds = 50;

    /// <param name="plan">Its folder is made.</param>
    /// <param name="perSecond">Commands.</param>
    /// <param name="seconds">Of each half.</param>
    public static JsonObject Run(
        RecoveryPlan plan, int perSecond, int seconds, Action<string> say, CancellationToken stop)
    {
        using var file = LocalLog.Open(new FolderDisk(plan.Log));
        var log = new TimedLog(file);
        var node = new NodeCore(plan.Genesis, log, new VenueFold(plan.Genesis), BatchInterval_Ms);
        var entries = new RecoveryEntries(plan, new BookDice(1));
        var load = new SnapshotLoad(node, log, entries, perSecond);
        plan.Save();
        using var ending = new CancellationTokenSource();
        var behind = new Thread(() => WithoutChain.Follow(node, ending.Token));
        behind.Start();
        try
        {
            say($"{plan.Accounts} accounts enter and trade ...");
            Enter(plan, load, entries, stop);
            load.Report();
            say($"{perSecond} commands a second for {seconds} s ...");
            var (without, pausesWithout) = Measure(load, seconds, stop);
            say("the same while snapshots are made ...");
            using var children = new Children(plan.Folder);
            var (beside, pausesBeside) = Measure(load, seconds, stop);
            return new JsonObject
            {
                ["accounts"] = plan.Accounts,
                ["commands_per_s"] = perSecond,
                ["alone"] = without,
                ["alone_gc_pauses_ms"] = pausesWithout,
                ["beside_snapshots"] = beside,
                ["beside_gc_pauses_ms"] = pausesBeside,
                ["node_memory_mib"] = Environment.WorkingSet >> 20,
                ["snapshots"] = new JsonArray([.. children.End()]),
            };
        }
        finally
        {
            ending.Cancel();
            behind.Join();
        }
    }

    /// <summary>Makes one beside the node, in this process; what it took.</summary>
    public static JsonObject MakeOne(RecoveryPlan plan)
    {
        var begin = Stopwatch.GetTimestamp();
        var store = new SnapshotStore(new FolderDisk(plan.Snapshots));
        var made = SnapshotMaker.Make(
            plan.Genesis, LogFiles.Of(plan.Log), store, isAlone: false, Console.Error.WriteLine);
        using var process = Process.GetCurrentProcess();
        return new JsonObject
        {
            ["record"] = made?.Record,
            ["seconds"] = Math.Round(Stopwatch.GetElapsedTime(begin).TotalSeconds, 1),
            ["mib"] = made is null
                ? 0
                : new FileInfo(Path.Combine(plan.Snapshots, made.Name)).Length >> 20,
            ["peak_memory_mib"] = process.PeakWorkingSet64 >> 20,
        };
    }

    private static (JsonObject Figures, double Pauses_Ms) Measure(
        SnapshotLoad load, int seconds, CancellationToken stop)
    {
        var (begin, pauses) = (Stopwatch.GetTimestamp(), GC.GetTotalPauseDuration());
        load.Run(() => Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds
            && !stop.IsCancellationRequested);
        stop.ThrowIfCancellationRequested();
        return (load.Report(), Math.Round((GC.GetTotalPauseDuration() - pauses).TotalMilliseconds, 1));
    }

    private static void Enter(
        RecoveryPlan plan, SnapshotLoad load, RecoveryEntries entries, CancellationToken stop)
    {
        var now = SnapshotLoad.Now;
        load.Hurry(entries.Prices(now));
        foreach (var accounts in Enumerable.Range(0, plan.Accounts).Chunk(PerRecord))
        {
            stop.ThrowIfCancellationRequested();
            load.Hurry(accounts.SelectMany(account => entries.Enter(account, now)));
        }

        // However long that took: no order comes to rest behind a price that is too old.
        load.Hurry(entries.Prices(SnapshotLoad.Now));
        for (var rounds = 1; entries.Open.Count < plan.Setting.Resting; rounds++)
        {
            stop.ThrowIfCancellationRequested();
            if (rounds % PricesEvery_Rounds == 0)
            {
                load.Hurry(entries.Prices(SnapshotLoad.Now));
            }

            load.Hurry(Enumerable.Range(0, PerRecord).Select(_ => entries.Rest()));
        }
    }

    // One process after the other, as a venue has them made.
    private sealed class Children : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task<List<JsonNode>> _made;

        public Children(string folder) => _made = Task.Run(() => MakeAll(folder));

        public List<JsonNode> End()
        {
            _stop.Cancel();
            return _made.Result;
        }

        public void Dispose()
        {
            _stop.Cancel();
            _stop.Dispose();
        }

        private List<JsonNode> MakeAll(string folder)
        {
            var made = new List<JsonNode>();
            while (!_stop.IsCancellationRequested)
            {
                var start = new ProcessStartInfo(
                    "dotnet",
                    [
                        Assembly.GetEntryAssembly()!.Location, "bench", "snapshot", "--folder", folder,
                        "--make-one",
                    ])
                {
                    RedirectStandardOutput = true,
                };
                using var child = Process.Start(start)!;
                child.PriorityClass = ProcessPriorityClass.Idle;
                var output = child.StandardOutput.ReadToEnd();
                child.WaitForExit();
                made.Add(child.ExitCode == 0
                    ? JsonNode.Parse(output)!
                    : throw new VenueException("a snapshot could not be made, see above"));
            }

            return made;
        }
    }
}
