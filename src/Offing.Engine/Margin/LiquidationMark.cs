using Offing.Primitives;

namespace Offing.Engine.Margin;

/// <summary>At which mark of one market a bucket falls under its maintenance margin.</summary>
internal static class LiquidationMark
{
    /// <summary>
    /// The highest mark for a long position, the lowest for a short one, at which E is below M with all other
    /// marks unchanged; null when there is none.
    /// </summary>
    // A tick in favour of a position of q lots brings it q and asks at most ceil(q / 2) more to maintain, for
    // no rate is over a half: so E - M only ever rises on the way, and halving the range finds the edge
    // exactly as the rule rounds, whatever the tiers.
    public static Ticks? Of(in Exposure exposure, in Bucket bucket)
    {
        var isLong = exposure.Size > 0;
        var (held, rest) = (exposure, bucket.Equity - bucket.Maintenance);
        rest -= exposure.Unrealised - exposure.Due - exposure.Maintenance;

        bool IsUnder(long mark) => rest + Surplus(held, mark) < 0;

        var (worst, best) = isLong ? (1L, (long)uint.MaxValue) : (uint.MaxValue, 1L);
        if (!IsUnder(worst))
        {
            return null;
        }

        if (IsUnder(best))
        {
            return new Ticks((uint)best);
        }

        // Under at the one, not at the other.
        while (Math.Abs(best - worst) > 1)
        {
            var middle = (best + worst) / 2;
            (worst, best) = IsUnder(middle) ? (middle, best) : (worst, middle);
        }

        return new Ticks((uint)worst);
    }

    private static Int128 Surplus(in Exposure held, long mark)
    {
        var worth = WideMath.Product(held.Size, mark);
        return worth - held.EntryNotional - held.Market.Margin.Maintenance(Int128.Abs(worth));
    }
}
