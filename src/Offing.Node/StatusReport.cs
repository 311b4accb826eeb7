using Offing.Log;
using Offing.Settlement;

namespace Offing.Node;

/// <summary>Says, once for each change, what settlement waits for and whether the disk is full.</summary>
public sealed class StatusReport(Action<string> say)
{
    private readonly Dictionary<string, SettlementCode> _told = [];
    private LogRoom _room;
    private bool _isLate;

    /// <summary>The log's room, in words of what to do.</summary>
    public void Tell(LogRoom room)
    {
        if (room == _room)
        {
            return;
        }

        _room = room;
        say(room switch
        {
            LogRoom.Ample => "log: there is room again, everything is taken",
            LogRoom.Reserve => "log: the disk is full. Only cancels and system entries are taken, into the "
                + "reserve; queries are answered. Free some room: all goes on by itself",
            _ => "log: the disk is full and the reserve used up. Nothing is taken; queries are answered. "
                + "Free some room: all goes on by itself",
        });
    }

    /// <summary>Whether batches have waited for the chain for too long.</summary>
    public void TellLag(bool isLate)
    {
        if (isLate != _isLate)
        {
            _isLate = isLate;
            say(isLate
                ? "batches: they have not reached the chain for too long. Only reduce-only orders and "
                    + "cancels are taken until they do; all goes on by itself"
                : "batches: the chain has them again, everything is taken");
        }
    }

    /// <summary>What a state machine of settlement is doing.</summary>
    public void Tell(string what, SettlementStatus status)
    {
        if (_told.GetValueOrDefault(what) != status.Code)
        {
            _told[what] = status.Code;
            say(status.Code == SettlementCode.None
                ? $"{what}: go on"
                : $"{what}: {status.Code}: {status.Detail}");
        }
    }
}
