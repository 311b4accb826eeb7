using Offing.Engine.Markets;
using Offing.Primitives;

namespace Offing.Engine.Matching;

/// <summary>The price of an order that the engine sends at market.</summary>
internal static class MarkLimit
{
    /// <summary>
    /// At most the slippage (1e-9) from the mark, and inside the band; rounded to a tick towards the mark.
    /// </summary>
    public static Ticks Of(MarketState market, Side side, long slippage_Nano)
    {
        var rate = Math.Min(slippage_Nano, market.Parameters.Band.Value);
        Int128 mark = market.Mark.Value;
        var price = side == Side.Buy
            ? WideMath.FloorDiv(mark * (Nano.One + rate), Nano.One)
            : WideMath.CeilingDiv(mark * (Nano.One - rate), Nano.One);
        return new Ticks((uint)Int128.Clamp(price, 1, uint.MaxValue));
    }
}
