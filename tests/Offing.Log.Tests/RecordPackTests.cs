namespace Offing.Log.Tests;

/// <summary>Records that are read some at a time are those that are read one by one.</summary>
public sealed class RecordPackTests : IDisposable
{
    private const long Segment = 3 * 1024 * 1024;
    private readonly LogWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_any_lengths_whole_or_with_a_defect(int seed)
    {
        var dice = new Random(seed);
        using var log = _world.Open(Segment);
        for (ulong n = 1; n <= 60; n++)
        {
            var length = dice.Next(8) == 0 ? dice.Next(1, LogLimits.BodyMax_Bytes) : dice.Next(1, 2_000);
            Assert.Equal(AppendResult.Won, log.Append(n, LogWorld.Stamp(n), LogWorld.Body(n, length)));
        }

        var whole = AssertAlike(log);
        Assert.Equal(60, whole);
        var paths = _world.Segments();
        for (var round = 0; round < 40; round++)
        {
            var path = paths[dice.Next(paths.Length)];
            var at = dice.NextInt64(new FileInfo(path).Length);
            LogWorld.Flip(path, at, 0x10);
            AssertAlike(log);
            LogWorld.Flip(path, at, 0x10);
        }
    }

    private static int AssertAlike(LocalLog log)
    {
        var (some, defect) = Collect(log.ReadFrom(1));
        var (alone, plain) = Collect(OneByOne(log));
        Assert.Equal(plain, defect);
        Assert.Equal(alone.Select(each => (each.N, each.Hash)), some.Select(each => (each.N, each.Hash)));
        Assert.Equal(alone.Select(each => each.Body), some.Select(each => each.Body));
        return some.Count;
    }

    private static IEnumerable<LogRecord> OneByOne(LocalLog log)
    {
        for (ulong n = 1; n <= log.Tail; n++)
        {
            yield return log.Read(n);
        }
    }

    private static (List<LogRecord> Records, string? Defect) Collect(IEnumerable<LogRecord> records)
    {
        var read = new List<LogRecord>();
        try
        {
            read.AddRange(records);
            return (read, null);
        }
        catch (LogCorruptException error)
        {
            return (read, error.Message);
        }
    }
}
