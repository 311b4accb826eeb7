using Offing.Commitment.Trees;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Protocol.Genesis;

namespace Offing.Commitment.Batches;

/// <summary>A batch as it goes to the chain, with what its users need to claim.</summary>
public sealed record SettlementBatch(
    BatchHeader Header, IReadOnlyList<byte[]> Chunks, WithdrawalsTree Withdrawals)
{
    /// <summary>The same batch with other data on chain.</summary>
    public SettlementBatch WithData(ReadOnlySpan<byte> data)
    {
        var chunks = Batches.Chunks.Split(data);
        return this with
        {
            Chunks = chunks, Header = Header with { DataHash = Batches.Chunks.DataHash(chunks) },
        };
    }
}

/// <summary>What the state says at the end of a batch.</summary>
/// <param name="NewRoot">State root after the last entry.</param>
/// <param name="SeqCeiling">Receipts are promised only up to here.</param>
public sealed record BatchEnd(
    Hash32 NewRoot, ulong QueueCursor, Hash32 QueueHash, ulong SeqCeiling, Hash32 RulesHash);

/// <summary>
/// Puts batches together (spec/batch.md). Whatever the contract would refuse is a bug of the caller.
/// </summary>
public static class BatchBuilder
{
    /// <summary>
    /// Batch 0: the genesis file, in one chunk, and the root of a machine that has seen no entry, whose
    /// time is 0.
    /// </summary>
    public static SettlementBatch Genesis(GenesisConfig genesis, Hash32 genesisRoot, Hash32 rulesHash)
    {
        var chunks = Batches.Chunks.Split(genesis.Bytes);
        Check.That(chunks.Count == 1);
        var header = new BatchHeader(
            0, Hash32.Zero, genesisRoot, 0, 0, Hash32.Zero, Batches.Chunks.DataHash(chunks), Hash32.Zero,
            0, RequestHash.EmptyPrefix, default, Limits.SeqCeilingAhead_Entries, rulesHash);
        return new SettlementBatch(header, chunks, new WithdrawalsTree([]));
    }

    /// <summary>The batch after <paramref name="previous"/>, from its entries: the plain way.</summary>
    /// <param name="entries">At least one, in order, the first right after the last of the batch
    /// before.</param>
    /// <param name="withdrawals">That these entries queued, by ascending index.</param>
    public static SettlementBatch Next(
        BatchHeader previous,
        IReadOnlyList<SequencedEntry> entries,
        IReadOnlyList<WithdrawalLeaf> withdrawals,
        BatchEnd end)
    {
        CheckRange(previous, entries, end);
        var chunks = Batches.Chunks.Split(EntryCodec.EncodeBatchData(entries));
        var tree = new WithdrawalsTree(withdrawals);
        var header = new BatchHeader(
            checked(previous.Number + 1),
            previous.NewRoot,
            end.NewRoot,
            entries[0].Seq,
            entries[^1].Seq,
            InputsRoot(entries),
            Batches.Chunks.DataHash(chunks),
            tree.Root,
            end.QueueCursor,
            end.QueueHash,
            entries[^1].Time,
            end.SeqCeiling,
            end.RulesHash);
        return new SettlementBatch(header, chunks, tree);
    }

    /// <summary>The batch after <paramref name="previous"/>, from the bytes of the log.</summary>
    /// <param name="inputs">At least one entry, the first right after the last of the batch before.</param>
    /// <param name="withdrawals">That these entries queued, by ascending index.</param>
    /// <param name="keepsData">Else the batch has no chunks.</param>
    public static SettlementBatch Next(
        BatchHeader previous, BatchInputs inputs, IReadOnlyList<WithdrawalLeaf> withdrawals, BatchEnd end,
        bool keepsData)
    {
        Check.That(inputs.FirstSeq == previous.LastSeq + 1 && inputs.LastSeq >= inputs.FirstSeq);
        Check.That(inputs.FirstTime >= previous.Time && end.QueueCursor >= previous.QueueCursor);
        Check.That(end.SeqCeiling >= inputs.LastSeq && end.SeqCeiling >= previous.SeqCeiling);
        var tree = new WithdrawalsTree(withdrawals);
        var header = new BatchHeader(
            checked(previous.Number + 1), previous.NewRoot, end.NewRoot, inputs.FirstSeq, inputs.LastSeq,
            inputs.Root, inputs.DataHash, tree.Root, end.QueueCursor, end.QueueHash, inputs.LastTime,
            end.SeqCeiling, end.RulesHash);
        return new SettlementBatch(header, keepsData ? Batches.Chunks.Split(inputs.Data) : [], tree);
    }

    /// <summary>Dense tree over the input leaves of a range of entries.</summary>
    public static Hash32 InputsRoot(IReadOnlyList<SequencedEntry> entries) => InputsTree(entries).Root;

    /// <summary>
    /// The tree with which anyone is shown that an entry stands in a batch: leaf i is entry i.
    /// </summary>
    public static DenseTree InputsTree(IReadOnlyList<SequencedEntry> entries) =>
        new([.. entries.Select(entry => InputLeaf.Of(entry).Hash())]);

    private static void CheckRange(BatchHeader previous, IReadOnlyList<SequencedEntry> entries, BatchEnd end)
    {
        Check.That(entries.Count > 0 && entries[0].Seq == previous.LastSeq + 1);
        for (var i = 1; i < entries.Count; i++)
        {
            Check.That(entries[i].Seq == entries[i - 1].Seq + 1 && entries[i].Time >= entries[i - 1].Time);
        }

        Check.That(entries[0].Time >= previous.Time);
        Check.That(end.QueueCursor >= previous.QueueCursor);
        Check.That(end.SeqCeiling >= entries[^1].Seq && end.SeqCeiling >= previous.SeqCeiling);
    }
}
