using Offing.Engine.Accounts;
using Offing.Engine.Markets;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Engine.Liquidation;

/// <summary>Pays what a bucket is below zero, and never goes below zero itself.</summary>
internal static class InsuranceFund
{
    /// <param name="largest">The largest position; null when the bucket has none.</param>
    public static void Pay(EntryContext context, BucketRef bucket, Slot? largest)
    {
        var state = context.State;
        var before = bucket.Value(state);
        var market = (bucket.Isolated ?? largest) is { } slot ? state.MarketOf(slot.Market) : null;
        var paid = Int128.Min(-before.Equity, state.Insurance.Collateral.Value);
        paid = market is null ? paid : Int128.Min(paid, Left(state, market));
        if (paid <= 0)
        {
            return;
        }

        var amount = new MicroUsd((long)paid);
        if (market is not null)
        {
            market.InsuranceDrawn += paid;
        }

        state.Insurance.Collateral -= amount;
        bucket.Collateral += amount;
        Steps.Emit(
            context, bucket, market?.Id ?? default, LiquidationMeans.Insurance, Lots.Zero, -amount, before);
    }

    /// <summary>What it may still pay for positions of the market, micro-USDC.</summary>
    // Whoever signs the price of a new market could else let it lose to himself what others have put in.
    public static Int128 Left(VenueState state, MarketState market) =>
        market.IsListed
            && state.Time.Milliseconds - market.ListedAt.Milliseconds < Limits.NewMarket_Ms
            ? Int128.Max(0, market.FeesBrought - market.InsuranceDrawn)
            : Int128.MaxValue;
}
