using Offing.Commitment.Batches;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Protocol.Genesis;

namespace Offing.Commitment.Tests.Batches;

public sealed class BatchBuilderTests
{
    private static readonly Hash32 Root = Keccak.Hash([1]);
    private static readonly Hash32 Rules = Keccak.Hash([2]);
    private static readonly Address Alice = Address.OfSystem("alice");

    [Fact]
    public void Batch_0_carries_the_genesis_file_and_nothing_else()
    {
        var bytes = new byte[] { 1, 2, 3 };
        var genesis = new GenesisConfig(
            "test", [], [], new OracleParameters(1, 1, default), new FeeParameters(default, default), default,
            bytes);
        var batch = BatchBuilder.Genesis(genesis, Root, Rules);
        Assert.Equal([bytes], batch.Chunks);
        Assert.Equal(
            new BatchHeader(
                0, Hash32.Zero, Root, 0, 0, Hash32.Zero, Chunks.DataHash([bytes]), Hash32.Zero,
                0, Hash32.Zero, default, Limits.SeqCeilingAhead_Entries, Rules),
            batch.Header);
    }

    [Fact]
    public void A_batch_continues_the_one_before_and_its_data_is_its_entries()
    {
        var first = Header();
        var entries = Entries(1, 40);
        var withdrawal = new WithdrawalLeaf(7, Alice, new MicroUsd(5));
        var end = new BatchEnd(Keccak.Hash([3]), 2, Keccak.Hash([4]), 99, Rules);
        var batch = BatchBuilder.Next(first, entries, [withdrawal], end);

        Assert.Equal((1UL, first.NewRoot), (batch.Header.Number, batch.Header.PrevRoot));
        Assert.Equal((1UL, 40UL), (batch.Header.FirstSeq, batch.Header.LastSeq));
        Assert.Equal(entries[^1].Time, batch.Header.Time);
        Assert.Equal(Chunks.DataHash(batch.Chunks), batch.Header.DataHash);
        Assert.Equal(entries, EntryCodec.DecodeBatchData(1, Chunks.Join(batch.Chunks)));
        var (leaf, proof) = batch.Withdrawals.Claim(7)!.Value;
        Assert.True(proof.Verify(batch.Header.WithdrawalsRoot, leaf.Hash()));
        Assert.Null(batch.Withdrawals.Claim(8));
        var input = BatchBuilder.InputsTree(entries);
        var third = new InputLeaf(3, entries[2].Arrival, Keccak.Hash(EntryCodec.EncodeCanonical(entries[2])));
        Assert.True(input.Prove(2).Verify(batch.Header.InputsRoot, third.Hash()));
    }

    [Fact]
    public void From_the_bytes_of_the_log_comes_the_same_batch_as_from_the_entries()
    {
        var (random, inputs) = (new Random(5), new BatchInputs());
        for (var round = 0; round < 60; round++)
        {
            var entries = Mixed(random, 1 + random.Next(round % 10 == 0 ? 6_000 : 60));
            var (first, last) = (random.Next(entries.Length), random.Next(entries.Length));
            (first, last) = (Math.Min(first, last), Math.Max(first, last));
            var previous = Header() with { LastSeq = entries[first].Seq - 1 };
            var end = new BatchEnd(Keccak.Hash([3]), 2, Keccak.Hash([4]), 9_999, Rules);
            var plain = BatchBuilder.Next(previous, entries[first..(last + 1)], [], end);
            inputs.Read(Bodies(random, entries), entries[first].Seq, entries[last].Seq);
            var fast = BatchBuilder.Next(previous, inputs, [], end, keepsData: true);
            Assert.Equal(plain.Header, fast.Header);
            Assert.Equal(plain.Chunks, fast.Chunks);
            Assert.Empty(BatchBuilder.Next(previous, inputs, [], end, keepsData: false).Chunks);
        }
    }

    [Fact]
    public void What_the_contract_would_refuse_is_not_built()
    {
        var end = new BatchEnd(Root, 0, Hash32.Zero, 99, Rules);
        Refuses(Header(), [], end);
        Refuses(Header(), Entries(2, 3), end);
        Refuses(Header(), [Entry(1, 5), Entry(3, 5)], end);
        Refuses(Header(), [Entry(1, 5), Entry(2, 4)], end);
        Refuses(Header(), Entries(1, 9), end with { SeqCeiling = 8 });
        Refuses(Header() with { SeqCeiling = 100 }, Entries(1, 9), end);
        Refuses(Header() with { QueueCursor = 1 }, Entries(1, 9), end);
        Refuses(Header() with { Time = new Time(1_000) }, Entries(1, 9), end);
    }

    [Fact]
    public void Withdrawals_out_of_order_are_a_bug()
    {
        var leaf = new WithdrawalLeaf(1, Alice, new MicroUsd(1));
        Assert.Throws<AssertionFailedException>(() => new WithdrawalsTree([leaf, leaf]));
    }

    private static void Refuses(BatchHeader previous, IReadOnlyList<SequencedEntry> entries, BatchEnd end) =>
        Assert.Throws<AssertionFailedException>(() => BatchBuilder.Next(previous, entries, [], end));

    private static BatchHeader Header() => new(
        0, Hash32.Zero, Root, 0, 0, Hash32.Zero, Hash32.Zero, Hash32.Zero, 0, Hash32.Zero, default, 0, Rules);

    private static SequencedEntry[] Entries(ulong first, ulong last)
    {
        var entries = new SequencedEntry[last - first + 1];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = Entry(first + (ulong)i, 10 + (ulong)i);
        }

        return entries;
    }

    // Short ones, and some that take more than a block to hash.
    private static SequencedEntry[] Mixed(Random random, int count) =>
    [
        .. Enumerable.Range(1, count).Select(seq => new SequencedEntry(
            (ulong)seq, (ulong)random.Next(1, 200), new Time((ulong)(1_000 + seq)),
            random.Next(3) == 0
                ? new QueueRequest(
                    (ulong)seq, RequestType.Parameter, Alice, Alice, 5, new byte[random.Next(300)])
                : new BatchCut((ulong)seq))),
    ];

    private static List<ReadOnlyMemory<byte>> Bodies(Random random, SequencedEntry[] entries)
    {
        var bodies = new List<ReadOnlyMemory<byte>>();
        for (var at = 0; at < entries.Length;)
        {
            var count = Math.Min(1 + random.Next(40), entries.Length - at);
            bodies.Add(EntryCodec.EncodeRecord(entries[at..(at + count)]));
            at += count;
        }

        return bodies;
    }

    private static SequencedEntry Entry(ulong seq, ulong time) =>
        new(seq, seq + 3, new Time(time), new Tick());
}
