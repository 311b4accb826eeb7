using Offing.Engine.Markets;
using Offing.Primitives;

namespace Offing.Engine.Matching;

/// <summary>
/// How far from the mark a price may lie (rules.md section 4), compared without a division.
/// </summary>
internal static class PriceBand
{
    /// <summary>
    /// For a new order: near on the side where it would be a gift to whoever takes it, far on the other.
    /// </summary>
    public static bool Allows(MarketState market, Side side, Ticks price)
    {
        var (band, farBand) = (market.Parameters.Band.Value, market.Parameters.FarBand.Value);
        return side == Side.Buy
            ? IsWithin(market, price, below: farBand, above: band)
            : IsWithin(market, price, below: band, above: farBand);
    }

    /// <summary>For a trade: near on both sides.</summary>
    public static bool Allows(MarketState market, Ticks price) =>
        IsWithin(market, price, market.Parameters.Band.Value, market.Parameters.Band.Value);

    private static bool IsWithin(MarketState market, Ticks price, long below, long above)
    {
        // Bands are from 0 to 1 (GenesisParser), so no factor is over 2^31 and no product over 2^63.
        var scaled = price.Value * (ulong)Nano.One;
        ulong mark = market.Mark.Value;
        return scaled >= mark * (ulong)(Nano.One - below) && scaled <= mark * (ulong)(Nano.One + above);
    }
}
