using Offing.Log.Testing;

namespace Offing.Log.Tests;

public sealed class DiskFullTests
{
    private const int Body = 100;
    private readonly MemoryDisk _disk = new();

    [Fact]
    public void A_disk_that_becomes_full_leaves_one_segment_of_room_and_then_refuses_before_anything_fails()
    {
        using var log = Open();
        FillTheDisk();
        var (inAmple, inReserve) = (AppendWhile(log, LogRoom.Ample), AppendWhile(log, LogRoom.Reserve));
        Assert.InRange(inAmple, 20, 21);
        Assert.InRange(inReserve, 18, 20);
        Assert.Equal(LogRoom.None, log.RoomFor(Body));
        log.Refill();
        Assert.Equal(LogRoom.None, log.RoomFor(Body));
        LogWorld.AssertHolds(log, log.Tail);
    }

    [Theory]
    [InlineData(LogRoom.Reserve)]
    [InlineData(LogRoom.None)]
    public void When_there_is_room_again_the_log_goes_on_without_being_opened_again(LogRoom until)
    {
        var log = Open();
        FillTheDisk();
        AppendWhile(log, LogRoom.Ample);
        if (until == LogRoom.None)
        {
            AppendWhile(log, LogRoom.Reserve);
        }

        Assert.Equal(until, log.RoomFor(Body));
        _disk.Room_Bytes = long.MaxValue;
        Assert.Equal(until, log.RoomFor(Body));
        log.Refill();
        Assert.Equal(LogRoom.Ample, log.RoomFor(Body));
        var tail = log.Tail + 50;
        LogWorld.Fill(log, tail);
        log.Dispose();
        using var again = Open();
        LogWorld.AssertHolds(again, tail);
    }

    [Fact]
    public void Opening_on_a_full_disk_finds_the_reserve_still_reserved()
    {
        var log = Open();
        FillTheDisk();
        log.Dispose();
        log = Open();
        Assert.Equal(LogRoom.Ample, log.RoomFor(Body));
        AppendWhile(log, LogRoom.Ample);
        var tail = log.Tail;
        log.Dispose();
        log = Open();
        Assert.Equal(LogRoom.Reserve, log.RoomFor(Body));
        Assert.InRange(AppendWhile(log, LogRoom.Reserve), 17, 20);
        log.Dispose();
        log = Open();
        Assert.Equal(LogRoom.None, log.RoomFor(Body));
        LogWorld.AssertHolds(log, log.Tail);
        Assert.True(log.Tail > tail);
        log.Dispose();
    }

    [Fact]
    public void The_room_that_a_cut_takes_from_the_last_segment_comes_back_out_of_the_reserve()
    {
        var log = Open();
        LogWorld.Fill(log, 3);
        _disk.Fails = (call, _) => call == DiskCall.Write;
        Assert.Equal(AppendResult.Unknown, log.Append(4, LogWorld.Stamp(4), LogWorld.Body(4)));
        _disk.Fails = (_, _) => false;
        log.Dispose();
        // Somebody else takes what the cut sets free: the bytes kept aside, and no byte more, still fit.
        _disk.Room_Bytes = 2 * LogWorld.SmallSegment - 1_000;
        log = Open();
        Assert.True(log.Recovery.WasTorn);
        Assert.Equal(LogRoom.Reserve, log.RoomFor(Body));
        LogWorld.Fill(log, 10);
        log.Dispose();
        using var again = Open();
        LogWorld.AssertHolds(again, 10);
    }

    [Theory]
    [InlineData(DiskCall.Write)]
    [InlineData(DiskCall.Sync)]
    [InlineData(DiskCall.Rename)]
    [InlineData(DiskCall.SyncFolder)]
    [InlineData(DiskCall.Open)]
    [InlineData(DiskCall.Reserve)]
    public void A_crash_at_any_step_from_one_segment_to_the_next_loses_and_doubles_nothing(DiskCall step)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var (disk, random) = (new MemoryDisk(), new Random(seed));
            var log = LocalLog.Open(disk, LogWorld.SmallSegment);
            var armed = random.Next(10, 45);
            disk.Fails = (call, _) => log.Tail >= (ulong)armed && call == step;
            while (log.RoomFor(Body) != LogRoom.None && Append(log))
            {
                if (log.Tail > 100)
                {
                    break;
                }
            }

            var tail = log.Tail;
            log.Dispose();
            disk.Fails = (_, _) => false;
            disk.Crash(random.Next);
            using var again = LocalLog.Open(disk, LogWorld.SmallSegment);
            // The last may be there though nobody was told so.
            Assert.InRange(again.Tail, tail, tail + 1);
            LogWorld.AssertHolds(again, again.Tail);
            LogWorld.Fill(again, again.Tail + 50);
            LogWorld.AssertHolds(again, again.Tail);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_room_comes_and_goes_and_whenever_it_crashes_what_was_won_stays(int seed)
    {
        var random = new Random(seed);
        var log = Open();
        for (var step = 0; step < 400; step++)
        {
            switch (random.Next(12))
            {
                case 0:
                    _disk.Room_Bytes = _disk.Used_Bytes + random.Next(-2_000, 10_000);
                    break;
                case 1:
                    log.Refill();
                    break;
                case 2:
                    log.Prune(log.Tail);
                    break;
                case 3:
                    var tail = log.Tail;
                    log.Dispose();
                    _disk.Crash(random.Next);
                    log = Open();
                    Assert.Equal(tail, log.Tail);
                    break;
                default:
                    _ = log.RoomFor(Body) == LogRoom.None || Append(log);
                    break;
            }
        }

        _disk.Room_Bytes = long.MaxValue;
        log.Refill();
        LogWorld.Fill(log, log.Tail + 50);
        LogWorld.AssertHolds(log, log.Tail);
        log.Dispose();
    }

    private static bool Append(LocalLog log)
    {
        var n = log.Tail + 1;
        return log.Append(n, LogWorld.Stamp(n), LogWorld.Body(n)) == AppendResult.Won;
    }

    private static int AppendWhile(LocalLog log, LogRoom room)
    {
        var count = 0;
        for (; log.RoomFor(Body) == room; count++)
        {
            Assert.True(Append(log));
        }

        return count;
    }

    private LocalLog Open() => LocalLog.Open(_disk, LogWorld.SmallSegment);

    private void FillTheDisk() => _disk.Room_Bytes = _disk.Used_Bytes;
}
