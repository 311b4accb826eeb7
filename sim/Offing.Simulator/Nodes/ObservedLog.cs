using Offing.Log;
using Offing.Primitives;

namespace Offing.Simulator.Nodes;

/// <summary>Told what the log of the node says, record by record.</summary>
internal interface ILogWatcher
{
    /// <summary>The log was opened; its records follow by <see cref="Read"/>.</summary>
    void Opened(ulong tail);

    void Read(ulong n, RecordStamp stamp, byte[] body);

    /// <summary>The log begins with another record now.</summary>
    void Pruned(ulong first);

    void Appended(ulong n, RecordStamp stamp, ReadOnlySpan<byte> body, AppendResult result);
}

/// <summary>The node's log with an ear at it.</summary>
internal sealed class ObservedLog(ICommitLog inner, ILogWatcher watcher) : ICommitLog
{
    public ulong First => inner.First;

    public ulong Tail => inner.Tail;

    public Hash32 TailHash => inner.TailHash;

    public AppendResult Append(ulong n, RecordStamp stamp, ReadOnlySpan<byte> body)
    {
        var result = inner.Append(n, stamp, body);
        watcher.Appended(n, stamp, body, result);
        return result;
    }

    public LogRoom RoomFor(int body) => inner.RoomFor(body);

    public void Refill() => inner.Refill();

    public LogRecord Read(ulong n)
    {
        var record = inner.Read(n);
        watcher.Read(n, record.Stamp, record.Body);
        return record;
    }

    public void Prune(ulong n)
    {
        var first = inner.First;
        inner.Prune(n);
        if (inner.First != first)
        {
            watcher.Pruned(inner.First);
        }
    }

    public ulong PrunesTo(ulong n) => inner.PrunesTo(n);
}
