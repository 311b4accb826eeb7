using Offing.Engine.Accounts;
using Offing.Engine.Margin;
using Offing.Engine.Sessions;
using Offing.Primitives;

namespace Offing.Engine.Previews;

/// <summary>Each requirement of an account, and what it was made of.</summary>
/// <param name="Collateral">Of the cross bucket.</param>
/// <param name="RestingQuote">Price x remaining of all resting orders that may open a position.</param>
/// <param name="RestingRate">The dearest rate that a maker may come to pay, 1e-9.</param>
/// <param name="RestingFees">Reserved for them, what they may pay to builders included.</param>
/// <param name="Slots">By market.</param>
public sealed record AccountExplanation(
    MicroUsd Collateral, MarginView Cross, MicroUsd RestingQuote, Nano RestingRate, MicroUsd RestingFees,
    IReadOnlyList<SlotExplanation> Slots)
{
    /// <summary>At the marks of now.</summary>
    public static AccountExplanation Of(VenueState state, Account account)
    {
        var slots = new List<SlotExplanation>();
        Int128 quote = 0;
        Int128 builders = 0;
        foreach (var slot in account.Slots)
        {
            if (!slot.IsFree)
            {
                slots.Add(SlotExplanation.Of(state, account, slot));
                quote += (Int128)slot.BuyReserveQuote.Value + slot.SellReserveQuote.Value;
                builders += slot.BuilderReserve;
            }
        }

        slots.Sort(static (left, right) => left.Market.Value.CompareTo(right.Market.Value));
        var rate = new Nano(Math.Max(0, state.MakerMost.Value));
        return new AccountExplanation(
            account.Collateral, MarginView.Of(Bucket.Of(state, account)), AccountView.Cut(quote), rate,
            AccountView.Cut(BucketSum.RestingFees(state, quote, builders)), slots);
    }

    /// <summary>
    /// What a session key has lost on the day that runs, micro-USDC; zero for a key without a daily limit.
    /// </summary>
    public static MicroUsd LossOf(VenueState state, Account account, Session key) =>
        key.Limits.MaxDailyLoss.IsZero
            ? MicroUsd.Zero
            : AccountView.Cut(KeyDay.Of(state, account, key).Loss(state, account, 0));
}

/// <summary>What one market adds to the requirements of an account; amounts in micro-USDC.</summary>
/// <param name="MayLiquidate">Whether the mark may decide that a position is closed.</param>
/// <param name="Size">Signed.</param>
/// <param name="EntryNotional">Signed.</param>
/// <param name="Notional">At mark, without a sign.</param>
/// <param name="FundingDue">To get, not settled yet; negative: to pay.</param>
/// <param name="Tier">Of <paramref name="Notional"/>.</param>
/// <param name="Scale">How far open interest has brought the initial margin to the whole notional.</param>
/// <param name="Orders">What resting orders add.</param>
/// <param name="Reserved">
/// Initial margin of position and orders; of an isolated slot, of orders alone.
/// </param>
/// <param name="Liquidation">The mark at which its bucket is liquidated, all else unchanged.</param>
/// <param name="Isolated">The bucket of the slot, where it is one of its own, with its collateral.</param>
public sealed record SlotExplanation(
    MarketId Market, uint Leverage, Ticks Mark, bool MayLiquidate, Lots Size, MicroUsd EntryNotional,
    MicroUsd Notional, MicroUsd UnrealisedPnl, MicroUsd FundingDue, TierView Tier, Nano Scale,
    MicroUsd Initial, MicroUsd Maintenance, OrdersExplanation Orders, MicroUsd Reserved, Ticks? Liquidation,
    MarginView? Isolated, MicroUsd IsolatedCollateral)
{
    internal static SlotExplanation Of(VenueState state, Account account, Slot slot)
    {
        var market = state.MarketOf(slot.Market);
        var held = Exposure.Of(market, slot);
        var bucket = Bucket.Of(state, account, slot);
        return new SlotExplanation(
            slot.Market, slot.Leverage, market.Mark, market.MayLiquidate, slot.Size, slot.EntryNotional,
            AccountView.Cut(held.Notional), AccountView.Cut(held.Unrealised - held.Due),
            AccountView.Cut(held.Due), market.Margin.TierAt(held.Notional), new Nano(market.Scale_Nano),
            AccountView.Cut(held.Initial), AccountView.Cut(held.Maintenance), OrdersExplanation.Of(held),
            AccountView.Cut(held.Reserved),
            slot.Size.IsZero ? null : LiquidationMark.Of(held, bucket),
            slot.IsIsolated ? MarginView.Of(bucket) : null, slot.IsolatedCollateral);
    }
}

/// <summary>What the resting orders of a market reserve.</summary>
/// <param name="Buys">Lots, <paramref name="BuyQuote"/> their price x remaining.</param>
/// <param name="Worst">Lots of the position if all orders of the worse side were filled.</param>
/// <param name="Margin">
/// Initial margin of the worse side; of an isolated slot, of what fills would open.
/// </param>
/// <param name="Loss">What fills at the orders' prices would lose against the mark.</param>
public sealed record OrdersExplanation(
    Lots Buys, Lots Sells, MicroUsd BuyQuote, MicroUsd SellQuote, Lots Worst, MicroUsd Margin, MicroUsd Loss)
{
    internal static OrdersExplanation Of(in Exposure held)
    {
        var mark = held.Market.Mark;
        var loss = Int128.Max(0, held.BuyQuote - mark.Worth(held.Buys))
            + Int128.Max(0, mark.Worth(held.Sells) - held.SellQuote);
        return new OrdersExplanation(
            new Lots(held.Buys), new Lots(held.Sells), new MicroUsd(held.BuyQuote),
            new MicroUsd(held.SellQuote), new Lots(held.WorstSize), AccountView.Cut(held.Reserved - loss),
            AccountView.Cut(loss));
    }
}
