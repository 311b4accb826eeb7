using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.MarketData;

/// <summary>A step of a liquidation that took lots from a bucket.</summary>
/// <param name="Seq">Sequence number of the entry.</param>
/// <param name="Notional">Of the lots, at the mark.</param>
/// <param name="AccountValue">Equity of the bucket before the step.</param>
public sealed record LiquidationRecord(
    Address Account, ulong Seq, MicroUsd Notional, MicroUsd AccountValue, LiquidationMeans Means)
{
    internal static LiquidationRecord Of(LiquidationStep step, Ticks mark, ulong seq) => new(
        step.Account, seq,
        new MicroUsd((long)Int128.Min(mark.Worth(step.Size.Value), long.MaxValue)), step.EquityBefore,
        step.Means);
}
