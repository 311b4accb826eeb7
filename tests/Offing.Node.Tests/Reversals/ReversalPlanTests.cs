using Offing.Log;
using Offing.Node.Reversals;
using Offing.Node.Tests.Support;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Sequencing;
using Offing.Settlement.Watching;

namespace Offing.Node.Tests.Reversals;

/// <summary>What is taken back is said only when it can be: else the message says what to wait for.</summary>
public sealed class ReversalPlanTests : IDisposable
{
    private const ulong Confirmations = 13;

    // When the venue's four requests were entered.
    private const ulong Entered_S = 1_700_000_000;

    private readonly ReversalWorld _world = new();
    private readonly QueueChain _chain = new();

    public ReversalPlanTests()
    {
        _chain.Mine(1, Entered_S);
        foreach (var (_, taken) in _world.Taken.OrderBy(each => each.Key))
        {
            _chain.Enter(taken.Request);
        }

        _chain.Mine((int)Confirmations, Entered_S);
        _chain.Batches.AddRange(
            Enumerable.Range(0, 3).Select(number => _world.Header((ulong)number).Hash()));
    }

    [Fact]
    public void Nothing_is_taken_back_of_what_the_chain_holds() => Assert.Null(Find());

    [Fact]
    public void It_waits_until_no_block_can_hold_the_lost_request_as_it_was()
    {
        _chain.Lose(1);
        Assert.Contains("could still take request 3 just as it was", Refusal(), StringComparison.Ordinal);

        // Only a block that no reorg takes back shows that the time is over.
        _chain.Mine((int)Confirmations - 1, Entered_S + 1);
        Assert.Contains($"later than {Entered_S} s", Refusal(), StringComparison.Ordinal);
        _chain.Mine(1, Entered_S + 1);
        var plan = Find()!;
        Assert.Equal((3UL, 4UL), (plan.First, plan.Batch));
        Assert.Equal(
            (4UL, 3UL, _world.Taken[3].Before),
            (plan.TakenBack[0].Batch, plan.TakenBack[0].Request.Index, plan.TakenBack[0].Previous));
        Assert.Empty(plan.Again);
    }

    [Fact]
    public void It_waits_until_what_stands_there_now_is_confirmed()
    {
        _chain.Lose(2);
        _chain.Mine(1, Entered_S + 9);
        var other = _world.Taken[3].Request with { Index = 2, L1Time = Entered_S + 9 };
        _chain.Enter(other);
        _chain.Mine((int)Confirmations - 2, Entered_S + 10);
        Assert.Contains(
            $"another request 2, and not yet for {Confirmations} blocks", Refusal(),
            StringComparison.Ordinal);
        _chain.Mine(1, Entered_S + 10);
        var plan = Find()!;
        Assert.Equal((2UL, 3UL), (plan.First, plan.Batch));
        Assert.Equal([3UL, 2UL], plan.TakenBack.Select(each => each.Request.Index));
        Assert.Equal(other.L1Time, Assert.Single(plan.Again).L1Time);
    }

    [Fact]
    public void Of_a_frozen_venue_nothing_can_be_taken_back()
    {
        _chain.Lose(1);
        _chain.Mine((int)Confirmations, Entered_S + 1);
        Assert.NotNull(Find());
        _chain.FrozenAt_S = Entered_S + 2;
        Assert.Contains("was frozen on chain and has ended", Refusal(), StringComparison.Ordinal);
        Assert.Contains("./offing exit", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    public void Beside_a_batch_of_somebody_else_nothing_is_taken_back(int batches)
    {
        _chain.Lose(1);
        _chain.Mine((int)Confirmations, Entered_S + 1);
        _chain.Batches.Clear();
        _chain.Batches.AddRange(Enumerable.Repeat(Keccak.Hash("foreign"u8), batches));
        Assert.Contains(
            $"batch {batches - 1} on the chain is none of this log", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_takes_back_what_it_was_told_to_and_nothing_else()
    {
        _chain.Lose(1);
        _chain.Mine((int)Confirmations, Entered_S + 1);
        var refusal = Assert.Throws<VenueStartException>(() => Start(first: 2)).Message;
        Assert.Contains("differs from request 3 on", refusal, StringComparison.Ordinal);
        Assert.Equal(4UL, Cursor);

        Assert.StartsWith("requests from 3 on were taken back (1), 0 that", Start(first: 3));
        Assert.Equal(3UL, Cursor);
        Assert.Equal(4UL, _world.Cut());
        Assert.Contains("nothing is taken back", Start(first: 3), StringComparison.Ordinal);
        Assert.Equal(3UL, Cursor);
    }

    [Fact]
    public void A_start_on_a_disk_without_room_says_so_and_the_next_one_goes_on()
    {
        _chain.Lose(2);
        _chain.Mine((int)Confirmations, Entered_S + 1);
        _world.IsDiskFull = true;
        while (_world.Core.Room != LogRoom.None)
        {
            Assert.True(_world.Core.TryOffer(new Submission(new Tick()), out _));
            _world.Core.Tick(Now());
        }

        var refusal = Assert.Throws<VenueStartException>(() => Start(first: 2)).Message;
        Assert.Contains("make room", refusal, StringComparison.Ordinal);
        Assert.Equal(4UL, Cursor);
        _world.IsDiskFull = false;
        _world.Restart();
        Start(first: 2);
        Assert.Equal(2UL, Cursor);
    }

    public void Dispose() => _world.Dispose();

    private ulong Cursor => _world.Core.Read(state => state.QueueCursor);

    private ReversalPlan? Find() => ReversalPlan.Find(
        _chain, QueueChain.Deployment, Confirmations, _world.Ledger,
        _world.Core.Read(state => new QueuePosition(state.QueueCursor, state.QueueHash)),
        _world.Core.EntriesFrom);

    private string Refusal() => Assert.Throws<VenueStartException>(Find).Message;

    private string Start(ulong first)
    {
        var said = "";
        ReversalStart.Run(
            _world.Core, _chain, QueueChain.Deployment, Confirmations, first, Now, line => said = line);
        return said;
    }

    private Time Now() => new(NodeWorld.Start_Ms + 60_000);
}
