using Offing.Engine.Margin;
using Offing.Primitives;

namespace Offing.Engine.Previews;

/// <summary>The numbers of one bucket, micro-USDC.</summary>
/// <param name="Initial">Initial margin of its positions.</param>
/// <param name="Reserved">Of its positions and what rests, fees included.</param>
/// <param name="Maintenance">Below it the bucket is liquidated.</param>
/// <param name="Withdrawable">What may leave it, by margin.</param>
public sealed record MarginView(
    MicroUsd Equity, MicroUsd Notional, MicroUsd Initial, MicroUsd Reserved, MicroUsd Maintenance,
    MicroUsd Withdrawable)
{
    internal static MarginView Of(in Bucket bucket) => new(
        AccountView.Cut(bucket.Equity), AccountView.Cut(bucket.Notional), AccountView.Cut(bucket.Initial),
        AccountView.Cut(bucket.Reserved), AccountView.Cut(bucket.Maintenance),
        AccountView.Cut(bucket.Withdrawable));
}
