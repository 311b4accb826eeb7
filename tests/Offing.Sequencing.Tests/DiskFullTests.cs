using Offing.Log;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using static Offing.Sequencing.Tests.Entries;

namespace Offing.Sequencing.Tests;

public sealed class DiskFullTests : IDisposable
{
    private readonly SequencerWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void On_a_full_disk_orders_are_refused_and_cancels_and_kill_switches_are_durable()
    {
        FillUntil(LogRoom.Reserve);
        // These came before the sequencer knew.
        var stop = new OperatorSwitch(OperatorSwitch.Venue, 7, 1, new byte[65]);
        _world.Offer(Taker(Alice), Cancel(Alice), PostOnly(Bob), stop);
        Assert.Equal([0, 1], _world.Drain().Entries.Select(each => each.Sequenced.Entry.SortClass));
        Assert.Equal([RejectCode.DiskFull, RejectCode.DiskFull], _world.Told.Select(told => told.Refusal));

        // And from now on at once.
        Assert.False(_world.Sequencer.TryOffer(_world.Submission(Taker(Alice)), out var refusal));
        Assert.Equal(RejectCode.DiskFull, refusal);
        Assert.Equal(2, _world.Told.Count);
        _world.Offer(Cancel(Alice));
        Assert.Single(_world.Drain().Entries);
    }

    [Fact]
    public void When_there_is_room_again_orders_are_taken_within_a_second()
    {
        FillUntil(LogRoom.Reserve);
        _world.Drain();
        _world.Disk.Room_Bytes = long.MaxValue;
        _world.Clock.Advance(1_000);
        _world.Drain();
        Assert.Equal(LogRoom.Ample, _world.Sequencer.Room);
        _world.Offer(Taker(Alice));
        Assert.Single(_world.Drain().Entries);
    }

    [Fact]
    public void When_the_reserve_is_used_up_all_is_refused_nothing_fails_and_it_goes_on_when_there_is_room()
    {
        FillUntil(LogRoom.None);
        var tail = _world.Log.Tail;
        _world.Offer(Cancel(Alice), new Tick());
        Assert.Equal(DrainStatus.Idle, _world.Drain().Status);
        Assert.Equal([RejectCode.DiskFull, RejectCode.DiskFull], _world.Told.Select(told => told.Refusal));
        Assert.Equal(tail, _world.Log.Tail);
        _world.Disk.Room_Bytes = long.MaxValue;
        _world.Clock.Advance(1_000);
        _world.Drain();
        _world.Offer(Taker(Alice));
        Assert.Equal(tail + 1, _world.Drain().Record);
    }

    [Fact]
    public void A_node_that_starts_without_any_room_logs_its_start_before_all_else_once_there_is_some()
    {
        FillUntil(LogRoom.None);
        _world.Restart(epoch: 2);
        _world.Offer(new Started(2), new Tick());
        _world.Drain();
        Assert.Equal([RejectCode.DiskFull], _world.Told.Select(told => told.Refusal));
        // What is held back is nothing to wake up for.
        _world.Sequencer.Wait(TimeSpan.FromMilliseconds(1));
        _world.Disk.Room_Bytes = long.MaxValue;
        _world.Clock.Advance(1_000);
        _world.Offer(new Tick());
        Assert.IsType<Started>(_world.Drain().Entries[0].Sequenced.Entry);
        Assert.Single(_world.Told);
    }

    // As a disk does that fills up: not by what the log takes, but by what others leave it.
    private void FillUntil(LogRoom room)
    {
        _world.Disk.Room_Bytes = _world.Disk.Used_Bytes;
        while (_world.Log.RoomFor(Limits.MicroBatchMax_Bytes) != room)
        {
            var request = new QueueRequest(
                0, RequestType.Deposit, Alice, Bob, 1, new byte[Limits.ActionMax_Bytes]);
            if (_world.Sequencer.TryOffer(new Submission(request), out _))
            {
                Assert.Equal(DrainStatus.Durable, _world.Drain().Status);
            }
        }

        _world.Told.Clear();
    }
}
