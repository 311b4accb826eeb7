using Offing.Commitment.Batches;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.Posting;
using Offing.Signing;
using Offing.Simulator.Chains;
using Offing.Simulator.Traders;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Tests;

/// <summary>
/// Found by seed 183: the poster waited for ever for what could not be mined any more. Found by seed 27: a
/// batch that a reorg had put into an earlier block was never told, and no later one behind it.
/// </summary>
public class PosterReorgTests : IBatchSource
{
    private static readonly PrivateKey Key = PrivateKey.FromSeed("poster");

    private readonly EventQueue _queue = new(SimWorld.Start_Ms);
    private readonly List<SettlementBatch> _batches = [];
    private readonly List<ulong> _told = [];
    private readonly SimChain _chain;
    private readonly BatchPoster _poster;

    public PosterReorgTests()
    {
        var genesis = SimGenesis.Make(new CheapSigners(1));
        var (vault, settlement) = (Address.OfSystem("vault"), Address.OfSystem("settlement"));
        _batches.Add(BatchBuilder.Genesis(genesis, Keccak.Hash("root"u8), Rules.Hash));
        var twin = new SettlementTwin(
            settlement, Key.Address, genesis.Hash, _batches[0].Header.NewRoot, Rules.Hash);
        _chain = new SimChain(_queue, new SimRandom(1), twin, vault, new BondTwin(Address.OfSystem("bond")));
        var deployment = new Deployment(
            SimChain.ChainId, Address.OfSystem("usdc"), vault, settlement, genesis.Hash, 0);
        var client = new SimL1Client(_chain, new SimRandom(2), FaultMix.Draw(new SimRandom(3), calm: true),
            new Coverage());
        _poster = new BatchPoster(
            client, deployment, Key, this, told => _told.Add(told.Number), new PosterOptions());
    }

    [Fact]
    public void What_a_reorg_took_back_and_the_pool_forgot_is_posted_again_before_a_later_batch()
    {
        Cut();
        Live(blocks: 6);
        Assert.Equal(2, _chain.State.Batches.Count);

        Cut();
        _poster.Tick(Now);
        _poster.Tick(Now);
        Assert.True(_poster.IsPosting);
        _chain.Reorg(depth: 20, forgets: true);
        Assert.Empty(_chain.State.Batches);

        Live(blocks: 40);
        var due = _batches.Select(batch => batch.Header.Hash());
        Assert.Equal(due, _chain.State.Batches.Select(posted => posted.HeaderHash));
    }

    [Fact]
    public void What_a_reorg_put_into_an_earlier_block_is_told_and_so_is_what_comes_behind_it()
    {
        Live(blocks: 12);
        Cut();
        _poster.Tick(Now);
        _poster.Tick(Now);
        Assert.True(_poster.IsPosting);
        var head = _chain.Head.Head.Number;
        _chain.Reorg(depth: 6);
        Assert.True(_chain.State.Batches.Count == 2, "the batch is in a block at or below the old head");
        Assert.True(_chain.Head.Head.Number == head + 1);

        Cut();
        Live(blocks: 20);
        Assert.Equal([0UL, 1UL, 2UL], _told.Distinct());
    }

    public Batch? NextBatch(ulong number) => number < (ulong)_batches.Count
        ? new Batch(
            _batches[(int)number].Header,
            [.. _batches[(int)number].Chunks.Select(chunk => (ReadOnlyMemory<byte>)chunk)])
        : null;

    private Time Now => new(_queue.Now);

    private void Live(int blocks)
    {
        for (var i = 0; i < blocks * 4; i++)
        {
            _queue.Step(_queue.Now + 250);
            _poster.Tick(Now);
            if (i % 4 == 3)
            {
                _chain.Mine(lazy: false);
            }
        }
    }

    private void Cut()
    {
        var last = _batches[^1].Header;
        SequencedEntry[] entries = [new(last.LastSeq + 1, last.LastSeq + 1, Now, new Tick())];
        var end = new BatchEnd(
            Keccak.Hash(last.NewRoot.ToArray()), 0, RequestHash.EmptyPrefix,
            entries[0].Seq + Limits.SeqCeilingAhead_Entries, Rules.Hash);
        _batches.Add(BatchBuilder.Next(last, entries, [], end));
    }
}
