using Offing.Engine.Accounts;
using Offing.Engine.Margin;
using Offing.Primitives;

namespace Offing.Engine.Matching;

/// <summary>
/// What a fill of an isolated position moves between its bucket and the cross one. What is opened brings its
/// own margin along and pays its own way, so the cross bucket gives no more than that; what is closed takes
/// its share of the equity with it. A loss never passes to the cross bucket.
/// </summary>
internal static class IsolatedTrade
{
    /// <summary>Whether the fill may be, and what it draws: from the cross bucket, negative to it.</summary>
    /// <param name="change">As if the bucket of the position paid the fee.</param>
    /// <param name="cross">The account's cross slots.</param>
    public static bool TryDraw(
        in PositionState before, in PositionChange change, in TradeTerms terms, in BucketSum cross,
        out Int128 drawn)
    {
        var size = (long)change.Size;
        var isAllowed = HealthRule.Grew(before.Size, size)
            ? TryOpen(before, change, terms, cross, out drawn)
            : TryClose(before, change, terms, out drawn);
        return isAllowed
            && Int128.Abs(change.Collateral + drawn) <= Account.CollateralMax_MicroUsd
            && Int128.Abs(before.CrossCollateral - drawn) <= Account.CollateralMax_MicroUsd;
    }

    private static bool TryOpen(
        in PositionState before, in PositionChange change, in TradeTerms terms, in BucketSum cross,
        out Int128 drawn)
    {
        var mark = terms.Market.Mark;
        var after = terms.Initial(Notional(mark, (long)change.Size));
        var worth = mark.Worth((long)change.Size);
        if ((before.Size ^ (long)change.Size) < 0)
        {
            // All of the old position is closed, and what is left of its bucket returned, before the other is
            // opened; the fee is that of the new one.
            var returned = before.Collateral + change.ClosedPnl;
            var loss = Int128.Max(0, change.EntryNotional - worth);
            drawn = after + loss + change.Fee.Value - returned;
            return returned >= 0
                && (drawn <= 0 || cross.IsCoveredBy(before.CrossCollateral - drawn));
        }

        var opened = change.EntryNotional - before.EntryNotional - (worth - mark.Worth(before.Size));
        drawn = after - terms.Initial(Notional(mark, before.Size)) + Int128.Max(0, opened)
            + change.Fee.Value;
        return change.Collateral + drawn + worth - change.EntryNotional >= after
            && (drawn <= 0 || cross.IsCoveredBy(before.CrossCollateral - drawn));
    }

    // What stays keeps its share of the equity, and at least its maintenance margin where that is there: so
    // its leverage does not rise, and a bucket in danger comes out of it by being made smaller.
    private static bool TryClose(
        in PositionState before, in PositionChange change, in TradeTerms terms, out Int128 drawn)
    {
        var equity = Equity(terms.Market.Mark, change.Collateral, (long)change.Size, change.EntryNotional);
        var maintenance = terms.Market.Margin.Maintenance(Notional(terms.Market.Mark, (long)change.Size));
        var held = Math.Abs(before.Size);
        var closed = held - Math.Abs((long)change.Size);
        var released = terms.IsLiquidation && change.Size != 0 ? 0 : Int128.Max(0, Int128.Min(
            WideMath.FloorDiv(equity * closed, held), equity - maintenance));
        drawn = -released;
        return equity >= 0 && HealthRule.Allows(
            Bucket(terms, before.Collateral, before.Size, before.EntryNotional),
            Bucket(terms, change.Collateral - released, (long)change.Size, change.EntryNotional),
            grew: false);
    }

    private static Bucket Bucket(in TradeTerms terms, Int128 collateral, long size, Int128 cost)
    {
        var notional = Notional(terms.Market.Mark, size);
        return new Bucket(
            Equity(terms.Market.Mark, collateral, size, cost), 0, terms.Market.Margin.Maintenance(notional),
            0, notional);
    }

    private static Int128 Equity(Ticks mark, Int128 collateral, long size, Int128 cost) =>
        collateral + mark.Worth(size) - cost;

    private static Int128 Notional(Ticks mark, long size) => mark.Worth(Math.Abs(size));
}
