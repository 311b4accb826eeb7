namespace Offing.Log.Tests;

public sealed class LogViewTests : IDisposable
{
    private readonly LogWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void It_reads_every_record_over_all_segments_beside_the_process_that_holds_the_log()
    {
        using var log = _world.Open();
        Assert.Empty(Read());
        LogWorld.Fill(log, 100);
        Assert.True(_world.Segments().Length > 3);
        AssertReads(100);
        LogWorld.Fill(log, 101);
        AssertReads(101);
        log.Prune(60);
        Assert.Equal([log.First, 101UL], [Read()[0].N, Read()[^1].N]);
    }

    [Fact]
    public async Task While_another_thread_appends_it_sees_a_whole_beginning_and_never_a_defect()
    {
        using var log = _world.Open(segmentMax: 64 * 1024);
        var writing = Task.Run(() => LogWorld.Fill(log, 3_000));
        var seen = 0;
        while (!writing.IsCompleted)
        {
            var records = Read();
            Assert.True(records.Length >= seen);
            seen = records.Length;
        }

        await writing;
        AssertReads(3_000);
    }

    [Fact]
    public void It_stops_at_a_torn_end_and_leaves_it_there()
    {
        Fill(30);
        var last = _world.Segments()[^1];
        var length = new FileInfo(last).Length;
        LogWorld.Flip(last, EndOf(last) - 5, 1);
        var bytes = File.ReadAllBytes(last);
        AssertReads(29);
        Assert.Equal(bytes, File.ReadAllBytes(last));
        Assert.Equal(length, new FileInfo(last).Length);
    }

    [Fact]
    public void A_segment_that_was_being_made_is_no_defect()
    {
        Fill(30);
        File.WriteAllBytes(Path.Combine(_world.Folder, SegmentFormat.NameOf(31)), new byte[4_096]);
        AssertReads(30);
        Assert.Equal(new LogRest(SegmentFormat.NameOf(31), 0, 0, ""), Rest());
    }

    [Fact]
    public void It_tells_where_the_log_ends_and_what_stands_there()
    {
        Fill(30);
        var last = _world.Segments()[^1];
        var (name, end) = (Path.GetFileName(last), EndOf(last) + 1);
        Assert.Equal(new LogRest(name, end, 0, ""), Rest());
        var segments = LogView.Segments(_world.Folder);
        Assert.Equal(_world.Segments().Select(Path.GetFileName), segments.Select(each => each.Name));
        Assert.Equal((1UL, new FileInfo(last).Length), (segments[0].First, segments[^1].Bytes));

        LogWorld.Flip(last, end - 5, 1);
        var rest = Rest()!;
        Assert.Equal((name, "the bytes of record 30 do not hash to its hash"), (rest.File, rest.Reason));
        Assert.Equal(end, rest.Offset + rest.Bytes);
    }

    [Fact]
    public void A_spoiled_byte_with_a_record_after_it_is_named_by_file_and_place()
    {
        Fill(100);
        var segments = _world.Segments();
        foreach (var at in new[] { 0, 1, segments.Length - 1 })
        {
            foreach (var offset in new[] { 20L, SegmentFormat.HeaderBytes + 90 })
            {
                LogWorld.Flip(segments[at], offset, 4);
                var error = Assert.Throws<LogCorruptException>(() => Read());
                Assert.Equal(Path.GetFileName(segments[at]), error.File);
                LogWorld.Flip(segments[at], offset, 4);
            }
        }

        AssertReads(100);
    }

    [Fact]
    public void A_spoiled_last_record_of_a_full_segment_or_a_segment_that_is_gone_is_a_break()
    {
        Fill(100);
        var segments = _world.Segments();
        LogWorld.Flip(segments[0], new FileInfo(segments[0]).Length - 5, 4);
        Assert.Throws<LogCorruptException>(() => Read());
        LogWorld.Flip(segments[0], new FileInfo(segments[0]).Length - 5, 4);
        File.Delete(segments[1]);
        Assert.Throws<LogCorruptException>(() => Read());
    }

    private static long EndOf(string path) => File.ReadAllBytes(path).AsSpan().LastIndexOfAnyExcept((byte)0);

    private void Fill(ulong to)
    {
        using var log = _world.Open();
        LogWorld.Fill(log, to);
    }

    private LogRest? Rest()
    {
        LogRest? rest = null;
        Assert.NotEmpty(LogView.Read(_world.Folder, ended => rest = ended).ToArray());
        return rest;
    }

    private LogRecord[] Read() => [.. LogView.Read(_world.Folder)];

    private void AssertReads(ulong to)
    {
        var records = Read();
        Assert.Equal((int)to, records.Length);
        for (ulong n = 1; n <= to; n++)
        {
            var record = records[n - 1];
            Assert.Equal(n, record.N);
            Assert.Equal(LogWorld.Body(n), record.Body);
            Assert.Equal(LogWorld.Stamp(n), record.Stamp);
        }
    }
}
