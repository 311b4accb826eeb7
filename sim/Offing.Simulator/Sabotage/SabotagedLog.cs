using Offing.Log;
using Offing.Primitives;

namespace Offing.Simulator.Sabotage;

/// <summary>A log that does what it should; a bug overrides one thing of it.</summary>
internal abstract class SabotagedLog(ICommitLog inner) : ICommitLog
{
    protected ICommitLog Inner => inner;

    public ulong First => inner.First;

    public virtual ulong Tail => inner.Tail;

    public Hash32 TailHash => inner.TailHash;

    public virtual AppendResult Append(ulong n, RecordStamp stamp, ReadOnlySpan<byte> body) =>
        inner.Append(n, stamp, body);

    public LogRoom RoomFor(int body) => inner.RoomFor(body);

    public void Refill() => inner.Refill();

    public virtual LogRecord Read(ulong n) => inner.Read(n);

    public void Prune(ulong n) => inner.Prune(n);

    public ulong PrunesTo(ulong n) => inner.PrunesTo(n);
}
