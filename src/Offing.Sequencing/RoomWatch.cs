using Offing.Log;
using Offing.Primitives;

namespace Offing.Sequencing;

/// <summary>
/// Whether the log has room for another micro-batch. Looked at by the draining thread, read by all.
/// </summary>
internal sealed class RoomWatch(ICommitLog log)
{
    private volatile LogRoom _now = log.RoomFor(Limits.MicroBatchMax_Bytes);
    private ulong _second;

    /// <summary>As of the last look.</summary>
    public LogRoom Now => _now;

    /// <summary>Looks, and in every new second of a full disk asks it for room.</summary>
    public LogRoom Look(Time now)
    {
        const ulong second_Ms = 1_000;
        var room = log.RoomFor(Limits.MicroBatchMax_Bytes);
        if (room != LogRoom.Ample && now.Milliseconds / second_Ms != _second)
        {
            _second = now.Milliseconds / second_Ms;
            log.Refill();
            room = log.RoomFor(Limits.MicroBatchMax_Bytes);
        }

        return _now = room;
    }
}
