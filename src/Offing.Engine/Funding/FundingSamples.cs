using Offing.Engine.Markets;
using Offing.Engine.Marks;
using Offing.Engine.Oracle;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Engine.Funding;

/// <summary>
/// Samples the premium of a market every five seconds and pays at the full hour. Run when the oracle price is
/// that of now; so without a quorum there is neither.
/// </summary>
internal static class FundingSamples
{
    private const ulong Sample_Ms = 5_000;
    private const long OwnWeight = 35;
    private const long VenueWeight = 12;

    public static void Take(EntryContext context, MarketState market, in ImpactQuotes quotes)
    {
        var now = context.Now.Milliseconds;
        var hour = now - (now % FundingFormula.Hour_Ms);
        if (market.FundingTime.Milliseconds == 0)
        {
            market.FundingTime = context.Now;
        }

        var isPayment = market.FundingTime.Milliseconds < hour;
        if (!isPayment && now - market.PremiumTime.Milliseconds < Sample_Ms)
        {
            return;
        }

        FundingPayment.Watch(context, market);
        var premium = Median(context.State, market, quotes);
        var isGap = now - market.PremiumTime.Milliseconds > Average.GapMax_Ms;
        Forget(market, isGap);

        if (isPayment)
        {
            // The sample holds for the time before the hour and for the time after it.
            Count(market, premium, Math.Max(hour, market.PremiumTime.Milliseconds));
            FundingPayment.Pay(context, market, new Time(hour));
            Forget(market, isGap);
        }

        Count(market, premium, now);
        var rate = FundingFormula.Rate(AverageOf(market, premium));
        context.Emit(new PremiumSampled(
            market.Id, new Nano(premium), FundingFormula.Paid(rate, FundingFormula.Hour_Ms),
            quotes.Bid.Price(Side.Buy), quotes.Ask.Price(Side.Sell)));
    }

    // Nobody knows what the premium was meanwhile.
    private static void Forget(MarketState market, bool isGap)
    {
        if (isGap)
        {
            market.PremiumTime = default;
        }
    }

    /// <summary>Of the samples since the last payment, by time, rounded towards zero.</summary>
    public static long AverageOf(MarketState market, long without) =>
        market.PremiumSum_Ms == 0 ? without : (long)(market.PremiumSum / market.PremiumSum_Ms);

    private static void Count(MarketState market, long premium, ulong until)
    {
        var elapsed = Average.Elapsed_Ms(market.PremiumTime, new Time(until));
        market.PremiumSum += (Int128)premium * elapsed;
        market.PremiumSum_Ms += elapsed;
        market.PremiumTime = new Time(until);
    }

    private static long Median(VenueState state, MarketState market, in ImpactQuotes quotes)
    {
        Span<Weighted> premiums = stackalloc Weighted[1 + state.Genesis.Venues.Count];
        premiums[0] = new Weighted(FundingFormula.Premium(quotes, market.OraclePrice), OwnWeight);
        var count = 1 + VenueQuotes.Premiums(state, market, VenueWeight, premiums[1..]);
        return Medians.Of(premiums[..count]);
    }
}
