using System.Diagnostics;
using System.Text.Json.Nodes;
using Offing.Node;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Sequencing;
using Offing.Tools.Bench.Recovery;

namespace Offing.Tools.Bench.Snapshots;

/// <summary>A steady load on a node, whose engine's thread this is, and how long that is kept busy.</summary>
internal sealed class SnapshotLoad(NodeCore node, TimedLog log, RecoveryEntries entries, int perSecond)
{
    private const int Round_Ms = 1;
    private const int PriceEvery_Rounds = 1_000;
    private readonly List<TimeSpan> _busy = [];
    private readonly List<TimeSpan> _cutting = [];
    private readonly List<TimeSpan> _appending = [];
    private int _rounds;
    private int _owed;

    public static Time Now => new((ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

    /// <summary>As fast as it goes, unmeasured.</summary>
    public void Hurry(IEnumerable<Entry> all)
    {
        Offer(all);
        while (node.Tick(Now))
        {
        }
    }

    /// <summary>Offers what is due each millisecond, until told to end.</summary>
    public void Run(Func<bool> goesOn)
    {
        var begin = Stopwatch.GetTimestamp();
        for (var round = 1L; goesOn(); round++)
        {
            var wait = (round * Round_Ms) - Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            if (wait > 0)
            {
                node.Wait(TimeSpan.FromMilliseconds(wait));
            }

            if (_rounds++ % PriceEvery_Rounds == 0)
            {
                Offer(entries.Prices(Now));
            }

            for (_owed += perSecond * Round_Ms; _owed >= 1_000; _owed -= 1_000)
            {
                Offer([entries.Next()]);
            }

            while (Tick())
            {
            }
        }
    }

    /// <summary>What was measured since the last report, ms; and begins anew.</summary>
    public JsonObject Report()
    {
        var figures = new JsonObject
        {
            ["micro_batches"] = _busy.Count,
            ["engine_thread"] = Quantiles(_busy),
            ["engine_thread_at_batch_cut"] = Quantiles(_cutting),
            ["append_and_sync"] = Quantiles(_appending),
        };
        _busy.Clear();
        _cutting.Clear();
        _appending.Clear();
        return figures;
    }

    // The append is waited for, and is no work of the engine's.
    private bool Tick()
    {
        var (begin, before) = (Stopwatch.GetTimestamp(), log.Appending);
        var batch = node.Committer.Lag;
        var isDone = node.Tick(Now);
        var appending = log.Appending - before;
        if (isDone)
        {
            var isCut = node.Committer.Lag > batch;
            (isCut ? _cutting : _busy).Add(Stopwatch.GetElapsedTime(begin) - appending);
            _appending.Add(appending);
        }

        return isDone;
    }

    private void Offer(IEnumerable<Entry> all)
    {
        foreach (var entry in all)
        {
            node.TryOffer(
                new Submission(entry, outcome => entries.Learn(outcome.Output?.Events ?? [])), out _);
        }
    }

    private static JsonObject Quantiles(List<TimeSpan> times)
    {
        var sorted = new Latencies(times);
        return sorted.Count == 0 ? [] : new JsonObject
        {
            ["p50_ms"] = Math.Round(sorted.At_Ms(500), 3),
            ["p99_ms"] = Math.Round(sorted.At_Ms(990), 3),
            ["p99.9_ms"] = Math.Round(sorted.At_Ms(999), 3),
            ["max_ms"] = Math.Round(sorted.At_Ms(1000), 3),
        };
    }
}
