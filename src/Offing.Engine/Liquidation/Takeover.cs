using Offing.Engine.Accounts;
using Offing.Engine.Funding;
using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Engine.Matching;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Engine.Liquidation;

/// <summary>What stands behind a position that is to be taken over, at the moment before.</summary>
/// <param name="Bucket">With equity E and maintenance margin M.</param>
/// <param name="Position">With maintenance margin M_i.</param>
internal readonly record struct TakeoverTerms(Bucket Bucket, Exposure Position)
{
    /// <summary>Lots of the position, without a sign.</summary>
    public long Size => Math.Abs(Position.Size);

    public static TakeoverTerms Of(MarketState market, Slot slot, in Bucket bucket) =>
        new(bucket, Exposure.Of(market, slot));

    /// <summary>
    /// floor(E x M_i x lots / (M x size)): the part of so many lots. Whoever closes the last position whole
    /// gets exactly what is left.
    /// </summary>
    public Int128 Share(long lots) => WideMath.MulDivFloor(
        Bucket.Equity, Position.Maintenance, lots, Bucket.Maintenance, Size);

    /// <summary>
    /// Likewise, for lots after which some of the position stays: no more than leaves the health ratio as it
    /// is. The margin of what stays is rounded up, so it may be a little more than its part.
    /// </summary>
    public Int128 Cash(long lots)
    {
        var left = Position.Size - (Math.Sign(Position.Size) * lots);
        var freed = Position.Maintenance - (Position with { Size = left }).Maintenance;
        return Int128.Min(
            Share(lots), WideMath.MulDivFloor(Bucket.Equity, freed, 1, Bucket.Maintenance, 1));
    }
}

/// <summary>
/// Moves a position, or a part of it, from a liquidated bucket to another at the mark, with cash beside it:
/// no price is rounded, and what one side loses is what the other gains.
/// </summary>
internal static class Takeover
{
    /// <summary>Whether every number stays inside its limits; the giver's funding is settled.</summary>
    /// <param name="into">The other's slot in the market; null when it has none yet.</param>
    public static bool Fits(
        VenueState state, BucketRef from, Slot slot, BucketRef to, Slot? into, Lots lots, Int128 cash)
    {
        var market = state.MarketOf(slot.Market);
        return (into is null || FundingSettlement.CanSettle(state, market, into))
            && Fits(Close(market, from, slot, lots), -cash)
            && Fits(Mirror(market, slot, to, into, lots), cash);
    }

    /// <summary>Likewise of the giving side, when so many lots go in parts.</summary>
    public static bool FitsTogether(
        MarketState market, BucketRef from, Slot slot, Lots lots, Int128 cash)
    {
        var change = Close(market, from, slot, lots);
        return Fits(change, -cash) && change.Fits;
    }

    /// <summary>Moves what <see cref="Fits"/>.</summary>
    public static void MustRun(
        EntryContext context, BucketRef from, Slot slot, BucketRef to, Slot into, Lots lots, long cash,
        LiquidationMeans means)
    {
        var state = context.State;
        var market = state.MarketOf(slot.Market);
        FundingSettlement.MustSettle(context, to.Account, into);
        var giving = Close(market, from, slot, lots);
        var taking = Mirror(market, slot, to, into, lots);
        var side = slot.Size > Lots.Zero ? Side.Sell : Side.Buy;
        DailyLoss.Touch(state, from.Account);
        DailyLoss.Touch(state, to.Account);
        context.Emit(new PositionMoved(
            state.NextTradeId++, market.Id, market.Mark, lots,
            MustWrite(market, from, slot, giving, side, -cash),
            MustWrite(market, to, into, taking, side == Side.Buy ? Side.Sell : Side.Buy, cash),
            new MicroUsd(cash), means));
        context.Aftermath.PositionChanged(from.Account, slot);
        context.Aftermath.PositionChanged(to.Account, into);
        ReleaseIsolated(context, to);
    }

    /// <summary>What an isolated bucket without a position still has goes back to the account.</summary>
    // Never what it owes: its loss stays its own.
    public static void ReleaseIsolated(EntryContext context, BucketRef bucket)
    {
        if (bucket.Isolated is { Size.IsZero: true } slot && slot.IsolatedCollateral > MicroUsd.Zero)
        {
            var returned = slot.IsolatedCollateral;
            slot.IsolatedCollateral = MicroUsd.Zero;
            bucket.Account.Collateral += returned;
            context.Emit(new IsolatedMarginMoved(bucket.Account.Owner, slot.Market, -returned));
        }
    }

    private static PositionChange Close(MarketState market, BucketRef from, Slot slot, Lots lots) =>
        PositionChange.Of(
            new PositionState(from.Collateral.Value, slot.Size.Value, slot.EntryNotional.Value),
            slot.Size > Lots.Zero ? Side.Sell : Side.Buy, market.Mark, lots, MicroUsd.Zero);

    private static PositionChange Mirror(
        MarketState market, Slot slot, BucketRef to, Slot? into, Lots lots) =>
        PositionChange.Of(
            new PositionState(
                to.Collateral.Value + (long)(into is null ? 0 : FundingSettlement.Due(market, into)),
                into?.Size.Value ?? 0, into?.EntryNotional.Value ?? 0),
            slot.Size > Lots.Zero ? Side.Buy : Side.Sell, market.Mark, lots, MicroUsd.Zero);

    private static bool Fits(in PositionChange change, Int128 cash) =>
        change.Fits && Int128.Abs(change.Collateral + cash) <= Account.CollateralMax_MicroUsd;

    private static FillSide MustWrite(
        MarketState market, BucketRef bucket, Slot slot, in PositionChange change, Side side, long cash)
    {
        var start = slot.Size;
        var size = new Lots((long)change.Size);
        market.OpenInterest += Lots.Max(size, Lots.Zero) - Lots.Max(start, Lots.Zero);
        slot.Size = size;
        slot.EntryNotional = new MicroUsd((long)change.EntryNotional);
        bucket.Collateral = new MicroUsd((long)change.Collateral + cash);
        return new FillSide(
            bucket.Account.Owner, default, ClientOrderId.None, side, start,
            new MicroUsd((long)change.ClosedPnl), MicroUsd.Zero);
    }
}
