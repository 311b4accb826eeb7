using Offing.Engine.Marks;
using Offing.Primitives;

namespace Offing.Engine.Funding;

/// <summary>The figures of funding, without any state. Rates are in 1e-9.</summary>
internal static class FundingFormula
{
    /// <summary>0.01 % over 8 hours.</summary>
    public const long Interest_Nano = 100_000;

    /// <summary>Farthest that the interest pulls the rate, 0.05 % over 8 hours.</summary>
    public const long PullMax_Nano = 500_000;

    /// <summary>Most that is paid in an hour, 4 %, as a rate over 8 hours.</summary>
    public const long RateMax_Nano = 8 * 40_000_000;

    public const ulong Hour_Ms = 3_600_000;

    private const long HoursOfRate = 8;

    /// <summary>
    /// (max(impact bid - oracle, 0) - max(oracle - impact ask, 0)) / oracle, rounded towards zero.
    /// </summary>
    // A side that does not stand for the notional shows no premium. The impact bid is under the impact ask,
    // so at most one of the two terms is there. Notional 2^50 by prices 2^32 by 1e9 are inside 128 bits.
    public static long Premium(in ImpactQuotes quotes, Ticks oracle)
    {
        var above = quotes.Bid.Value - (oracle.Value * quotes.Bid.Lots);
        if (quotes.Bid.IsQuoted && above > 0)
        {
            return (long)(above * Nano.One / (oracle.Value * quotes.Bid.Lots));
        }

        var below = (oracle.Value * quotes.Ask.Lots) - quotes.Ask.Value;
        return quotes.Ask.IsQuoted && below > 0
            ? -(long)(below * Nano.One / (oracle.Value * quotes.Ask.Lots))
            : 0;
    }

    /// <summary>Rate over 8 hours: average + clamp(0.01 % - average, ±0.05 %), at most 32 %.</summary>
    public static long Rate(long average) => Math.Clamp(
        average + Math.Clamp(Interest_Nano - average, -PullMax_Nano, PullMax_Nano),
        -RateMax_Nano, RateMax_Nano);

    /// <summary>
    /// What a lot pays for a rate over 8 hours that held for a time, 1e-9 micro-USDC, rounded towards zero.
    /// </summary>
    public static Int128 Payment(long rate, Ticks oracle, ulong elapsed_Ms) =>
        (Int128)oracle.Value * rate * elapsed_Ms / (HoursOfRate * (long)Hour_Ms);

    /// <summary>The same as a rate, 1e-9.</summary>
    public static Nano Paid(long rate, ulong elapsed_Ms) =>
        new((long)((Int128)rate * elapsed_Ms / (HoursOfRate * (long)Hour_Ms)));
}
