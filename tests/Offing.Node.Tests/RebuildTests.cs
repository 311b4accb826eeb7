using Offing.Log;
using Offing.Log.Testing;
using Offing.Node.Snapshots;
using Offing.Node.Tests.Support;
using Offing.Protocol;

namespace Offing.Node.Tests;

/// <summary>A disk that fails under a node that serves.</summary>
public sealed class RebuildTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_a_failed_append_the_engine_is_made_anew_and_goes_on(bool withSnapshot)
    {
        for (var seed = 0; seed < 15; seed++)
        {
            var random = new Random(seed);
            var store = withSnapshot ? new SnapshotStore(new MemoryDisk()) : null;
            using var world = new NodeWorld(snapshots: store);
            var load = new RandomLoad(world, seed).Prepare();
            for (var failure = 0; failure < 4; failure++)
            {
                FailOnce(world, load, random);
                if (withSnapshot)
                {
                    world.Run();
                    world.Save();
                }
            }

            // What was told once is there, and the same node told it all: a replay tells the same.
            world.Run();
            world.Cut();
            var before = Picture.Of(world);
            world.Restart();
            world.Commit();
            Assert.Equal(before, Picture.Of(world));
        }
    }

    [Fact]
    public void An_engine_that_is_made_anew_comes_by_batches_that_are_made_already()
    {
        using var world = new NodeWorld().Ready();
        world.Cut();
        world.Run(Entries.Noop(Entries.Alice, world.NextNonce));
        Assert.Equal(2UL, world.Cut());
        var last = world.Core.Ledger.Last;
        world.Recover();
        world.Commit();
        Assert.Equal(last, world.Core.Ledger.Last);
        world.Run(Entries.Noop(Entries.Alice, world.NextNonce));
        Assert.Equal(3UL, world.Cut());
        Assert.Equal(last.NewRoot, world.Core.Ledger.Last.PrevRoot);
        Assert.Equal(last.LastSeq + 1, world.Core.Ledger.Last.FirstSeq);
    }

    [Fact]
    public void What_turns_out_durable_after_an_unknown_outcome_has_its_receipt_at_once_and_no_other_is_lost()
    {
        var disk = new LateFailureDisk();
        using var world = new NodeWorld(disk).Ready();
        var (before, unknown) = (world.NextNonce, world.NextNonce);
        world.Run(Entries.Noop(Entries.Alice, before));
        var place = world.Core.Receipts.SeqOf(Entries.Alice, before);
        Assert.NotNull(place);

        disk.Fails = true;
        Assert.Equal(RejectCode.None, world.Offer(Entries.Noop(Entries.Alice, unknown)));
        Assert.False(world.Tick());
        Assert.True(world.Core.HasFailed);
        Assert.Equal(RejectCode.OutcomeUnknown, world.Told[^1].Outcome.Refusal);
        disk.Fails = false;
        world.Recover();

        Assert.Equal(place + 1, world.Core.Receipts.SeqOf(Entries.Alice, unknown));
        Assert.Equal(world.Log.Tail, world.Core.Receipts.RecordOf(place.Value + 1));
        Assert.Equal(place, world.Core.Receipts.SeqOf(Entries.Alice, before));
        world.Run(Entries.Noop(Entries.Alice, world.NextNonce));
        Assert.Equal(place, world.Core.Receipts.SeqOf(Entries.Alice, before));
    }

    [Fact]
    public async Task A_node_that_runs_recovers_by_itself_when_the_disk_does()
    {
        using var world = new NodeWorld().Ready();
        var said = new List<string>();
        var (isBad, opened) = (true, 0);
        world.Memory.Fails = (call, _) => isBad && call is DiskCall.Sync or DiskCall.Open && isBad;
        LocalLog? log = world.Log;
        ICommitLog Reopen()
        {
            opened++;
            log?.Dispose();
            log = null;
            return log = LocalLog.Open(world.Disk, 256 * 1024);
        }

        using (var loop = new NodeLoop(world.Core, world.Clock, _ => { }, Reopen, said.Add))
        {
            // The append whose outcome is not known, and one that comes while nothing can be taken.
            while (opened < 3)
            {
                world.Offer(Entries.Noop(Entries.Alice, world.NextNonce));
                await Task.Delay(20);
            }

            Assert.True(world.Core.Read(state => state.InputCursor) > 0);
            isBad = false;
            var nonce = world.NextNonce;
            using var patience = new CancellationTokenSource(Patience);
            while (world.Offer(Entries.Noop(Entries.Alice, nonce)) != RejectCode.None)
            {
                await Task.Delay(20, patience.Token);
            }

            while (!world.Core.Read(
                state => state.FindAccount(Entries.Alice)!.Nonces.Ascending.Contains(nonce)))
            {
                await Task.Delay(20, patience.Token);
            }

            Assert.False(loop.Ended.IsCompleted);
        }

        log!.Dispose();
        Assert.Contains(said, line => line.Contains("tried again in", StringComparison.Ordinal));
        Assert.Contains("everything is taken", said[^1], StringComparison.Ordinal);
        Assert.Contains(world.Told, told => told.Outcome.Refusal == RejectCode.OutcomeUnknown);
    }

    private static void FailOnce(NodeWorld world, RandomLoad load, Random random)
    {
        var left = 1 + random.Next(10);
        var failing = random.Next(2) == 0 ? DiskCall.Write : DiskCall.Sync;
        world.Memory.Fails = (call, _) => call == failing && left-- <= 0;
        for (var step = 0; step < 300 && !world.Core.HasFailed; step++)
        {
            load.Step();
        }

        Assert.True(world.Core.HasFailed);
        Assert.Equal(RejectCode.Halted, world.Offer(Entries.Noop(Entries.Alice, world.NextNonce)));
        world.Memory.Fails = (_, _) => false;
        var (market, ledger) = (world.Market, world.Core.Ledger);
        world.Recover();
        Assert.Same(market, world.Market);
        Assert.Same(ledger, world.Core.Ledger);
        Assert.False(world.Core.HasFailed);
        Assert.Equal(world.Core.Read(state => state.InputCursor), world.Market.Seq);
    }
}
