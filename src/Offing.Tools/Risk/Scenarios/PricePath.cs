using Offing.Primitives;
using Offing.Tools.Bench.Books;

namespace Offing.Tools.Risk.Scenarios;

/// <summary>What one unit of a market is worth elsewhere, in micro-USDC, second by second.</summary>
/// <param name="Line">The price without its noise.</param>
/// <param name="Jitter">Most that a second's price is off the line, 1e-9 of it.</param>
public sealed record PricePath(Steps Line, long Jitter)
{
    /// <summary>The same for the same second, seed and market, in any order of asking; at least 1.</summary>
    public long At(int second, ulong seed, MarketId market)
    {
        var price = Line.At(second);
        if (Jitter > 0)
        {
            var dice = new BookDice(seed ^ ((ulong)market.Value << 40) ^ ((ulong)second << 8));
            var off = (long)dice.Below((uint)(2 * Jitter) + 1) - Jitter;
            price = (long)((Int128)price * (Nano.One + off) / Nano.One);
        }

        return Math.Max(1, price);
    }
}
