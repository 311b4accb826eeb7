using Offing.Settlement;

namespace Offing.Node;

/// <summary>Says what settlement waits for, once for each change: not once a step.</summary>
public sealed class StatusReport(Action<string> say)
{
    private readonly Dictionary<string, SettlementCode> _told = [];

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
