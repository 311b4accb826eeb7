using Offing.Log;
using Offing.MarketData;
using Offing.Node.Batches;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Genesis;

namespace Offing.Node.Snapshots;

/// <summary>The venue cannot be made: neither a snapshot nor the log gives its beginning.</summary>
public sealed class NoBeginningException(string message) : IOException(message);

/// <summary>
/// Where a replay begins: behind the newest snapshot that is whole and of this log, else behind an older one,
/// else at genesis when the log has its first record.
/// </summary>
/// <param name="store">Null: there are none.</param>
/// <param name="say">Told which snapshot cannot be used and why.</param>
/// <param name="hazards">A simulated world's; null in production.</param>
/// <param name="files">Of a venue of net data.</param>
public sealed class SnapshotStart(
    GenesisConfig genesis, SnapshotStore? store, Action<string>? say = null, Hazards? hazards = null,
    NetFiles? files = null)
{
    /// <param name="first">The first record that the log has; above <paramref name="tail"/>: none.</param>
    /// <param name="tail">The last one; null: not known yet.</param>
    /// <param name="hashOf">Hash of a record that the log has, of the one before its first, or null.</param>
    /// <exception cref="NoBeginningException">There is no beginning, or the log has lost its end.</exception>
    public Replica Begin(
        ulong first, ulong? tail, Func<ulong, Hash32?> hashOf, VenueFold market, BatchLedger? ledger,
        Func<BatchHeader, IReadOnlyList<byte[]>> rebuild)
    {
        IOException? unreadable = null;
        foreach (var entry in store?.List() ?? [])
        {
            if (entry.Record > tail)
            {
                RefuseLostEnd(entry, tail.Value);
                continue;
            }

            if (entry.Record + 1 < first)
            {
                say?.Invoke($"{entry.Name} is not used: records behind it were pruned");
                continue;
            }

            if (first <= 1 && hazards.Takes(Hazard.SnapshotPassedOver))
            {
                continue;
            }

            var replica = new Replica(genesis, market, ledger, rebuild, hazards, files);
            if (TryLoad(replica, entry, hashOf, ref unreadable))
            {
                return replica;
            }
        }

        // A medium that does not give a snapshot now may give it another time: nothing has to be put back.
        return first <= 1
            ? new Replica(genesis, market, ledger, rebuild, hazards, files)
            : throw unreadable as Exception ?? new NoBeginningException(
                $"the log begins with record {first}, those before it were pruned, and no snapshot of them "
                + $"can be used: put back a snapshot into {store?.Folder ?? "snapshots"}, or the pruned "
                + "segments into the log's folder, from a copy");
    }

    private bool TryLoad(
        Replica replica, SnapshotEntry entry, Func<ulong, Hash32?> hashOf, ref IOException? unreadable)
    {
        try
        {
            using var file = store!.Open(entry);
            if (hashOf(entry.Record) is { } hash && hash != file.Header.RecordHash)
            {
                say?.Invoke($"{entry.Name} is not used: it is of another log");
                return false;
            }

            replica.Load(file);
            return true;
        }
        catch (Exception defect) when (SnapshotStore.IsDefect(defect))
        {
            say?.Invoke($"{entry.Name} is not used: {SnapshotStore.Text(defect)}");
            unreadable = defect as IOException ?? defect.InnerException as IOException ?? unreadable;
            return false;
        }
    }

    // What is in a snapshot was durable in the log before.
    private void RefuseLostEnd(SnapshotEntry entry, ulong tail)
    {
        try
        {
            using var file = store!.Open(entry);
            if (file.Header.GenesisHash == genesis.Hash)
            {
                throw new NoBeginningException(
                    $"the log ends with record {tail}, but there is a snapshot of record {entry.Record}: the "
                    + "log has lost its end. Put it back from a copy; only if that is lost for good, take "
                    + $"{entry.Name} away from {store.Folder} and start again without what came after");
            }

            say?.Invoke($"{entry.Name} is not used: it is of another venue");
        }
        catch (Exception defect) when (defect is not NoBeginningException && SnapshotStore.IsDefect(defect))
        {
            say?.Invoke($"{entry.Name} is not used: {SnapshotStore.Text(defect)}");
        }
    }
}
