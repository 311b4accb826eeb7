using Offing.Primitives;
using Offing.Protocol.Genesis;
using Offing.Protocol.Wire;

namespace Offing.Tools.Client;

/// <summary>Prices that the venue takes.</summary>
public static class Grid
{
    /// <summary>
    /// Ticks rounded down to five significant figures, or to a whole number where that is finer.
    /// </summary>
    public static WireDecimal Round(ulong ticks, MarketParameters market)
    {
        var whole = (ulong)Publishers.RandomWalk.Pow10(market.PriceDecimals);
        var unit = 1ul;
        while (ticks / unit >= 100_000 && unit < whole)
        {
            unit *= 10;
        }

        return WireDecimal.FromUnits(ticks / unit * unit, market.PriceDecimals);
    }
}
