using Offing.Primitives;

namespace Offing.Engine.Triggers;

/// <summary>
/// The armed trailing stops of a market by the best mark that each has seen: the highest for a sell, the
/// lowest for a buy. A mark that moves costs only for those to which it is a better one.
/// </summary>
internal sealed class TrailingStops
{
    private readonly PriceQueue _sells = new(fromLow: true);
    private readonly PriceQueue _buys = new(fromLow: false);

    public int Count => _sells.Count + _buys.Count;

    /// <summary>The trigger at a distance behind the peak, inside of what a price can be.</summary>
    public static Ticks Trigger(Side side, Ticks peak, Ticks offset) => new(side == Side.Sell
        ? peak.Value - Math.Min(peak.Value, offset.Value)
        : peak.Value + Math.Min(uint.MaxValue - peak.Value, offset.Value));

    public void Add(Side side, Ticks peak, OrderId id) => Queue(side).Add(peak, id);

    public void Remove(Side side, Ticks peak, OrderId id) => Queue(side).Remove(peak, id);

    public bool Has(Side side, Ticks peak, OrderId id) => Queue(side).Has(peak, id);

    /// <summary>The next one to which the mark is a new best; at its new peak it is none any more.</summary>
    public bool TryPassed(Ticks mark, out OrderId id) =>
        (_sells.TryFirst(out var peak, out id) && peak < mark)
        || (_buys.TryFirst(out peak, out id) && peak > mark);

    private PriceQueue Queue(Side side) => side == Side.Sell ? _sells : _buys;
}
