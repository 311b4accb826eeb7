using Offing.Log;
using Offing.Settlement;

namespace Offing.Node;

/// <summary>Says, once for each change, what settlement waits for and whether the disk is full.</summary>
public sealed class StatusReport(Action<string> say)
{
    private readonly Dictionary<string, SettlementCode> _told = [];
    private LogRoom _room;

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
