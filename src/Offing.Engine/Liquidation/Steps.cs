using Offing.Engine.Margin;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Engine.Liquidation;

/// <summary>Says what a step of a liquidation did to the health of its bucket.</summary>
internal static class Steps
{
    /// <param name="before">The bucket before the step.</param>
    public static void Emit(
        EntryContext context, BucketRef bucket, MarketId market, LiquidationMeans means, Lots size,
        MicroUsd cash, in Bucket before)
    {
        var after = bucket.Value(context.State);
        context.Emit(new LiquidationStep(
            bucket.Account.Owner, market, bucket.IsIsolated, means, size, cash,
            AccountView.Cut(before.Equity), AccountView.Cut(before.Maintenance),
            AccountView.Cut(after.Equity), AccountView.Cut(after.Maintenance)));
    }
}
