using System.Diagnostics;
using System.Text.Json.Nodes;
using Offing.Log;
using Offing.Log.Disk;
using Offing.MarketData;
using Offing.Node;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Sequencing;
using Offing.Tools.Bench.Engines;

namespace Offing.Tools.Bench.Lanes;

/// <summary>
/// A node over a durable log, without gateway and signatures, offered more than it can take: how long kill
/// switches and cancels take from the offer to the durable outcome while orders are refused.
/// </summary>
public static class LaneBench
{
    private const int Payload_Bytes = 120;
    private const int RefusedPause_Spins = 2_000;
    private const int SetupAtOnce = 64;
    private const int ProbePause_Ms = 2;

    // So much of the flood comes before anything is counted: a venue under load has been up for a while.
    private const int WarmPart = 3;
    private const int ProbesPerSwitch = 10;
    private const ulong Start_Ms = 1_700_000_001_000;
    private static readonly byte[] Signature = new byte[65];

    /// <param name="folder">Made, and removed afterwards; on the file system to measure.</param>
    /// <param name="commands">Of the flood: orders, and cancels of the accounts that place them.</param>
    public static JsonObject Run(string folder, int commands)
    {
        var flow = new EngineFlow(new EngineSetting(1_000, 500, 8, 10_000, commands, 1));
        var genesis = flow.Genesis with { Operator = Address.OfSystem("bench.operator") };
        JsonObject figures;
        using (var log = LocalLog.Open(new FolderDisk(folder)))
        {
            var node = new NodeCore(genesis, log, new VenueFold(genesis), ulong.MaxValue / 2);
            figures = Run(node, flow, Tidy(flow.Timed));
        }

        Directory.Delete(folder, recursive: true);
        return figures;
    }

    private static JsonObject Run(NodeCore node, EngineFlow flow, Entry[] flood)
    {
        var begin = Stopwatch.GetTimestamp();
        using var stop = new CancellationTokenSource();
        var thread = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                var now = Start_Ms + (ulong)Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
                if (!node.Tick(new Time(now)))
                {
                    node.Wait(TimeSpan.FromMilliseconds(1));
                }
            }
        });
        thread.Start();
        var load = new LaneLoad(node);
        foreach (var few in Tidy(flow.Setup).Chunk(SetupAtOnce))
        {
            Array.ForEach(few, entry => load.Insist(entry, null, RefusedPause_Spins));
            load.Quiesce();
        }

        var idle = flow.Setup.Select(each => each.Entry).OfType<QueueRequest>()
            .Where((_, i) => i % 2 == 1).Select(request => request.Account).ToArray();
        var probes = new Thread(() => Probe(load, idle, flood, stop.Token));
        probes.Start();
        var orders = load.Series("order");
        var (timed, warm) = (0L, flood.Length / WarmPart);
        for (var i = 0; i < flood.Length; i++)
        {
            if (i == warm)
            {
                load.Count();
                timed = Stopwatch.GetTimestamp();
            }

            load.Insist(flood[i], flood[i].SortClass >= 2 ? orders : null, RefusedPause_Spins);
        }

        var seconds = Stopwatch.GetElapsedTime(timed).TotalSeconds;
        stop.Cancel();
        probes.Join();
        var counted = flood.Length - warm;
        var executed = counted - load.Late;
        thread.Join();
        var figures = new JsonObject
        {
            ["commands"] = counted,
            ["seconds"] = Math.Round(seconds, 3),
            ["commands_per_s"] = Math.Round(executed / seconds),
            ["overloaded_refusals"] = load.Refused,
            ["refused_after_waiting"] = load.Late,
            ["disk_full_refusals"] = load.DiskFull,
        };
        load.Report(figures);
        return figures;
    }

    // A cancel of an account with nothing waiting; now and then a kill switch; and an order with its cancel
    // right behind it, which has to wait for it.
    private static void Probe(LaneLoad load, Address[] idle, Entry[] flood, CancellationToken stop)
    {
        var order = flood.OfType<SignedAction>().First(action => action.Command is PlaceOrders);
        var cancel = new CancelOrders([(new MarketId(0), new OrderId(1))]);
        var (cancels, switches, own) = (
            load.Series("cancel"), load.Series("kill_switch"), load.Series("cancel_behind_own_order"));
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var nonce = Start_Ms + (ulong)(2 * i);
            SignedAction By(int account, ulong at, Command command) => order with
            {
                Signer = idle[account % idle.Length], Nonce = at, Command = command,
            };
            load.Offer(By(2 * i, nonce, cancel), cancels);
            if (load.Offer(By((2 * i) + 1, nonce, order.Command), null))
            {
                load.Offer(By((2 * i) + 1, nonce + 1, cancel), own);
            }

            if (i % ProbesPerSwitch == 0)
            {
                // Market 7 goes on and on: thrown each time, and no order is refused by it.
                load.Offer(
                    new OperatorSwitch(new MarketId(7), 0, (ulong)(i / ProbesPerSwitch) + 1, Signature),
                    switches);
            }

            Thread.Sleep(ProbePause_Ms);
        }
    }

    private static Entry[] Tidy(SequencedEntry[] all) => Array.ConvertAll(all, each => each.Entry switch
    {
        SignedAction action => action with { Payload = new byte[Payload_Bytes], Signature = Signature },
        OracleReport report => report with { Signature = Signature },
        var other => other,
    });
}
