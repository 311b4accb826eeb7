using Offing.Engine.Markets;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Engine.Funding;

/// <summary>The payment of a full hour: it moves the index of its market and no account.</summary>
internal static class FundingPayment
{
    /// <param name="hour">The full hour; the price is the oracle price of now.</param>
    public static void Pay(EntryContext context, MarketState market, Time hour)
    {
        var rate = FundingFormula.Rate(FundingSamples.AverageOf(market, without: 0));
        var premium = new Nano(FundingSamples.AverageOf(market, without: 0));
        var covered_Ms = market.PremiumSum_Ms;
        var payment = covered_Ms == 0 ? 0 : FundingFormula.Payment(rate, market.OraclePrice, covered_Ms);
        var most = FundingFormula.Payment(
            FundingFormula.RateMax_Nano, market.OraclePrice,
            hour.Milliseconds - market.FundingTime.Milliseconds);
        (market.PremiumSum, market.PremiumSum_Ms, market.FundingTime) = (0, 0, hour);
        Watch(context, market, Int128.Abs(payment) <= most);
        if (market.IsFundingBroken)
        {
            return;
        }

        market.FundingIndex += payment;
        market.FundingAnchor = market.FundingIndex;
        context.Emit(new FundingMoved(
            market.Id, FundingFormula.Paid(rate, covered_Ms), premium, market.OraclePrice,
            market.FundingIndex, FundingSettlement.Sweep(context.State, market), hour));
    }

    /// <summary>
    /// The index moves here and nowhere else, by what a rate can do in the time. One that has moved otherwise
    /// makes the equity of everybody in the market wrong: nobody is liquidated on it, and nothing more is
    /// paid, until it is back.
    /// </summary>
    public static void Watch(EntryContext context, MarketState market, bool isPossible = true)
    {
        var isBroken = !isPossible || market.FundingIndex != market.FundingAnchor;
        if (isBroken != market.IsFundingBroken)
        {
            market.IsFundingBroken = isBroken;
            context.Emit(new FundingBroke(market.Id, isBroken));
        }
    }
}
