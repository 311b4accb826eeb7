using System.Collections.Concurrent;
using Offing.Log;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Node;

/// <summary>
/// Brings a replica to the end of a log. Reading and checking, executing, folding and hashing each have a
/// thread of their own while it runs; what comes out does not depend on that, for each of them works in the
/// order of the log.
/// </summary>
public static class Replay
{
    private const int Ahead_Records = 64;
    private const int LagMost_Batches = 2;

    /// <param name="records">From the one behind the replica's on.</param>
    /// <param name="progress">Told the number of each record that is executed.</param>
    /// <exception cref="LogCorruptException">A record is not what was written.</exception>
    public static void Run(
        Replica replica, IEnumerable<LogRecord> records, Action<ulong>? progress = null)
    {
        using var ending = new CancellationTokenSource();
        using var read = new BlockingCollection<(LogRecord, SequencedEntry[])>(Ahead_Records);
        using var done = new BlockingCollection<List<EntryOutput>>(Ahead_Records);
        var stages = new[]
        {
            Begin(() => Read(records, read, ending.Token), ending),
            Begin(() => Fold(replica, done, ending.Token), ending),
            Begin(() => Commit(replica, done, ending.Token), ending),
        };
        try
        {
            foreach (var (record, entries) in read.GetConsumingEnumerable(ending.Token))
            {
                done.Add(Execute(replica, record, entries), ending.Token);
                progress?.Invoke(record.N);
                // So that a log of many batches does not stand in memory whole.
                while (!replica.IsSimulated && replica.Committer.Lag > LagMost_Batches
                    && !ending.IsCancellationRequested)
                {
                    Thread.Sleep(1);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // A stage has failed; what it failed with comes below.
        }
        catch
        {
            ending.Cancel();
            throw;
        }
        finally
        {
            done.CompleteAdding();
            Finish(stages);
        }
    }

    private static List<EntryOutput> Execute(
        Replica replica, LogRecord record, SequencedEntry[] entries)
    {
        replica.Advance(record.N, record.Hash, replica.Position.After(entries), record.Body);
        var outputs = new List<EntryOutput>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            replica.Machine.Foresee(entries, i);
            outputs.Add(replica.Execute(entries[i], isReplay: true));
        }

        return outputs;
    }

    private static void Read(
        IEnumerable<LogRecord> records, BlockingCollection<(LogRecord, SequencedEntry[])> into,
        CancellationToken stop)
    {
        foreach (var record in records)
        {
            into.Add((record, [.. EntryCodec.DecodeCommands(record.Body)]), stop);
        }

        into.CompleteAdding();
    }

    private static void Fold(
        Replica replica, BlockingCollection<List<EntryOutput>> from, CancellationToken stop)
    {
        foreach (var outputs in from.GetConsumingEnumerable(stop))
        {
            foreach (var output in outputs)
            {
                if (output.Entry.Seq > replica.Folded)
                {
                    replica.Market.Apply(output);
                }
            }
        }
    }

    private static void Commit(
        Replica replica, BlockingCollection<List<EntryOutput>> from, CancellationToken stop)
    {
        while (!replica.IsSimulated && !from.IsAddingCompleted && !stop.IsCancellationRequested)
        {
            if (!replica.Committer.Tick())
            {
                Thread.Sleep(1);
            }
        }
    }

    private static Task Begin(Action stage, CancellationTokenSource ending) => Task.Factory.StartNew(
        () =>
        {
            try
            {
                stage();
            }
            catch
            {
                ending.Cancel();
                throw;
            }
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Finish(Task[] stages)
    {
        try
        {
            Task.WaitAll(stages);
        }
        catch (AggregateException failed)
        {
            var first = failed.Flatten().InnerExceptions.FirstOrDefault(
                each => each is not OperationCanceledException);
            if (first is not null)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
            }
        }
    }
}
