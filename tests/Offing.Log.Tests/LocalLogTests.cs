using Offing.Log.Disk;
using Offing.Primitives;

namespace Offing.Log.Tests;

public sealed class LocalLogTests : IDisposable
{
    private readonly LogWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void What_was_appended_is_there_after_opening_again()
    {
        using (var log = _world.Open())
        {
            Assert.Equal(0UL, log.Tail);
            LogWorld.Fill(log, 3);
            LogWorld.AssertHolds(log, 3);
        }

        using var again = _world.Open();
        Assert.False(again.Recovery.WasTorn);
        LogWorld.AssertHolds(again, 3);
        LogWorld.Fill(again, 5);
        LogWorld.AssertHolds(again, 5);
    }

    [Fact]
    public void A_new_segment_begins_when_the_next_record_would_not_fit()
    {
        using (var log = _world.Open())
        {
            LogWorld.Fill(log, 200);
            LogWorld.AssertHolds(log, 200);
        }

        Assert.Equal(10, _world.Segments().Length);
        using var again = _world.Open();
        LogWorld.AssertHolds(again, 200);
        LogWorld.Fill(again, 230);
        LogWorld.AssertHolds(again, 230);
    }

    [Fact]
    public void Records_can_be_read_in_any_order()
    {
        using var log = _world.Open(segmentMax: 64 * 1024);
        LogWorld.Fill(log, 500, length: 10);
        foreach (var n in new ulong[] { 500, 1, 64, 65, 66, 129, 128, 499, 2, 300, 301, 200 })
        {
            Assert.Equal(LogWorld.Body(n, 10), log.Read(n).Body);
        }

        Assert.Throws<LogRangeException>(() => log.Read(0));
        Assert.Throws<LogRangeException>(() => log.Read(501));
    }

    [Fact]
    public void A_place_that_is_taken_is_lost_and_one_beyond_the_next_is_a_bug()
    {
        using var log = _world.Open();
        LogWorld.Fill(log, 2);
        Assert.Equal(AppendResult.Lost, log.Append(2, LogWorld.Stamp(2), [1]));
        Assert.Throws<AssertionFailedException>(() => log.Append(4, LogWorld.Stamp(4), [1]));
        LogWorld.Fill(log, 3);
        LogWorld.AssertHolds(log, 3);
    }

    [Fact]
    public void A_second_opening_of_one_folder_is_refused_with_its_name()
    {
        using (_world.Open())
        {
            var refused = Assert.Throws<LogLockedException>(() => _world.Open());
            Assert.Contains(_world.Folder, refused.Message, StringComparison.Ordinal);
        }

        _world.Open().Dispose();
    }

    [Fact]
    public void Pruning_drops_whole_segments_and_keeps_the_rest_readable()
    {
        using (var log = _world.Open())
        {
            LogWorld.Fill(log, 100);
            log.Prune(50);
            Assert.InRange(log.First, 30UL, 50UL);
            LogWorld.AssertHolds(log, 100);
            Assert.Throws<LogRangeException>(() => log.Read(1));
        }

        using var again = _world.Open();
        Assert.InRange(again.First, 30UL, 50UL);
        LogWorld.AssertHolds(again, 100);
        again.Prune(1_000);
        LogWorld.AssertHolds(again, 100);
    }

    [Fact]
    public void The_largest_body_fits_in_a_segment_of_the_usual_length()
    {
        var body = new byte[LogLimits.BodyMax_Bytes];
        Array.Fill(body, (byte)0xA5);
        using (var log = LocalLog.Open(new FolderDisk(_world.Folder)))
        {
            Assert.Equal(AppendResult.Won, log.Append(1, LogWorld.Stamp(1), body));
            byte[] tooLong = [.. body, 0];
            Assert.Throws<AssertionFailedException>(() => log.Append(2, LogWorld.Stamp(2), tooLong));
        }

        using var again = LocalLog.Open(new FolderDisk(_world.Folder));
        Assert.Equal(body, again.Read(1).Body);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_an_IO_error()
    {
        var file = Path.Combine(_world.Folder, "a-file");
        File.WriteAllText(file, "");
        Assert.Throws<IOException>(() => LocalLog.Open(new FolderDisk(file)));
    }

    [Fact]
    public void From_any_record_on_all_are_read_in_order_across_segments_also_where_one_kept_its_room()
    {
        using var world = new LogWorld();
        using (var log = world.Open())
        {
            LogWorld.Fill(log, 60);
        }

        // As when a crash comes after the next segment stands and before the full one is cut to its length.
        using (var first = new FileStream(world.Segments()[0], FileMode.Open))
        {
            first.SetLength(LogWorld.SmallSegment);
        }

        using var again = world.Open();
        LogWorld.Fill(again, 65);
        for (ulong from = 1; from <= 66; from++)
        {
            var found = LogChain.ReadFrom(again, from).ToArray();
            Assert.Equal(66 - from, (ulong)found.Length);
            Assert.Equal(found.Select((_, i) => from + (ulong)i), found.Select(record => record.N));
            Assert.All(found, record => Assert.Equal(again.Read(record.N).Hash, record.Hash));
        }
    }
}
