using System.Diagnostics;
using System.Text.Json.Nodes;
using Offing.Node;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Sequencing;

namespace Offing.Tools.Bench.Lanes;

/// <summary>Offers entries to a node and keeps how long their outcomes took. For several threads.</summary>
internal sealed class LaneLoad(NodeCore node)
{
    private readonly SortedDictionary<string, List<TimeSpan>> _series = new(StringComparer.Ordinal);
    private readonly Lock _turn = new();
    private long _refused;
    private long _late;
    private long _diskFull;
    private long _open;
    private volatile bool _isCounting;

    /// <summary>Offers that were refused as OVERLOADED.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Taken, and refused as OVERLOADED because they waited too long.</summary>
    public long Late => Interlocked.Read(ref _late);

    /// <summary>Offers that were refused because the disk was full.</summary>
    public long DiskFull => Interlocked.Read(ref _diskFull);

    /// <summary>From here on is counted: before, the process was warming up.</summary>
    public void Count()
    {
        Interlocked.Exchange(ref _refused, 0);
        Interlocked.Exchange(ref _late, 0);
        Interlocked.Exchange(ref _diskFull, 0);
        _isCounting = true;
    }

    /// <summary>A list that only the node's thread adds to.</summary>
    public List<TimeSpan> Series(string name)
    {
        lock (_turn)
        {
            return _series[name] = [];
        }
    }

    /// <summary>One offer; false when it was refused.</summary>
    public bool Offer(Entry entry, List<TimeSpan>? times)
    {
        var begin = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _open);
        var submission = new Submission(entry, outcome =>
        {
            if (outcome.Output is not null)
            {
                (_isCounting ? times : null)?.Add(Stopwatch.GetElapsedTime(begin));
            }
            else if (outcome.Refusal == RejectCode.Overloaded)
            {
                Interlocked.Increment(ref _late);
            }

            Interlocked.Decrement(ref _open);
        });
        var taken = node.TryOffer(submission, out var refusal);
        Check.That(taken || refusal is RejectCode.Overloaded or RejectCode.DiskFull);
        if (!taken)
        {
            Interlocked.Increment(ref refusal == RejectCode.DiskFull ? ref _diskFull : ref _refused);
            Interlocked.Decrement(ref _open);
        }

        return taken;
    }

    /// <summary>Offers until it is taken: as a client that will not be told.</summary>
    public void Insist(Entry entry, List<TimeSpan>? times, int pause)
    {
        while (!Offer(entry, times))
        {
            Thread.SpinWait(pause);
        }
    }

    /// <summary>Returns when all that was taken so far is executed.</summary>
    public void Quiesce()
    {
        while (Interlocked.Read(ref _open) > 0)
        {
            Thread.Sleep(1);
        }
    }

    /// <summary>Quantiles of each series, ms.</summary>
    public void Report(JsonObject into)
    {
        foreach (var (name, times) in _series)
        {
            var sorted = new Latencies(times);
            into[name] = new JsonObject
            {
                ["count"] = sorted.Count,
                ["p50_ms"] = Math.Round(sorted.At_Ms(500), 2),
                ["p99_ms"] = Math.Round(sorted.At_Ms(990), 2),
                ["p99.9_ms"] = Math.Round(sorted.At_Ms(999), 2),
                ["max_ms"] = Math.Round(sorted.At_Ms(1000), 2),
            };
        }
    }
}
