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
    // A hand-over between threads costs as much as an entry, so records are handed over some at a time.
    private const int Piece_Entries = 256;
    private const int Ahead_Pieces = 8;
    private const int LagMost_Batches = 2;

    /// <param name="records">From the one behind the replica's on.</param>
    /// <param name="progress">Told the number of each record that is executed.</param>
    /// <exception cref="LogCorruptException">A record is not what was written.</exception>
    public static void Run(
        Replica replica, IEnumerable<LogRecord> records, Action<ulong>? progress = null)
    {
        // A reversal has batches read from the log again: in a simulated world, where each read may fail as
        // drawn, that must not be beside the reading of what follows.
        var all = replica.IsSimulated ? [.. records] : records;
        using var ending = new CancellationTokenSource();
        using var read = new BlockingCollection<List<(LogRecord, SequencedEntry[])>>(Ahead_Pieces);
        using var done = new BlockingCollection<EventTape>(Ahead_Pieces);
        var spare = new ConcurrentBag<EventTape>();
        var stages = new[]
        {
            Begin(() => Read(all, read, ending.Token), ending),
            Begin(() => Fold(replica, done, spare, ending.Token), ending),
            Begin(() => Commit(replica, done, ending.Token), ending),
        };
        try
        {
            foreach (var piece in read.GetConsumingEnumerable(ending.Token))
            {
                var tape = spare.TryTake(out var used) ? used : new EventTape();
                foreach (var (record, entries) in piece)
                {
                    Execute(replica, record, entries, tape);
                    progress?.Invoke(record.N);
                }

                done.Add(tape, ending.Token);
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

    private static void Execute(
        Replica replica, LogRecord record, SequencedEntry[] entries, EventTape onto)
    {
        replica.Advance(record.N, record.Hash, replica.Position.After(entries), record.Body);
        for (var i = 0; i < entries.Length; i++)
        {
            replica.Machine.Foresee(entries, i);
            replica.Repeat(entries[i], onto);
        }
    }

    private static void Read(
        IEnumerable<LogRecord> records, BlockingCollection<List<(LogRecord, SequencedEntry[])>> into,
        CancellationToken stop)
    {
        var (piece, count) = (new List<(LogRecord, SequencedEntry[])>(), 0);
        foreach (var record in records)
        {
            SequencedEntry[] entries = [.. EntryCodec.DecodeCommands(record.Body)];
            piece.Add((record, entries));
            count += entries.Length;
            if (count >= Piece_Entries)
            {
                into.Add(piece, stop);
                (piece, count) = ([], 0);
            }
        }

        into.Add(piece, stop);
        into.CompleteAdding();
    }

    private static void Fold(
        Replica replica, BlockingCollection<EventTape> from, ConcurrentBag<EventTape> spare,
        CancellationToken stop)
    {
        foreach (var tape in from.GetConsumingEnumerable(stop))
        {
            replica.Market.Apply(tape);
            tape.Clear();
            spare.Add(tape);
        }
    }

    private static void Commit(
        Replica replica, BlockingCollection<EventTape> from, CancellationToken stop)
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
