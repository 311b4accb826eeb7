using Offing.Log.Testing;
using Offing.Node.Tests.Support;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Sequencing;

namespace Offing.Node.Tests;

public sealed class NodeLoopTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_defect_in_settlement_ends_the_node_and_is_told()
    {
        using var world = new NodeWorld();
        var defect = new InvalidOperationException("settlement broke");
        using var loop = new NodeLoop(world.Core, world.Clock, _ => throw defect);
        Assert.Same(defect, await loop.Ended.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_defect_in_the_commitment_ends_the_node_and_is_told()
    {
        using var world = new NodeWorld().Ready();
        var state = world.Core.Read(state => Commitment.State.LeafChanges.Capture(state));
        world.Core.Committer.Offer(new Batches.BatchCapture(
            1, new Batches.RecordBodies(), 1, 1, false, [], [state], 0, default));
        using var loop = new NodeLoop(world.Core, world.Clock, _ => { });
        Assert.NotNull(await loop.Ended.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_ends_the_node_with_a_line_that_says_what_to_do()
    {
        using var world = new NodeWorld();
        world.Memory.Fails = (call, _) => call == DiskCall.Sync;
        using var loop = new NodeLoop(world.Core, world.Clock, _ => { });
        var ended = Assert.IsType<IOException>(await loop.Ended.WaitAsync(Patience));
        Assert.Contains("free the disk", ended.Message, StringComparison.Ordinal);
        Assert.Equal(RejectCode.Halted, world.Offer(Entries.Noop(Entries.Alice, 1)));
    }

    [Fact]
    public async Task A_loop_executes_commits_and_settles_until_it_is_disposed()
    {
        using var world = new NodeWorld().Ready();
        var steps = 0;
        using var stepped = new ManualResetEventSlim();
        var loop = new NodeLoop(world.Core, world.Clock, _ =>
        {
            Interlocked.Increment(ref steps);
            stepped.Set();
        });
        var cut = new TaskCompletionSource<Outcome>();
        Assert.True(world.Core.TryCut(cut.SetResult, out var number));
        Assert.NotNull((await cut.Task.WaitAsync(Patience)).Output);
        while (world.Core.Ledger.Last.Number < number)
        {
            await Task.Delay(10);
        }

        Assert.True(stepped.Wait(Patience));
        Assert.False(loop.Ended.IsCompleted);
        loop.Dispose();
        Assert.Null(await loop.Ended);

        // No thread is left: nothing steps, nothing drains.
        var (after, tail) = (steps, world.Log.Tail);
        Assert.Equal(RejectCode.None, world.Offer(Entries.Noop(Entries.Alice, world.NextNonce)));
        await Task.Delay(200);
        Assert.Equal((after, tail), (steps, world.Log.Tail));
    }
}
