using Offing.Log.Disk;
using Offing.Primitives;

namespace Offing.Log.Tests;

/// <summary>A folder of its own for a test, and records that can be told apart.</summary>
public sealed class LogWorld : IDisposable
{
    public const long SmallSegment = 4096;

    public string Folder { get; } = Directory.CreateTempSubdirectory("offing-log-").FullName;

    public static RecordStamp Stamp(ulong n) => new(Epoch: 7, Leader: 0, new Time(1_000 + n), Count: (uint)n);

    public static byte[] Body(ulong n, int length = 100)
    {
        var body = new byte[length];
        for (var i = 0; i < length; i++)
        {
            body[i] = (byte)(((ulong)i + n) & 0xFF);
        }

        return body;
    }

    public LocalLog Open(long segmentMax = SmallSegment) => LocalLog.Open(new FolderDisk(Folder), segmentMax);

    public static void Fill(ICommitLog log, ulong to, int length = 100)
    {
        for (var n = log.Tail + 1; n <= to; n++)
        {
            Assert.Equal(AppendResult.Won, log.Append(n, Stamp(n), Body(n, length)));
        }
    }

    public static void AssertHolds(ICommitLog log, ulong to, int length = 100)
    {
        Assert.Equal(to, log.Tail);
        Assert.Equal(to - log.First + 1, LogChain.Verify(log));
        foreach (var record in LogChain.ReadFrom(log, log.First))
        {
            Assert.Equal(Body(record.N, length), record.Body);
            Assert.Equal(Stamp(record.N), record.Stamp);
        }
    }

    public string[] Segments() => [.. Directory.GetFiles(Folder, "*.seg").Order(StringComparer.Ordinal)];

    public static void Flip(string path, long offset, byte mask)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = offset;
        var value = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(value ^ mask));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
