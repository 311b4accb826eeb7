using System.Diagnostics;
using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Sequencing;
using Offing.Sequencing.Testing;

namespace Offing.Tools.Bench.Rings;

/// <summary>
/// The hand-off between threads against a queue under a lock, in turn in one process: how long an item takes,
/// with producers that give way when it is full and a consumer that gives way when it is empty.
/// </summary>
public static class RingBench
{
    private static readonly int[] Producers = [1, 2, 4];

    /// <param name="items">Of each pass, all producers together.</param>
    /// <param name="rounds">Passes of each kind.</param>
    public static JsonObject Run(int items, int rounds)
    {
        var figures = new JsonObject
        {
            ["items"] = items, ["rounds"] = rounds, ["cores"] = Environment.ProcessorCount,
        };
        foreach (var producers in Producers)
        {
            figures[$"producers_{producers}"] = Compare(producers, items, rounds);
        }

        return figures;
    }

    private static JsonObject Compare(int producers, int items, int rounds)
    {
        var (ring, locked, ratio) = (new double[rounds], new double[rounds], new double[rounds]);
        Pass(new HandoffRing<object>(Limits.AdmissionQueue_Entries), producers, items);
        Pass(new LockedRing<object>(Limits.AdmissionQueue_Entries), producers, items);
        for (var round = 0; round < rounds; round++)
        {
            ring[round] = Pass(
                new HandoffRing<object>(Limits.AdmissionQueue_Entries), producers, items);
            locked[round] = Pass(
                new LockedRing<object>(Limits.AdmissionQueue_Entries), producers, items);
            ratio[round] = locked[round] / ring[round];
        }

        return new JsonObject
        {
            ["ring_ns"] = Median(ring), ["lock_ns"] = Median(locked), ["lock_over_ring"] = Median(ratio),
        };
    }

    private static double Pass(IHandoff<object> queue, int producers, int items)
    {
        var each = items / producers;
        using var begin = new Barrier(producers + 1);
        var threads = Enumerable.Range(0, producers).Select(_ => new Thread(() =>
        {
            var item = new object();
            begin.SignalAndWait();
            for (var i = 0; i < each; i++)
            {
                while (queue.TryAdd(item) != RingOutcome.Added)
                {
                    Thread.Yield();
                }
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        begin.SignalAndWait();
        var start = Stopwatch.GetTimestamp();
        for (var taken = 0; taken < each * producers;)
        {
            if (queue.TryTake(out var _, out var _))
            {
                taken++;
            }
            else
            {
                Thread.Yield();
            }
        }

        var elapsed = Stopwatch.GetElapsedTime(start);
        Array.ForEach(threads, thread => thread.Join());
        return elapsed.TotalNanoseconds / (each * producers);
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return Math.Round(values[values.Length / 2], 2);
    }
}
