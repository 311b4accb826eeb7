using Offing.Engine.Accounts;
using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Engine.Liquidation;

/// <summary>
/// The backstop vault takes over what the book does not, within its caps: nobody can fill it with a position
/// of a market that he moves (rules.md section 8).
/// </summary>
internal static class Backstop
{
    /// <summary>Takes the lots that the caps allow, none from a bucket under zero.</summary>
    public static void Take(EntryContext context, BucketRef bucket, Slot slot)
    {
        var state = context.State;
        var market = state.MarketOf(slot.Market);
        var vault = state.Backstop;
        var before = bucket.Value(state);
        if (slot.Size.IsZero || before.Equity < 0 || bucket.Account == vault || market.Parameters.IsolatedOnly
            || (vault.FindSlot(market.Id) is null && vault.FreeSlots == 0))
        {
            return;
        }

        var terms = TakeoverTerms.Of(market, slot, before);
        var lots = Most(context, bucket, slot, terms);
        if (lots == 0)
        {
            return;
        }

        var into = vault.FindSlot(market.Id);
        if (into is null)
        {
            into = vault.FreeSlot()!;
            into.MustTake(market.Parameters, market.FundingIndex);
        }

        var size = new Lots(lots);
        var cash = (long)terms.Cash(lots);
        Takeover.MustRun(
            context, bucket, slot, new BucketRef(vault, null), into, size, cash, LiquidationMeans.Backstop);
        into.ReleaseWhenIdle(market.Parameters);
        Steps.Emit(
            context, bucket, market.Id, LiquidationMeans.Backstop, size, new MicroUsd(cash), before);
        context.Aftermath.Run(context);
    }

    // The margin that a position needs rises faster than what comes with it, so the lots that are allowed are
    // those up to some number. Were it otherwise, what is found is allowed all the same.
    private static long Most(EntryContext context, BucketRef bucket, Slot slot, in TakeoverTerms terms)
    {
        var (low, high) = (0L, terms.Size);
        while (low < high)
        {
            var middle = high - ((high - low) / 2);
            (low, high) = IsAllowed(context.State, bucket, slot, terms, middle)
                ? (middle, high)
                : (low, middle - 1);
        }

        return low;
    }

    private static bool IsAllowed(
        VenueState state, BucketRef bucket, Slot slot, in TakeoverTerms terms, long lots)
    {
        var market = state.MarketOf(slot.Market);
        var vault = state.Backstop;
        var into = vault.FindSlot(market.Id);
        var cash = terms.Cash(lots);
        if (!Takeover.Fits(state, bucket, slot, new BucketRef(vault, null), into, new Lots(lots), cash))
        {
            return false;
        }

        var now = into is null ? Exposure.None(market) : Exposure.Of(market, into);
        var taken = slot.Size > Lots.Zero ? lots : -lots;
        var after = now with { Size = now.Size + taken };
        var value = Bucket.Of(state, vault);
        var equity = value.Equity + cash;
        if (!HealthRule.Grew(now.Size, after.Size))
        {
            return equity >= 0;
        }

        var total = value.Initial - now.Initial + after.Initial;
        var notional = value.Notional - now.Notional + after.Notional;
        return 100 * Margin(after.Initial, after.Notional) < Limits.BackstopMarket_Percent * equity
            && 100 * Margin(total, notional) < Limits.BackstopTotal_Percent * equity;
    }

    // At the leverage of a trader its caps would let the vault hold a multiple of what it is worth.
    private static Int128 Margin(Int128 initial, Int128 notional) =>
        Int128.Max(initial, WideMath.CeilingDiv(notional, Limits.BackstopLeverage));
}
