using System.Numerics;
using Offing.Engine.Markets;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Tests.Naive;

/// <summary>
/// Margin of one position as the rulebook words it: rate x notional - deduction, the deduction summed up tier
/// by tier as an exact fraction.
/// </summary>
internal static class NaiveMargin
{
    private static readonly BigInteger One = 1_000_000_000;

    public static BigInteger Maintenance(MarketParameters market, BigInteger notional)
    {
        var (above, below) = Exact(market, notional);
        return Up(above, below);
    }

    /// <param name="mark">At which open interest is valued.</param>
    public static BigInteger Initial(MarketState market, BigInteger mark, BigInteger notional, uint leverage)
    {
        var chosen = Up(notional, Math.Min(leverage, market.Parameters.MaxLeverage));
        return BigInteger.Max(chosen, Asked(market, mark, notional));
    }

    public static BigInteger Up(BigInteger dividend, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(dividend, divisor, out var remainder);
        return remainder > 0 ? quotient + 1 : quotient;
    }

    /// <summary>How far the rate of initial margin is towards one, 1e-9.</summary>
    public static BigInteger Scale(MarketState market, BigInteger mark)
    {
        var open = market.Parameters.OpenInterest;
        if (open.Upper.IsZero)
        {
            return 0;
        }

        BigInteger lower = open.Lower.Value, upper = open.Upper.Value;
        var at = BigInteger.Min(upper, BigInteger.Max(lower, market.OpenInterest.Value * mark));
        return Up((at - lower) * One, upper - lower);
    }

    private static BigInteger Asked(MarketState market, BigInteger mark, BigInteger notional)
    {
        var scale = Scale(market, mark);
        var (above, below) = Exact(market.Parameters, notional);
        if (scale == 0)
        {
            return Up(2 * above, below);
        }

        // base + scale x (1 - base), of what is asked of the notional in whole micro-USDC of its tier.
        var tier = TierOf(market.Parameters, notional);
        BigInteger leverage = tier.MaxLeverage;
        var paying = Up(2 * above * leverage, below);
        return Up((paying * (One - scale)) + (notional * scale * leverage), leverage * One);
    }

    private static MarginTier TierOf(MarketParameters market, BigInteger notional) =>
        Tiers(market).Last(tier => tier.LowerBound.Value <= notional);

    private static IReadOnlyList<MarginTier> Tiers(MarketParameters market) =>
        market.Tiers.Count > 0 ? market.Tiers : [new MarginTier(MicroUsd.Zero, market.MaxLeverage)];

    // Each part of the notional at the rate of its own tier: another way to say rate x notional - deduction.
    private static (BigInteger Above, BigInteger Below) Exact(MarketParameters market, BigInteger notional)
    {
        BigInteger above = 0, below = 1;
        var tiers = Tiers(market);
        for (var i = 0; i < tiers.Count; i++)
        {
            BigInteger from = tiers[i].LowerBound.Value;
            var to = i + 1 < tiers.Count ? BigInteger.Min(notional, tiers[i + 1].LowerBound.Value) : notional;
            if (to > from)
            {
                BigInteger over = 2 * tiers[i].MaxLeverage;
                (above, below) = ((above * over) + ((to - from) * below), below * over);
            }
        }

        return (above, below);
    }
}
