namespace Offing.Log.Tests;

public sealed class CorruptionTests : IDisposable
{
    private const int Record = RecordFormat.OverheadBytes + 100;
    private readonly LogWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_flipped_bit_in_any_byte_before_the_last_record_is_never_served()
    {
        Write(to: 4, LogWorld.SmallSegment);
        var path = Assert.Single(_world.Segments());
        for (var at = 0; at < SegmentFormat.HeaderBytes + (3 * Record); at++)
        {
            LogWorld.Flip(path, at, (byte)(1 << (at % 8)));
            var error = Assert.Throws<LogCorruptException>(() => ReadAll(LogWorld.SmallSegment));
            Assert.Equal(Path.GetFileName(path), error.File);
            Assert.InRange(at, error.Offset, error.Offset + Record - 1);
            LogWorld.Flip(path, at, (byte)(1 << (at % 8)));
        }

        Assert.Equal(4UL, ReadAll(LogWorld.SmallSegment));
    }

    [Fact]
    public void A_flipped_bit_in_any_4_KiB_page_of_any_full_segment_is_never_served()
    {
        const int Segment = 64 * 1024;
        Write(to: 1_000, Segment);
        var random = new Random(1);
        var flips = 0;
        foreach (var path in _world.Segments()[..^1])
        {
            for (long page = 0; page < new FileInfo(path).Length; page += 4096)
            {
                var at = page + random.Next((int)Math.Min(4096, new FileInfo(path).Length - page));
                LogWorld.Flip(path, at, 0x40);
                var error = Assert.Throws<LogCorruptException>(() => ReadAll(Segment));
                Assert.Equal(Path.GetFileName(path), error.File);
                LogWorld.Flip(path, at, 0x40);
                flips++;
            }
        }

        Assert.InRange(flips, 40, 60);
        Assert.Equal(1_000UL, ReadAll(Segment));
    }

    [Fact]
    public void Two_records_that_change_places_are_detected()
    {
        Write(to: 5, LogWorld.SmallSegment);
        var path = Assert.Single(_world.Segments());
        var bytes = File.ReadAllBytes(path);
        var first = bytes.AsSpan(SegmentFormat.HeaderBytes + Record, Record);
        var copy = first.ToArray();
        var second = bytes.AsSpan(SegmentFormat.HeaderBytes + (2 * Record), Record);
        second.CopyTo(first);
        copy.CopyTo(second);
        File.WriteAllBytes(path, bytes);
        var error = Assert.Throws<LogCorruptException>(() => ReadAll(LogWorld.SmallSegment));
        Assert.Equal(SegmentFormat.HeaderBytes + Record, error.Offset);
    }

    [Fact]
    public void A_record_written_anew_with_a_hash_that_holds_breaks_the_chain()
    {
        Write(to: 5, LogWorld.SmallSegment);
        var path = Assert.Single(_world.Segments());
        var bytes = File.ReadAllBytes(path);
        var second = bytes.AsSpan(SegmentFormat.HeaderBytes + Record, Record);
        var previous = new Primitives.Hash32(second.Slice(8, 32));
        RecordFormat.Encode(second, 2, previous, LogWorld.Stamp(2), LogWorld.Body(3));
        File.WriteAllBytes(path, bytes);
        var error = Assert.Throws<LogCorruptException>(() => ReadAll(LogWorld.SmallSegment));
        Assert.Equal(SegmentFormat.HeaderBytes + (2 * Record), error.Offset);
    }

    [Fact]
    public void A_segment_that_is_missing_or_of_another_chain_is_detected()
    {
        Write(to: 60, LogWorld.SmallSegment);
        var middle = _world.Segments()[1];
        var bytes = File.ReadAllBytes(middle);
        File.Delete(middle);
        Assert.Throws<LogCorruptException>(() => ReadAll(LogWorld.SmallSegment));

        using var other = new LogWorld();
        using (var log = other.Open())
        {
            LogWorld.Fill(log, 1, length: 99);
            LogWorld.Fill(log, 60);
        }

        File.Copy(other.Segments()[1], middle);
        var error = Assert.Throws<LogCorruptException>(() => ReadAll(LogWorld.SmallSegment));
        Assert.Equal(Path.GetFileName(middle), error.File);
        File.WriteAllBytes(middle, bytes);
        Assert.Equal(60UL, ReadAll(LogWorld.SmallSegment));
    }

    [Fact]
    public void A_bad_header_of_the_last_segment_is_not_taken_for_one_in_the_making_when_records_stand_in_it()
    {
        Write(to: 25, LogWorld.SmallSegment);
        LogWorld.Flip(_world.Segments()[1], 20, 1);
        Assert.Throws<LogCorruptException>(() => ReadAll(LogWorld.SmallSegment));
    }

    [Fact]
    public void The_error_says_where_and_what_to_do()
    {
        Write(to: 3, LogWorld.SmallSegment);
        LogWorld.Flip(Assert.Single(_world.Segments()), SegmentFormat.HeaderBytes + 70, 1);
        var error = Assert.Throws<LogCorruptException>(() => ReadAll(LogWorld.SmallSegment));
        Assert.Contains("log-00000000000000000001.seg at byte 80", error.Message, StringComparison.Ordinal);
        Assert.Contains("do not cut", error.Message, StringComparison.Ordinal);
    }

    private void Write(ulong to, long segmentMax)
    {
        using var log = _world.Open(segmentMax);
        LogWorld.Fill(log, to);
    }

    private ulong ReadAll(long segmentMax)
    {
        using var log = _world.Open(segmentMax);
        return LogChain.Verify(log);
    }
}
