using Offing.Commitment.Batches;
using Offing.Log;
using Offing.Log.Testing;
using Offing.Node.Batches;
using Offing.Node.Tests.Support;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Settlement.Posting;

namespace Offing.Node.Tests;

public sealed class BatchTests
{
    private const ulong Kept = Limits.BatchesKeptWhole;

    [Fact]
    public void Batches_are_cut_by_the_interval_and_follow_one_another_without_a_gap()
    {
        using var world = new NodeWorld().Ready();
        for (var second = 0; second < 35; second++)
        {
            world.Clock.Advance(1_000);
            world.Run();
        }

        world.Commit();
        var ledger = world.Core.Ledger;
        Assert.Equal(3UL, ledger.Last.Number);
        for (ulong number = 1; number <= ledger.Last.Number; number++)
        {
            var (before, header) = (ledger.Header(number - 1)!, ledger.Header(number)!);
            Assert.Equal((before.LastSeq + 1, before.NewRoot), (header.FirstSeq, header.PrevRoot));
            Assert.Equal(
                new Time(NodeWorld.Start_Ms + (number * NodeWorld.BatchInterval_Ms)), header.Time);
        }
    }

    [Fact]
    public void Restarts_that_come_faster_than_the_interval_do_not_put_a_cut_off()
    {
        using var world = new NodeWorld().Ready();
        for (var start = 0; start < 4; start++)
        {
            world.Clock.Advance((long)NodeWorld.BatchInterval_Ms / 3);
            world.Restart();
            world.Run();
        }

        world.Commit();
        Assert.Equal(1UL, world.Core.Ledger.Last.Number);
    }

    [Fact]
    public void A_cut_that_is_due_and_one_that_is_asked_for_make_one_batch()
    {
        using var world = new NodeWorld().Ready();
        world.Cut();
        world.Run(Entries.Noop(Entries.Alice, world.NextNonce));
        world.Clock.Advance((long)NodeWorld.BatchInterval_Ms);
        var told = 0;
        Assert.True(world.Core.TryCut(outcome => told += outcome.Output is null ? 0 : 1, out var first));
        Assert.True(world.Core.TryCut(outcome => told += outcome.Output is null ? 0 : 1, out var second));
        world.Run();
        world.Commit();
        Assert.Equal((first, 2), (second, told));
        Assert.Equal(first, world.Core.Ledger.Last.Number);
        var cuts = world.Records().SelectMany(record => record).Select(e => e.Entry).OfType<BatchCut>();
        Assert.Equal(3, cuts.Count(cut => cut.Number == first));
        Assert.Equal(first + 1, world.Cut());
    }

    [Fact]
    public void A_batch_holds_the_entries_of_its_range_and_its_data_fits_its_header()
    {
        using var world = new NodeWorld();
        var load = new RandomLoad(world, seed: 6).Prepare();
        load.Step();
        var number = world.Cut();
        var batch = world.Core.Ledger.NextBatch(number)!;
        Assert.True(batch.DataFits());
        var data = EntryCodec.DecodeBatchData(batch.Header.FirstSeq, batch.Data());
        Assert.Equal(batch.Header.LastSeq, data[^1].Seq);
        Assert.Equal(new BatchCut(number), data[^1].Entry);
        Assert.Null(world.Core.Ledger.NextBatch(number + 1));
        Assert.Null(world.Core.Ledger.Header(number + 1));
    }

    [Fact]
    public void The_committer_lags_while_nobody_ticks_it_and_catches_up()
    {
        using var world = new NodeWorld().Ready();
        for (var cut = 0; cut < 3; cut++)
        {
            Assert.True(world.Core.TryCut(_ => { }, out _));
            world.Run(Entries.Order(Entries.Alice, world.NextNonce, Side.Buy, 59_000));
        }

        Assert.Equal((3, 0UL), (world.Core.Committer.Lag, world.Core.Ledger.Last.Number));
        Assert.True(world.Core.Committer.Tick());
        Assert.Equal((2, 1UL), (world.Core.Committer.Lag, world.Core.Ledger.Last.Number));
        world.Commit();
        Assert.Equal((0, 3UL), (world.Core.Committer.Lag, world.Core.Ledger.Last.Number));
        Assert.False(world.Core.Committer.Tick());
    }

    [Fact]
    public void Data_that_was_dropped_after_posting_is_rebuilt_from_the_log()
    {
        using var world = new NodeWorld().Ready();
        Cut(world, batches: (int)Kept + 6);
        var ledger = world.Core.Ledger;
        var whole = ledger.NextBatch(2)!.Data();
        ledger.Posted(Posted(ledger.Last.Number));
        for (ulong number = 0; number <= ledger.Last.Number; number++)
        {
            Assert.True(ledger.NextBatch(number)!.DataFits(), $"batch {number}");
        }

        Assert.Equal(whole, ledger.NextBatch(2)!.Data());
    }

