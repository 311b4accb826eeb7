using Offing.Log.Testing;
using Offing.Node.Tests.Support;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Sequencing;

namespace Offing.Node.Tests;

public sealed class NodeCoreTests
{
    [Fact]
    public void What_is_acknowledged_is_in_the_log_at_its_place()
    {
        using var world = new NodeWorld().Ready();
        world.Run(
            Entries.Order(Entries.Alice, world.NextNonce, Side.Buy, 59_000),
            Entries.Order(Entries.Bob, world.NextNonce, Side.Sell, 59_000));
        var logged = world.Records().SelectMany(record => record).ToDictionary(entry => entry.Seq);
        Assert.Equal(7, world.Acknowledged.Count());
        Assert.All(world.Told, told => Assert.Equal(
            told.Entry.Kind, logged[told.Outcome.Output!.Entry.Seq].Entry.Kind));
        Assert.Contains(world.Acknowledged.Last().Output!.Events, happened => happened is Traded);
    }

    [Fact]
    public void Who_is_told_of_an_outcome_finds_it_durable_executed_and_in_the_market_data()
    {
        using var world = new NodeWorld().Ready();
        var seen = (Tail: 0UL, Open: 0, Cursor: 0UL);
        var order = Entries.Order(Entries.Alice, world.NextNonce, Side.Buy, 59_000);
        Assert.True(world.Core.TryOffer(
            new Submission(order, outcome => seen = (
                world.Log.Tail, world.Market.OpenOrders(Entries.Alice).Count,
                world.Core.Read(state => state.InputCursor))), out _));
        var before = world.Log.Tail;
        world.Run();
        Assert.Equal((before + 1, 1, (ulong)world.Records().Sum(record => record.Count)), seen);
    }

    [Theory]
    [InlineData(DiskCall.Write)]
    [InlineData(DiskCall.Sync)]
    public void When_the_log_fails_nobody_sees_what_was_in_flight_and_all_are_told(DiskCall failing)
    {
        using var world = new NodeWorld().Ready();
        var (root, folded) = (Picture.Root(world.Core), world.Market.Seq);
        world.Memory.Fails = (call, _) => call == failing;
        var order = Entries.Order(Entries.Alice, world.NextNonce, Side.Buy, 59_000);
        Assert.Equal(RejectCode.None, world.Offer(order));
        Assert.False(world.Tick());

        Assert.True(world.Core.HasFailed);
        var told = world.Told[^1];
        Assert.Equal((order, RejectCode.OutcomeUnknown), (told.Entry, told.Outcome.Refusal));
        Assert.Null(told.Outcome.Output);
        Assert.Equal((root, folded), (Picture.Root(world.Core), world.Market.Seq));
        Assert.Equal(RejectCode.Halted, world.Offer(Entries.Noop(Entries.Alice, world.NextNonce)));
        Assert.False(world.Core.TryCut(_ => { }, out _));
        world.Memory.Fails = (_, _) => false;
        Assert.False(world.Tick());
        Assert.True(world.Core.HasFailed);
    }

    [Fact]
    public void What_waits_behind_a_failed_micro_batch_is_told_that_nothing_of_it_was_logged()
    {
        using var world = new NodeWorld();
        world.Run();
        world.Memory.Fails = (call, _) => call == DiskCall.Sync;
        // Each takes more than half of a micro-batch: the second cannot be in flight with the first.
        var payload = new byte[Limits.ActionMax_Bytes];
        Assert.Equal(RejectCode.None, world.Offer(Big(0, payload)));
        Assert.Equal(RejectCode.None, world.Offer(Big(1, payload)));
        world.Tick();
        Assert.Equal(
            [RejectCode.OutcomeUnknown, RejectCode.Halted], world.Told.Select(told => told.Outcome.Refusal));
    }

    [Fact]
    public void An_idle_node_logs_a_tick_each_second_and_a_busy_one_none()
    {
        using var world = new NodeWorld().Ready();
        var logged = world.Records().Count;
        for (var half = 0; half < 6; half++)
        {
            world.Clock.Advance(500);
            world.Run();
        }

        var ticks = world.Records().Skip(logged).Count(record => record is [{ Entry: Tick }]);
        Assert.Equal(3, ticks);
        logged = world.Records().Count;
        for (var busy = 0; busy < 6; busy++)
        {
            world.Clock.Advance(500);
            world.Run(Entries.Noop(Entries.Alice, world.NextNonce));
        }

        Assert.Equal(6, world.Records().Count - logged);
        Assert.All(
            world.Records().Skip(logged), record => Assert.IsType<SignedAction>(Assert.Single(record).Entry));
    }

    [Fact]
    public void A_clock_that_jumps_back_refuses_what_waits_and_logs_nothing()
    {
        using var world = new NodeWorld().Ready();
        var tail = world.Log.Tail;
        world.Clock.Advance(-5_000);
        world.Run(Entries.Noop(Entries.Alice, world.NextNonce));
        Assert.Equal((RejectCode.Halted, tail), (world.Told[^1].Outcome.Refusal, world.Log.Tail));
        world.Clock.Advance(5_000);
        world.Run(Entries.Noop(Entries.Alice, world.NextNonce));
        Assert.Equal(RejectCode.None, world.Told[^1].Outcome.Refusal);
    }

    [Fact]
    public void Every_record_of_a_random_load_is_in_the_order_of_the_rule()
    {
        using var world = new NodeWorld();
        var load = new RandomLoad(world, seed: 5).Prepare();
        for (var step = 0; step < 120; step++)
        {
            load.Step();
        }

        var machine = new Engine.Machine(Repository.Genesis);
        var reordered = 0;
        foreach (var record in world.Records())
        {
            Assert.Null(MicroBatchOrderChecker.FindViolation(record, machine.State.AccountOf));
            var pairs = record.Zip(record.Skip(1));
            reordered += pairs.Any(pair => pair.First.Arrival > pair.Second.Arrival) ? 1 : 0;
            foreach (var entry in record)
            {
                machine.Apply(entry);
            }
        }

        Assert.True(reordered > 10);
    }

    private static QueueRequest Big(ulong index, byte[] payload) =>
        new(index, RequestType.Parameter, Entries.Alice, Entries.Alice, 0, payload);
}
