using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Signing;

namespace Offing.Receipts;

/// <summary>
/// The sequencer's promise of one entry's place: its leaf, the way to the root of its micro-batch, and that
/// micro-batch signed (spec/receipts.md).
/// </summary>
/// <param name="Batch">What is signed.</param>
/// <param name="Seq">Place of the entry in the order of execution.</param>
/// <param name="Arrival">Its order of arrival at the sequencer.</param>
/// <param name="EntryHash">keccak of the canonical entry.</param>
/// <param name="Siblings">From the leaf up.</param>
/// <param name="Signature">Of <paramref name="Batch"/> in the venue's domain.</param>
public sealed record Receipt(
    MicroBatchMessage Batch,
    ulong Seq,
    ulong Arrival,
    Hash32 EntryHash,
    IReadOnlyList<Hash32> Siblings,
    Signature Signature)
{
    /// <summary>What the posted batch must carry at the place <see cref="Seq"/>.</summary>
    public Hash32 Leaf => new InputLeaf(Seq, Arrival, EntryHash).Hash();

    /// <summary>Whether the leaf stands in the signed micro-batch, at the place of its number.</summary>
    public bool IsInBatch => Seq >= Batch.FirstSeq && DenseProof.VerifyAt(
        Batch.Root, Leaf, Seq - Batch.FirstSeq, Batch.Count, Siblings);

    /// <summary>Who signed the micro-batch; null when nobody can have.</summary>
    public Address? Signer(OffingDomain domain) => Secp256k1.Recover(domain.Digest(Batch), Signature);
}

/// <summary>A receipt as it is handed out and kept in a file.</summary>
/// <param name="ChainId">Of the settlement chain.</param>
/// <param name="Vault">Of the venue: with the chain it makes the domain of the signature.</param>
/// <param name="Entry">The canonical entry, so that its owner can see what was sequenced; may be left out.
/// </param>
public sealed record ReceiptDocument(ulong ChainId, Address Vault, Receipt Receipt, byte[]? Entry)
{
    /// <summary>The domain of its signature.</summary>
    public OffingDomain Domain => new(ChainId, Vault);
}