    [Fact]
    public void Data_of_posted_batches_is_kept_up_to_so_many_bytes_and_of_others_all()
    {
        using var world = new NodeWorld();
        var first = world.Core.Ledger.Header(0)!;
        var rebuilt = new List<ulong>();
        var ledger = new BatchLedger(new SettlementBatch(first, [], new WithdrawalsTree([])), header =>
        {
            rebuilt.Add(header.Number);
            return [];
        });
        var quarter = new byte[Limits.BatchesKeptWhole_Bytes / 4];
        for (ulong number = 1; number <= 8; number++)
        {
            var header = first with { Number = number, FirstSeq = number, LastSeq = number };
            ledger.Add(new SettlementBatch(header, [quarter], new WithdrawalsTree([])));
            ledger.NextBatch(number);
        }

        Assert.Empty(rebuilt);
        ledger.Posted(Posted(6));
        for (ulong number = 1; number <= 8; number++)
        {
            ledger.NextBatch(number);
        }

        Assert.Equal([1, 2, 3, 4], rebuilt);
    }

    [Fact]
    public void The_chain_may_hold_batches_that_a_start_has_not_made_anew_yet()
    {
        using var world = new NodeWorld().Ready();
        Cut(world, batches: (int)Kept + 6);
        var last = world.Core.Ledger.Last.Number;
        world.Restart();
        world.Core.Ledger.Posted(Posted(last));
        Assert.Equal(last, world.Core.Ledger.LastPosted);
        world.Commit();
        Assert.Equal(last, world.Core.Ledger.Last.Number);
        Assert.True(world.Core.Ledger.NextBatch(1)!.DataFits());
    }

    [Fact]
    public void What_was_posted_never_falls_and_its_cost_is_told()
    {
        using var world = new NodeWorld().Ready();
        Cut(world, batches: 3);
        var ledger = world.Core.Ledger;
        Assert.Null(ledger.LastPosted);
        ledger.Posted(Posted(2));
        ledger.Posted(Posted(1));
        Assert.Equal(2UL, ledger.LastPosted);
        Assert.Equal(1UL, ledger.CostOf(1)!.Number);
        Assert.Null(ledger.CostOf(3));
    }

    [Fact]
    public async Task A_rebuild_never_reads_the_log_while_it_is_written()
    {
        using var inner = LocalLog.Open(new MemoryDisk());
        var log = new TurnLog(inner);
        var node = new NodeCore(Repository.Genesis, log, NodeWorld.NewFold(), NodeWorld.BatchInterval_Ms);
        var now = new Time(NodeWorld.Start_Ms);
        for (ulong cut = 0; cut < Kept + 3; cut++)
        {
            Assert.True(node.TryCut(_ => { }, out _));
            node.Tick(now);
            node.Committer.Tick();
        }

        node.Ledger.Posted(Posted(node.Ledger.Last.Number));
        var rebuild = Task.CompletedTask;
        log.DuringAppend = () =>
        {
            log.DuringAppend = null;
            using var begins = new ManualResetEventSlim();
            rebuild = Task.Run(() =>
            {
                begins.Set();
                return node.Ledger.NextBatch(1);
            });
            begins.Wait();
            log.ReadBegan.Wait(TimeSpan.FromMilliseconds(200));
        };
        Assert.True(node.TryCut(_ => { }, out _));
        node.Tick(now);
        await rebuild;
        Assert.True(log.ReadBegan.IsSet);
        Assert.False(log.Overlapped);
    }

    [Fact]
    public void A_withdrawal_is_claimable_from_the_batch_in_which_it_was_queued_and_from_no_other()
    {
        using var world = new NodeWorld().Ready();
        world.Run(Entries.Withdraw(Entries.Alice, world.NextNonce, 100));
        var queued = world.Told[^1].Outcome.Output!.Events.OfType<WithdrawalQueued>().Single();
        var ledger = world.Core.Ledger;
        Assert.Null(ledger.Withdrawals(Entries.Alice).Single().Batch);
        var number = world.Cut();
        world.Cut();
        var (leaf, batch) = ledger.Withdrawals(Entries.Alice).Single();
        Assert.Equal(new WithdrawalLeaf(queued.Index, Entries.Alice, new MicroUsd(100_000_000)), leaf);
        Assert.Equal(number, batch!.Header.Number);
        Assert.NotNull(batch.Withdrawals.Claim(queued.Index));
        Assert.Equal(batch.Header.WithdrawalsRoot, batch.Withdrawals.Root);
        Assert.Equal(Hash32.Zero, ledger.Last.WithdrawalsRoot);
        Assert.Empty(ledger.Withdrawals(Entries.Bob));
    }

    private static void Cut(NodeWorld world, int batches)
    {
        for (var i = 0; i < batches; i++)
        {
            world.Run(Entries.Noop(Entries.Alice, world.NextNonce));
            world.Cut();
        }
    }

    private static PostedBatch Posted(ulong number) => new(number, [], 1, 1, 1, 1);
}
