using Offing.Primitives;

namespace Offing.Node.Snapshots;

/// <summary>When a running node has a snapshot made, and when what that covers may be pruned.</summary>
/// <param name="every">Entries from one snapshot to the next; 0: none while it runs.</param>
/// <param name="prunes">Whether segments of the log go that two snapshots and the chain stand for.</param>
/// <param name="make">
/// Makes one, in a process of its own so that the node never stops for it; false when it could not.
/// </param>
public sealed class SnapshotKeeper(
    NodeCore node, SnapshotStore store, FinalBatches final, ulong every, bool prunes,
    Func<CancellationToken, Task<bool>> make, Action<string> say) : IDisposable
{
    private const ulong Look_Ms = 1_000;
    private const ulong RetryAfter_Ms = 30_000;

    private readonly CancellationTokenSource _stop = new();
    private Task<bool>? _making;
    private Time _next;
    private ulong _from = node.StartSeq;
    private ulong _prunedTo;

    /// <summary>One step; on the thread of settlement.</summary>
    public void Tick(Time now)
    {
        if (now < _next)
        {
            return;
        }

        _next = new Time(now.Milliseconds + Look_Ms);
        if (_making is { IsCompleted: true } made)
        {
            _making = null;
            var isMade = made.IsCompletedSuccessfully && made.Result;
            if (!isMade)
            {
                say("snapshot: none could be made; it is tried again. The log is complete without");
                _next = new Time(now.Milliseconds + RetryAfter_Ms);
                return;
            }
        }

        if (prunes)
        {
            Prune();
        }

        var seq = node.Seq;
        if (every != 0 && _making is null && seq - _from >= every)
        {
            _from = seq;
            _making = make(_stop.Token);
        }
    }

    /// <summary>Ends the making of one, if one is being made.</summary>
    public void Stop()
    {
        _stop.Cancel();
        try
        {
            _making?.Wait();
        }
        catch (AggregateException)
        {
            // It was cancelled; what it wrote bears no name.
        }

        _making = null;
    }

    public void Dispose()
    {
        Stop();
        _stop.Dispose();
    }

    // Only what two snapshots stand for, so that one may be spoiled, and whose batches the chain keeps for
    // good.
    private void Prune()
    {
        var snapshots = store.List();
        if (_making is not null || snapshots.Count < SnapshotStore.Kept || final.Last is not { } batch)
        {
            return;
        }

        var record = snapshots[SnapshotStore.Kept - 1].Record;
        if (record <= _prunedTo || !node.WouldPrune(record, batch))
        {
            return;
        }

        foreach (var snapshot in snapshots.Take(SnapshotStore.Kept))
        {
            if (!store.IsWhole(snapshot, out var why))
            {
                say($"log: nothing is pruned, {snapshot.Name} is spoiled: {why}");
                _prunedTo = record;
                return;
            }
        }

        var first = node.Prune(record, batch);
        say($"log: pruned, it begins with record {first}");
    }
}
