using Offing.Commitment.Batches;
using Offing.Log.Disk;
using Offing.Node.Snapshots;
using Offing.Protocol.Codec;
using Offing.Simulator.Chains;
using Offing.Simulator.Disks;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Checkers;

/// <summary>
/// What was pruned is needed by nobody: two whole snapshots stand for it, and its batches are final on the
/// chain.
/// </summary>
/// <param name="snapshots">The medium itself.</param>
/// <param name="net">Of a venue of net data: what it keeps in the place of the log.</param>
internal sealed class PruneChecker(
    Func<IDisk> snapshots, DiskFaults faults, SimChain chain, Shadow shadow, Coverage seen,
    NetFolders? net)
{
    private const string Name = "pruning";

    /// <param name="first">The first record that is kept.</param>
    /// <param name="body">Its entries.</param>
    public void Check(ulong first, byte[] body)
    {
        seen.Count(Seen.LogPruned);
        var store = new SnapshotStore(snapshots());
        var whole = faults.Suspended(
            () => store.List().Where(entry => store.IsWhole(entry, out _)).ToArray());
        SimFailure.Unless(
            whole.Length >= SnapshotStore.Kept && whole.All(entry => entry.Record + 1 >= first), Name,
            () => $"the log begins with record {first}, and whole snapshots are of "
                + string.Join(", ", whole.Select(entry => entry.Record)));
        var lastGone = EntryCodec.DecodeRecord(body)[0].Seq - 1;
        var batch = shadow.Headers.FirstOrDefault(header => header.LastSeq >= lastGone);
        SimFailure.Unless(
            batch is not null
                && SettlementReads.IsFinal(chain.State, batch.Number, chain.Head.Head.Timestamp_S),
            Name, () => $"entry {lastGone} is gone, and its batch {batch?.Number} is not final");
        if (net is not null)
        {
            seen.Count(Seen.NetLogPruned);
            CheckInputs(net, batch!.Number);
        }
    }

    // Nobody else has them.
    private void CheckInputs(NetFolders net, ulong last)
    {
        foreach (var header in shadow.Headers.Skip(1).Take((int)last))
        {
            SimFailure.Unless(
                net.Served(header.Number, header.FirstSeq) is { } entries
                    && BatchBuilder.InputsRoot(entries) == header.InputsRoot,
                Name, () => $"the log of batch {header.Number} is gone, and so are its inputs");
        }
    }
}
