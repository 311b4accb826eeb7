using Offing.Engine.Accounts;
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
        var paid = Int128.Min(-before.Equity, state.Insurance.Collateral.Value);
        if (paid <= 0)
        {
            return;
        }

        var amount = new MicroUsd((long)paid);
        state.Insurance.Collateral -= amount;
        bucket.Collateral += amount;
        Steps.Emit(
            context, bucket, (largest ?? bucket.Isolated)?.Market ?? default, LiquidationMeans.Insurance,
            Lots.Zero, -amount, before);
    }
}
