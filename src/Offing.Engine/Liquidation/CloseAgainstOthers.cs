using Offing.Engine.Accounts;
using Offing.Engine.Funding;
using Offing.Engine.Margin;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Engine.Liquidation;

/// <summary>
/// Closes a position that its owner demanded to be closed, at the mark and against those whom a deleveraging
/// would take from, and has him pay them for it.
/// </summary>
internal static class CloseAgainstOthers
{
    /// <summary>
    /// Whether there is a price that is fair to both sides. The operator's halt does not count.
    /// </summary>
    public static bool MayRun(VenueState state, Slot slot)
    {
        var market = state.MarketOf(slot.Market);
        return market.IsPriced && !market.IsLiquidationGated && !market.IsSettled
            && FundingSettlement.CanSettle(state, market, slot);
    }

    /// <summary>
    /// So many lots of a bucket that is not below zero; false when a number leaves its limits.
    /// </summary>
    public static bool TryRun(EntryContext context, BucketRef bucket, Slot slot, Lots lots)
    {
        var state = context.State;
        DailyLoss.Touch(state, bucket.Account);
        FundingSettlement.MustSettle(context, bucket.Account, slot);
        var total = Price(state, bucket, slot, lots.Value);
        return Deleverager.TryRun(
            context, bucket, slot, lots.Value,
            cut => WideMath.MulDivFloor(total, cut, 1, lots.Value, 1), LiquidationMeans.ForcedClose);
    }

    /// <summary>What an isolated bucket still has goes back when its position is gone.</summary>
    public static void Release(EntryContext context, BucketRef bucket, Slot slot)
    {
        Takeover.ReleaseIsolated(context, bucket);
        if (!slot.IsFree)
        {
            slot.ReleaseWhenIdle(context.State.MarketOf(slot.Market).Parameters);
        }
    }

    // A hundredth of what is taken, and never so much that the bucket would be worse off than the rule of
    // section 5 lets it: E' >= M', or E' x M >= E x M'.
    private static Int128 Price(VenueState state, BucketRef bucket, Slot slot, long lots)
    {
        var market = state.MarketOf(slot.Market);
        var before = bucket.Value(state);
        var position = Exposure.Of(market, slot);
        var left = position with { Size = slot.Size.Value - (Math.Sign(slot.Size.Value) * lots) };
        var freed = position.Maintenance - left.Maintenance;
        var most = Int128.Max(
            before.Equity - (before.Maintenance - freed),
            before.Maintenance == 0
                ? 0
                : WideMath.MulDivFloor(before.Equity, freed, 1, before.Maintenance, 1));
        var asked = WideMath.FloorDiv(market.Mark.Worth(lots) * Limits.ClosePrice_Nano, Nano.One);
        return Int128.Max(0, Int128.Min(asked, most));
    }
}
