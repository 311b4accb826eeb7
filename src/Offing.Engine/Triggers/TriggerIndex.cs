using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Engine.Triggers;

/// <summary>
/// The armed conditional orders of a market by the mark that they wait for. What the mark has not reached
/// costs nothing when it moves.
/// </summary>
internal sealed class TriggerIndex
{
    private readonly PriceQueue _rising = new(fromLow: true);
    private readonly PriceQueue _falling = new(fromLow: false);

    public int Count => _rising.Count + _falling.Count;

    /// <summary>Whether the order waits for a mark at or above its trigger, else at or below.</summary>
    public static bool IsRising(Side side, TriggerKind kind) =>
        (side == Side.Buy) == (kind != TriggerKind.TakeProfit);

    /// <summary>Whether a mark meets a trigger.</summary>
    public static bool IsMet(bool isRising, Ticks trigger, Ticks mark) =>
        isRising ? mark >= trigger : mark <= trigger;

    public void Add(bool isRising, Ticks trigger, OrderId id) => Queue(isRising).Add(trigger, id);

    public void Remove(bool isRising, Ticks trigger, OrderId id) => Queue(isRising).Remove(trigger, id);

    public bool Has(bool isRising, Ticks trigger, OrderId id) => Queue(isRising).Has(trigger, id);

    /// <summary>
    /// The first that marks between low and high have met: in the order in which the mark came to them, and
    /// when it went both ways, the lower id of the two next ones.
    /// </summary>
    public bool TryMet(Ticks low, Ticks high, out OrderId id)
    {
        var isUp = _rising.TryFirst(out var up, out var upId) && up <= high;
        var isDown = _falling.TryFirst(out var down, out var downId) && down >= low;
        id = isUp && (!isDown || upId.CompareTo(downId) < 0) ? upId : downId;
        return isUp || isDown;
    }

    private PriceQueue Queue(bool isRising) => isRising ? _rising : _falling;
}
