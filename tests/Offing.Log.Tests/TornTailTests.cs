using Offing.Log.Disk;
using Offing.Log.Testing;

namespace Offing.Log.Tests;

public sealed class TornTailTests : IDisposable
{
    private const ulong Whole = 4;
    private readonly LogWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void The_last_record_torn_at_every_byte_is_cut_off_and_said_so()
    {
        var (path, start, bytes) = WriteOne();
        for (var kept = 0; kept < bytes.Length - start; kept++)
        {
            File.WriteAllBytes(path, bytes[..(start + kept)]);
            AssertCut(bytes.AsSpan(start, kept).ContainsAnyExcept((byte)0), start);
            var zeroFilled = new byte[LogWorld.SmallSegment];
            bytes.AsSpan(0, start + kept).CopyTo(zeroFilled);
            File.WriteAllBytes(path, zeroFilled);
            AssertCut(zeroFilled.AsSpan(start).ContainsAnyExcept((byte)0), start);
        }
    }

    [Fact]
    public void The_last_record_with_any_byte_spoiled_is_cut_off_and_kept_aside()
    {
        var (path, start, bytes) = WriteOne();
        for (var at = start; at < bytes.Length; at++)
        {
            var spoiled = bytes.ToArray();
            spoiled[at] ^= 0x10;
            File.WriteAllBytes(path, spoiled);
            AssertCut(true, start);
            Assert.Equal(spoiled[start..], File.ReadAllBytes($"{path}.cut-{start}"));
        }
    }

    [Fact]
    public void A_segment_torn_while_it_was_made_is_made_again()
    {
        using (var log = _world.Open())
        {
            LogWorld.Fill(log, 20);
            Assert.Single(_world.Segments());
            LogWorld.Fill(log, 21);
        }

        var path = _world.Segments()[1];
        var header = File.ReadAllBytes(path)[..SegmentFormat.HeaderBytes];
        for (var kept = 0; kept < header.Length; kept++)
        {
            File.WriteAllBytes(path, header[..kept]);
            using var log = _world.Open();
            LogWorld.AssertHolds(log, 20);
            Assert.Single(_world.Segments());
        }

        using var again = _world.Open();
        LogWorld.Fill(again, 25);
        LogWorld.AssertHolds(again, 25);
    }

    [Fact]
    public void A_crash_or_a_kill_at_any_point_loses_no_record_that_was_won()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var random = new Random(seed);
            var disk = new MemoryDisk();
            ulong won = 0;
            for (var life = 0; life < 5; life++)
            {
                var calls = random.Next(1, 60);
                disk.Fails = (_, _) => --calls < 0;
                won = LiveUntilFailure(disk, won);
                disk.Fails = (_, _) => false;
                // Else only the process ends, and the next one reads what the disk may not have yet.
                if (random.Next(2) == 0)
                {
                    disk.Crash(random.Next);
                }
            }

            using var log = LocalLog.Open(disk, LogWorld.SmallSegment);
            Assert.InRange(log.Tail, won, won + 1);
            LogWorld.AssertHolds(log, log.Tail);
        }
    }

    private static ulong LiveUntilFailure(MemoryDisk disk, ulong won)
    {
        try
        {
            using var log = LocalLog.Open(disk, LogWorld.SmallSegment);
            Assert.InRange(log.Tail, won, won + 1);
            // What was found is served from now on, so it must never be lost again.
            won = log.Tail;
            while (log.Append(won + 1, LogWorld.Stamp(won + 1), LogWorld.Body(won + 1)) == AppendResult.Won)
            {
                won++;
            }

            Assert.Equal(AppendResult.Lost, log.Append(won + 1, LogWorld.Stamp(won + 1), [1]));
        }
        catch (IOException)
        {
            return won;
        }

        return won;
    }

    private (string Path, int Start, byte[] Bytes) WriteOne()
    {
        using (var log = _world.Open())
        {
            LogWorld.Fill(log, Whole + 1);
        }

        var record = RecordFormat.OverheadBytes + 100;
        var start = SegmentFormat.HeaderBytes + ((int)Whole * record);
        var path = Assert.Single(_world.Segments());
        return (path, start, File.ReadAllBytes(path)[..(start + record)]);
    }

    private void AssertCut(bool torn, int start)
    {
        using var log = _world.Open();
        Assert.Equal(torn, log.Recovery.WasTorn);
        if (torn)
        {
            Assert.Equal(start, log.Recovery.CutOffset);
            Assert.Equal(Path.GetFileName(Assert.Single(_world.Segments())), log.Recovery.CutFile);
        }

        LogWorld.AssertHolds(log, Whole);
        LogWorld.Fill(log, Whole + 2);
        LogWorld.AssertHolds(log, Whole + 2);
    }
}
