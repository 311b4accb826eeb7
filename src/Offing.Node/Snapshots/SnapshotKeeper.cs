using Offing.Primitives;

namespace Offing.Node.Snapshots;

/// <summary>When a running node has a snapshot made, and when what that covers may be pruned.</summary>
/// <param name="every">Entries from one snapshot to the next; 0: none while it runs.</param>
/// <param name="prunes">Whether segments of the log go that two snapshots and the chain stand for.</param>
/// <param name="make">
/// Makes one, in a process of its own so that the node never stops for it; fails with what is wrong.
/// </param>
public sealed class SnapshotKeeper(
    NodeCore node, SnapshotStore store, FinalBatches final, ulong every, bool prunes,
    Func<CancellationToken, Task> make, Action<string> say) : IDisposable
{
    private const ulong Look_Ms = 1_000;
    private const ulong RetryAfter_Ms = 30_000;

    private readonly CancellationTokenSource _stop = new();
    private Task? _making;
    private Time _next;
    private ulong _from = node.StartSeq;
    private ulong _prunedTo;
    private ulong _told;

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
            if (made.Exception?.GetBaseException().Message is { } why)
            {
                say($"snapshot: none could be made, it is tried again; the log is whole without. {why}");
                _next = new Time(now.Milliseconds + RetryAfter_Ms);
                return;
            }
        }

        if (final.Last is { } last)
        {
            Settle(last);
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

    private void Settle(ulong final)
    {
        try
        {
            node.Ledger.Net?.Data?.SetFinal(final);
        }
        catch (IOException)
        {
            // The log says what is wrong with the disk. A start asks for files then that nobody misses.
            return;
        }

        if (prunes)
        {
            Prune(final);
        }
    }

    // Only what two snapshots stand for, so that one may be spoiled, and whose batches the chain keeps for
    // good.
    private void Prune(ulong final)
    {
        var snapshots = store.List();
        if (_making is not null || snapshots.Count < SnapshotStore.Kept)
        {
            return;
        }

        var record = snapshots[SnapshotStore.Kept - 1].Record;
        var batch = node.InputsKeptTo(final);
        if (batch < final && _told <= batch)
        {
            _told = batch + 1;
            say($"log: nothing behind batch {batch} is pruned, the inputs of batch {_told} are missing "
                + $"({Batches.InputFiles.NameOf(_told)}): put them back, nobody else may have them");
        }

        if (record <= _prunedTo || !node.WouldPrune(record, batch))
        {
            return;
        }

        foreach (var snapshot in snapshots.Take(SnapshotStore.Kept))
        {
            if (!store.CanStandIn(snapshot, node.Ledger, out var why))
            {
                say($"log: nothing is pruned, {snapshot.Name} cannot stand for it: {why}");
                _prunedTo = record;
                return;
            }
        }

        var first = node.Prune(record, batch);
        say($"log: pruned, it begins with record {first}");
    }
}
