using Offing.Log;
using Offing.Primitives;

namespace Offing.Node.Tests.Support;

/// <summary>Watches that nobody reads a log while another appends to it.</summary>
internal sealed class TurnLog(ICommitLog log) : ICommitLog
{
    private volatile bool _isAppending;

    /// <summary>Run inside the next append.</summary>
    public Action? DuringAppend { get; set; }

    public ManualResetEventSlim ReadBegan { get; } = new();

    public bool Overlapped { get; private set; }

    public ulong First => log.First;

    public ulong Tail => log.Tail;

    public Hash32 TailHash => log.TailHash;

    public AppendResult Append(ulong n, RecordStamp stamp, ReadOnlySpan<byte> body)
    {
        _isAppending = true;
        DuringAppend?.Invoke();
        var result = log.Append(n, stamp, body);
        _isAppending = false;
        return result;
    }

    public LogRecord Read(ulong n)
    {
        Overlapped |= _isAppending;
        ReadBegan.Set();
        return log.Read(n);
    }

    public void Prune(ulong n) => log.Prune(n);
}
