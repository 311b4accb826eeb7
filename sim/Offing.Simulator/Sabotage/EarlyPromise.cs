using System.Text;
using Offing.Node;
using Offing.Node.Receipts;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Receipts;
using Offing.Signing;

namespace Offing.Simulator.Sabotage;

/// <summary>A receipt for the place that an entry will probably get, before it has any.</summary>
internal static class EarlyPromise
{
    public static byte[] Of(NodeCore node, Entry entry, Time now, ReceiptTerms terms)
    {
        var seq = node.Seq + 1;
        var tail = node.LastRecord;
        var previous = tail == 0 ? Hash32.Zero : node.ReadRecord(tail).Hash;
        var batch = new SignedMicroBatch(
            new OffingDomain(terms.ChainId, terms.Vault), terms.Key, new RecordPlace(tail + 1, 1, previous),
            [new SequencedEntry(seq, seq, now, entry)], terms.DeadlineBlocks);
        return Encoding.UTF8.GetBytes(ReceiptJson.Write(
            new ReceiptDocument(terms.ChainId, terms.Vault, batch.ReceiptOf(seq), Entry: null)));
    }
}
