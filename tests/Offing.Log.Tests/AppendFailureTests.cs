using Offing.Log.Testing;

namespace Offing.Log.Tests;

public sealed class AppendFailureTests
{
    [Fact]
    public void A_failed_sync_is_unknown_and_the_log_takes_nothing_more_until_it_is_opened_again()
    {
        var disk = new MemoryDisk();
        using (var log = LocalLog.Open(disk, LogWorld.SmallSegment))
        {
            LogWorld.Fill(log, 2);
            disk.Fails = (call, _) => call == DiskCall.Sync;
            Assert.Equal(AppendResult.Unknown, log.Append(3, LogWorld.Stamp(3), LogWorld.Body(3)));
            disk.Fails = (_, _) => false;
            Assert.Equal(AppendResult.Lost, log.Append(3, LogWorld.Stamp(3), LogWorld.Body(3)));
            LogWorld.AssertHolds(log, 2);
        }

        // The record is still in memory, where a reader sees it; the disk never got it, and only that counts.
        using var again = LocalLog.Open(disk, LogWorld.SmallSegment);
        LogWorld.AssertHolds(again, 2);
        LogWorld.Fill(again, 3);
        LogWorld.AssertHolds(again, 3);
    }

    [Fact]
    public void A_write_that_fails_half_way_is_unknown_and_its_bytes_are_cut_at_the_next_opening()
    {
        var disk = new MemoryDisk();
        using (var log = LocalLog.Open(disk, LogWorld.SmallSegment))
        {
            LogWorld.Fill(log, 2);
            disk.Fails = (call, _) => call == DiskCall.Write;
            Assert.Equal(AppendResult.Unknown, log.Append(3, LogWorld.Stamp(3), LogWorld.Body(3)));
            disk.Fails = (_, _) => false;
        }

        using var again = LocalLog.Open(disk, LogWorld.SmallSegment);
        Assert.True(again.Recovery.WasTorn);
        LogWorld.AssertHolds(again, 2);
        LogWorld.Fill(again, 4);
        LogWorld.AssertHolds(again, 4);
    }

    [Fact]
    public void A_segment_that_cannot_be_named_loses_the_record_for_certain()
    {
        var disk = new MemoryDisk();
        using (var log = LocalLog.Open(disk, LogWorld.SmallSegment))
        {
            LogWorld.Fill(log, 20);
            disk.Fails = (call, _) => call == DiskCall.Rename;
            Assert.Equal(AppendResult.Lost, log.Append(21, LogWorld.Stamp(21), LogWorld.Body(21)));
            LogWorld.AssertHolds(log, 20);
        }

        using (var full = LocalLog.Open(disk, LogWorld.SmallSegment))
        {
            LogWorld.AssertHolds(full, 20);
            Assert.Equal(AppendResult.Lost, full.Append(21, LogWorld.Stamp(21), LogWorld.Body(21)));
        }

        disk.Fails = (_, _) => false;
        using var again = LocalLog.Open(disk, LogWorld.SmallSegment);
        LogWorld.Fill(again, 22);
        LogWorld.AssertHolds(again, 22);
    }
}
