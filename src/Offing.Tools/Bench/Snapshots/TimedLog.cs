using System.Diagnostics;
using Offing.Log;
using Offing.Primitives;

namespace Offing.Tools.Bench.Snapshots;

/// <summary>A log that tells how long its appends take.</summary>
internal sealed class TimedLog(ICommitLog log) : ICommitLog
{
    /// <summary>Of all appends so far.</summary>
    public TimeSpan Appending { get; private set; }

    /// <inheritdoc/>
    public ulong First => log.First;

    /// <inheritdoc/>
    public ulong Tail => log.Tail;

    /// <inheritdoc/>
    public Hash32 TailHash => log.TailHash;

    /// <inheritdoc/>
    public AppendResult Append(ulong n, RecordStamp stamp, ReadOnlySpan<byte> body)
    {
        var begin = Stopwatch.GetTimestamp();
        var result = log.Append(n, stamp, body);
        Appending += Stopwatch.GetElapsedTime(begin);
        return result;
    }

    /// <inheritdoc/>
    public LogRoom RoomFor(int body) => log.RoomFor(body);

    /// <inheritdoc/>
    public void Refill() => log.Refill();

    /// <inheritdoc/>
    public LogRecord Read(ulong n) => log.Read(n);

    /// <inheritdoc/>
    public void Prune(ulong n) => log.Prune(n);
}
