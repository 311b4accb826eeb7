using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Signing;

namespace Offing.Receipts;

/// <summary>
/// The sequencer's side: one micro-batch of the log, hashed and signed once, with a receipt for each entry.
/// The same record and deadline give the same bytes, on any machine and after any restart.
/// </summary>
public sealed class SignedMicroBatch
{
    private readonly InputLeaf[] _leaves;
    private readonly DenseTree _tree;
    private readonly Signature _signature;

    /// <param name="domain">Of the venue.</param>
    /// <param name="key">The sequencer's.</param>
    /// <param name="place">Number and epoch of the record, hash of the one before.</param>
    /// <param name="entries">All of the record, which is durable.</param>
    /// <param name="deadline">The last block in which they may be posted.</param>
    public SignedMicroBatch(
        OffingDomain domain, PrivateKey key, RecordPlace place, IReadOnlyList<SequencedEntry> entries,
        ulong deadline)
    {
        Entries = entries;
        _leaves = [.. entries.Select(InputLeaf.Of)];
        _tree = new DenseTree([.. _leaves.Select(leaf => leaf.Hash())]);
        Message = new MicroBatchMessage(
            place.Record, place.Epoch, entries[0].Seq, (uint)entries.Count, place.PreviousHash, _tree.Root,
            deadline);
        _signature = Secp256k1.Sign(domain.Digest(Message), key);
    }

    /// <summary>What is signed.</summary>
    public MicroBatchMessage Message { get; }

    /// <summary>In the order of execution.</summary>
    public IReadOnlyList<SequencedEntry> Entries { get; }

    /// <summary>The receipt of the entry at this place.</summary>
    public Receipt ReceiptOf(ulong seq)
    {
        Check.That(seq >= Message.FirstSeq && seq - Message.FirstSeq < Message.Count);
        var index = (int)(seq - Message.FirstSeq);
        var leaf = _leaves[index];
        return new Receipt(
            Message, leaf.Seq, leaf.Arrival, leaf.EntryHash, _tree.Prove(index).Siblings, _signature);
    }
}

/// <summary>What a record of the log says of itself.</summary>
/// <param name="Record">Its number.</param>
/// <param name="Epoch">Of the node's start that wrote it.</param>
/// <param name="PreviousHash">Hash of the record before.</param>
public readonly record struct RecordPlace(ulong Record, ulong Epoch, Hash32 PreviousHash);
