using System.Diagnostics;
using System.Text.Json.Nodes;
using Offing.Commitment.Batches;
using Offing.Commitment.State;
using Offing.Engine;
using Offing.Log;
using Offing.Log.Disk;
using Offing.MarketData;
using Offing.Protocol;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Tools.Bench.Recovery;

/// <summary>What each stage of a replay costs by itself, one after the other on one thread.</summary>
public static class RecoveryStages
{
    private const int RecordsMost = 50_000;
    private const int RecordsPerBatch = 10_000;
    private const int EntriesPerTape = 256;

    /// <summary>Microseconds an entry, once all code is at its fastest.</summary>
    public static JsonObject Run(RecoveryPlan plan)
    {
        using var log = LocalLog.Open(new FolderDisk(plan.Log));
        Run(plan, log);
        return Run(plan, log);
    }

    private static JsonObject Run(RecoveryPlan plan, LocalLog log)
    {
        var figures = new JsonObject();
        var count = 1;
        T Time<T>(string name, Func<T> stage)
        {
            GC.Collect();
            var (begin, bytes) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            var result = stage();
            figures[name] = new JsonObject
            {
                ["us"] = Math.Round(Stopwatch.GetElapsedTime(begin).TotalMicroseconds / count, 3),
                ["bytes"] = (GC.GetAllocatedBytesForCurrentThread() - bytes) / count,
            };
            return result;
        }

        var records = LogChain.ReadFrom(log, 1).Take(RecordsMost).ToArray();
        count = records.Sum(record => (int)record.Stamp.Count);
        Time("read_and_hash", () => LogChain.ReadFrom(log, 1).Take(RecordsMost).Count());
        var all = Time("decode", () => Array.ConvertAll(
            records, each => EntryCodec.DecodeCommands(each.Body).ToArray()));
        Time("engine_alone", () => Apply(
            plan, all, (machine, entry) => machine.Apply(entry, Nowhere.Instance)));
        var used = new EventTape();
        Time("engine_with_events", () => Apply(plan, all, (machine, entry) => Write(machine, entry, used)));
        var tapes = new List<EventTape>();
        Apply(plan, all, (machine, entry) => Write(machine, entry, tapes));
        var fold = new VenueFold(plan.Genesis);
        Time("market_data", () =>
        {
            tapes.ForEach(tape => fold.Apply(tape));
            return 0;
        });
        Time("inputs_of_batches", () => Hash(records));
        Time("engine_and_state_tree", () => Tree(plan, all));
        return figures;
    }

    private static void Write(Machine machine, SequencedEntry entry, List<EventTape> tapes)
    {
        if (tapes.Count == 0 || tapes[^1].Count == EntriesPerTape)
        {
            tapes.Add(new EventTape());
        }

        tapes[^1].Begin(entry);
        machine.Apply(entry, tapes[^1]);
    }

    private static void Write(Machine machine, SequencedEntry entry, EventTape tape)
    {
        if (tape.Count == EntriesPerTape)
        {
            tape.Clear();
        }

        tape.Begin(entry);
        machine.Apply(entry, tape);
    }

    private static int Apply(
        RecoveryPlan plan, SequencedEntry[][] all, Action<Machine, SequencedEntry> apply)
    {
        var machine = new Machine(plan.Genesis);
        for (var i = 0; i < all.Length; i++)
        {
            for (var at = 0; at < all[i].Length; at++)
            {
                machine.Foresee(all[i], at);
                apply(machine, all[i][at]);
            }

            if (i % RecordsPerBatch == 0)
            {
                machine.State.Changes.Drain();
            }
        }

        return 0;
    }

    private static int Tree(RecoveryPlan plan, SequencedEntry[][] all)
    {
        var tree = new StateTree(Rules.Hash);
        var n = 0;
        return Apply(plan, all, (machine, entry) =>
        {
            machine.Apply(entry, Nowhere.Instance);
            if (++n % (20 * RecordsPerBatch) == 0)
            {
                tree.Apply(LeafChanges.Capture(machine.State));
                tree.Root();
            }
        });
    }

    private static int Hash(LogRecord[] records)
    {
        var inputs = new BatchInputs();
        foreach (var batch in records.Chunk(RecordsPerBatch))
        {
            var from = new EntryFrames(batch[0].Body).Seq + 1;
            var last = new EntryFrames(batch[^1].Body);
            while (last.Next())
            {
            }

            inputs.Read(batch.Select(record => (ReadOnlyMemory<byte>)record.Body), from, last.Seq);
        }

        return 0;
    }

    private sealed class Nowhere : EventSink
    {
        public static readonly Nowhere Instance = new();

        public override void Take<T>(in T happened)
        {
        }
    }
}
