using Offing.Commitment.Net;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Simulator.Chains;
using Offing.Simulator.Disks;

namespace Offing.Simulator.Checkers;

/// <summary>
/// Whether the batches on the chain are those of the log, without a gap and without a double.
/// </summary>
/// <param name="net">Of a venue of net data: where it serves the inputs.</param>
internal sealed class ChainChecker(SimChain chain, Shadow shadow, Deployment deployment, NetFolders? net)
{
    private const string Name = "chain";

    /// <summary>The newest block, whatever it took back.</summary>
    public void CheckHeaders()
    {
        var batches = chain.State.Batches;
        SimFailure.Unless(
            batches.Count <= shadow.Headers.Count, Name,
            () => $"{batches.Count} batches are posted, and the log has {shadow.Headers.Count}");
        if (batches.Count > 0)
        {
            var last = batches.Count - 1;
            SimFailure.Unless(
                batches[last].HeaderHash == shadow.Headers[last].Hash(), Name,
                () => $"batch {last} is posted under another header than the log's");
        }
    }

    /// <summary>
    /// Every byte of every batch against the entries, as a stranger reads them from the chain.
    /// </summary>
    /// <param name="client">That always answers.</param>
    /// <param name="receipts">Told of every leaf that is posted.</param>
    public void CheckData(SimL1Client client, ReceiptChecker receipts)
    {
        ulong seq = 0;
        var leaves = new NetState();
        foreach (var read in new BatchReader(client, deployment).Read(0, chain.Head.Head.Number))
        {
            var header = read.Batch.Header;
            SimFailure.Unless(
                header == shadow.Headers[(int)header.Number], Name,
                () => $"batch {header.Number} is another");
            if (header.Number == 0)
            {
                continue;
            }

            foreach (var entry in EntriesOf(read.Batch, leaves))
            {
                SimFailure.Unless(entry.Seq == ++seq, Name, () => $"entry {entry.Seq} stands at {seq}");
                var logged = shadow.Entries[(int)seq - 1];
                SimFailure.Unless(
                    entry.Arrival == logged.Arrival && EntryCodec.EncodeCanonical(entry).AsSpan()
                        .SequenceEqual(EntryCodec.EncodeCanonical(logged)),
                    Name, () => $"entry {seq} is posted with other bytes");
                receipts.Posted(entry, read.Block);
            }

            SimFailure.Unless(seq == header.LastSeq, Name, () => $"batch {header.Number} ends at {seq}");
        }
    }

    private IReadOnlyList<SequencedEntry> EntriesOf(Batch batch, NetState leaves)
    {
        var (header, data) = (batch.Header, batch.Data());
        if (net is null)
        {
            return EntryCodec.DecodeBatchData(header.FirstSeq, data);
        }

        var defect = leaves.Take(data, header.NewRoot, header.WithdrawalsRoot);
        SimFailure.Unless(defect is null, Name, () => $"batch {header.Number}: {defect}");
        var entries = net.Served(header.Number, header.FirstSeq);
        SimFailure.Unless(
            entries is not null, Name, () => $"the inputs of batch {header.Number} are not served");
        return entries!;
    }
}
