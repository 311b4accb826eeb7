using Offing.Commitment.Batches;
using Offing.Log.Testing;
using Offing.Node.Snapshots;
using Offing.Node.Verification;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Settlement.Posting;

namespace Offing.Node.Tests.Reversals;

/// <summary>Batches that the chain does not hold and never will are cut again, in one.</summary>
public sealed class ReopenedBatchTests
{
    [Fact]
    public void The_next_batch_has_the_number_and_the_first_entry_of_the_first_that_was_reopened()
    {
        using var world = new ReversalWorld();
        var before = Enumerable.Range(0, 6).Select(number => world.Header((ulong)number)).ToList();
        world.Ledger.Posted(new PostedBatch(3, [], 1, 1, 1, 1));
        world.TakeBack(batch: 3, requests: 2);
        Assert.Equal(before[2], world.Ledger.Last);
        Assert.Equal(2UL, world.Ledger.LastPosted);
        Assert.Null(world.Ledger.NextBatch(3));
        Assert.Null(world.Ledger.HeaderOf(before[3].FirstSeq));
        Assert.All(world.Ledger.Withdrawals(ReversalWorld.Alice), place => Assert.Null(place.Batch));

        Assert.Equal(3UL, world.Cut());
        var again = world.Ledger.NextBatch(3)!;
        Assert.Equal(before[3].FirstSeq, again.Header.FirstSeq);
        Assert.Equal(before[3].PrevRoot, again.Header.PrevRoot);
        Assert.Equal(before[2].QueueCursor, again.Header.QueueCursor);
        Assert.True(again.Header.LastSeq > before[5].LastSeq && again.DataFits());
        Assert.Equal(again.Header, world.Ledger.HeaderOf(before[4].LastSeq));
        var entries = EntryCodec.DecodeBatchData(again.Header.FirstSeq, again.Data());
        Assert.Equal(BatchBuilder.InputsRoot(entries), again.Header.InputsRoot);
        Assert.Equal([3UL, 4, 5, 3], entries.Select(entry => entry.Entry).OfType<BatchCut>()
            .Select(cut => cut.Number));
        var (leaf, batch) = Assert.Single(world.Ledger.Withdrawals(ReversalWorld.Alice));
        Assert.Equal(3UL, batch!.Header.Number);
        Assert.NotNull(batch.Withdrawals.Claim(leaf.Index));
        Assert.Equal(4UL, world.Cut());
        Assert.Null(world.Verify(_ => null));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_start_and_a_node_that_is_built_anew_come_to_the_same_batches(bool isNet)
    {
        using var world = new ReversalWorld(isNet);
        world.TakeBack(batch: 4, requests: 1);
        world.Same();
        world.Cut();
        world.Deposit(ReversalWorld.Bob, 9);
        world.Cut();
        world.Same();
        world.TakeBack(batch: 3, requests: 2);
        world.Same();
        world.Cut();
        world.Cut();
        world.Same();
        Assert.Null(world.Verify(_ => null));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_snapshot_between_the_reversal_and_the_next_cut_holds_the_batch_that_was_begun_again(
        bool isNet)
    {
        using var world = new ReversalWorld(isNet) { Store = new SnapshotStore(new MemoryDisk()) };
        world.TakeBack(batch: 3, requests: 2);
        world.Save();
        world.Restart();
        Assert.NotEqual(0UL, world.Core.StartSeq);
        Assert.Equal(3UL, world.Cut());
        var header = world.Ledger.Last;
        Assert.Single(world.Ledger.Withdrawals(ReversalWorld.Alice));
        Assert.NotNull(world.Ledger.Withdrawals(ReversalWorld.Alice)[0].Batch);
        world.Store = null;
        world.Restart();
        Assert.Equal(header, world.Ledger.Last);
        Assert.Null(world.Verify(_ => null));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_snapshot_from_before_the_reversal_leads_to_the_same_batches_too(bool isNet)
    {
        using var world = new ReversalWorld(isNet) { Store = new SnapshotStore(new MemoryDisk()) };
        world.Save();
        world.TakeBack(batch: 2, requests: 3);
        world.Cut();
        var header = world.Ledger.Last;
        world.Restart();
        Assert.NotEqual(0UL, world.Core.StartSeq);
        Assert.Equal(header, world.Ledger.Last);
        world.Recover();
        Assert.Equal(header, world.Ledger.Last);
        Assert.Null(world.Verify(_ => null));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_is_pruned_that_a_snapshot_from_before_a_reversal_would_ask_for(bool isNet)
    {
        using var world = new ReversalWorld(isNet) { Store = new SnapshotStore(new MemoryDisk()) };
        world.Save();
        var before = world.Store.List()[0];
        Assert.True(world.Store.CanStandIn(before, world.Ledger, out _));
        world.TakeBack(batch: 2, requests: 3);
        world.Cut();
        world.Cut();
        world.Save();
        Assert.True(world.Store.CanStandIn(world.Store.List()[0], world.Ledger, out _));
        Assert.False(world.Store.CanStandIn(before, world.Ledger, out var why));
        Assert.Contains("has batch 2 as it was before", why, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_reopened_is_no_longer_taken_for_final()
    {
        using var world = new ReversalWorld(isNet: true) { Store = new SnapshotStore(new MemoryDisk()) };
        world.Ledger.Net!.Data!.SetFinal(4);
        world.TakeBack(batch: 3, requests: 2);
        world.Cut();
        world.Save();
        var files = world.Net!.Names.Where(name => name.StartsWith($"{3:D20}-", StringComparison.Ordinal));
        Assert.Equal(2, files.Count());
        foreach (var name in files)
        {
            world.Net.Data.Delete(name);
        }

        world.Restart();
        Assert.Equal(0UL, world.Core.StartSeq);
    }

    [Fact]
    public void Nothing_is_pruned_that_a_replay_behind_an_older_snapshot_cuts_again()
    {
        var disk = new MemoryDisk();
        using var world = new ReversalWorld { Store = new SnapshotStore(disk) };
        Fill(world);
        world.Cut();
        Fill(world);
        world.Save();
        var older = world.Store.List()[0];
        world.Deposit(ReversalWorld.Bob, 1);
        world.Cut();
        world.TakeBack(batch: 7, requests: 1);
        Assert.Equal(7UL, world.Cut());
        var header = world.Ledger.Last;
        world.Save();

        // Batch 7 is final, and two snapshots are behind what it begins with.
        Assert.True(world.Core.Prune(older.Record, batch: 7) > 1);
        disk.Delete(world.Store.List()[0].Name);
        world.Restart();
        Assert.NotEqual(0UL, world.Core.StartSeq);
        Assert.Equal(header, world.Ledger.Last);
        world.Recover();
        Assert.Equal(header, world.Ledger.Last);
    }

    [Fact]
    public void A_reversal_of_what_the_chain_holds_is_named_as_a_lie()
    {
        using var world = new ReversalWorld();
        var held = world.Taken[3].After;
        world.TakeBack(batch: 4, requests: 1);
        world.Run(world.Taken[3].Request);
        world.Cut();
        Assert.Equal(
            (4UL, "it takes back request 3, which stands in the chain's queue as it was consumed"),
            world.Verify(cursor => cursor == 4 ? held : null));
        Assert.Null(world.Verify(cursor => cursor == 4 ? Hash32.Zero : null));
    }

    [Fact]
    public void A_second_reversal_in_the_batch_does_not_hide_behind_the_first()
    {
        using var world = new ReversalWorld();
        world.TakeBack(batch: 4, requests: 1);
        var other = world.Taken[3].Request with { L1Time = 99 };
        var held = RequestHash.Extend(world.Taken[3].Before, other);
        world.Run(other);
        world.Run(new Reversal(4, world.Taken[3].Before, other), other);
        world.Cut();
        Assert.Equal(4UL, world.Verify(cursor => cursor == 4 ? held : null)!.Value.Batch);
    }

    [Fact]
    public void What_a_batch_before_has_consumed_cannot_be_taken_back()
    {
        using var world = new ReversalWorld();
        world.TakeBack(batch: 6, requests: 1);
        world.Run(world.Taken[3].Request);
        world.Cut();
        var found = world.Verify(_ => null)!.Value;
        Assert.Equal(6UL, found.Batch);
        Assert.EndsWith(
            "takes back request 3, which batch 5 has consumed", found.What, StringComparison.Ordinal);
    }

    // More than a segment.
    private static void Fill(ReversalWorld world)
    {
        for (var i = 0; i < 2_500; i++)
        {
            world.Deposit(ReversalWorld.Bob, 1);
        }
    }

    [Fact]
    public void A_batch_that_was_posted_is_not_begun_again()
    {
        using var world = new ReversalWorld();
        world.TakeBack(batch: 4, requests: 1);
        var header = world.Header(3);
        world.Cut();

        // As if batch 4 had been posted before.
        var verifier = world.Verifier(_ => null);
        for (ulong number = 0; number <= header.Number; number++)
        {
            Assert.Null(verifier.Take(world.Ledger.NextBatch(number)!));
        }

        var old = world.Reopened(4);
        Assert.Null(verifier.Take(old));
        var rest = world.Rest(old.Header);
        Assert.EndsWith(
            "takes back request 3, which batch 4 has consumed", verifier.Take(rest)!.What,
            StringComparison.Ordinal);
    }
}
