using Offing.Engine.Accounts;
using Offing.Engine.Funding;
using Offing.Engine.Margin;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Commands;

/// <summary>Moves collateral between the cross bucket and that of an isolated position.</summary>
internal static class UpdateIsolatedMarginCommand
{
    public static void Execute(in ActionContext context, UpdateIsolatedMargin command) =>
        Move(context, command.Market, command.Amount.Value);

    /// <summary>Brings as much in as the position's leverage, by its equity, asks for.</summary>
    public static void Execute(in ActionContext context, TopUpIsolatedMargin command)
    {
        var amount = Int128.Zero;
        if (Find(context, command.Market) is { } slot && !command.Leverage.IsZero)
        {
            var bucket = Bucket.Of(context.State, context.Account, slot);
            // A scale of at most 15 decimals: products stay inside 128 bits.
            var scale = Int128.One;
            for (var i = 0; i < command.Leverage.Scale; i++)
            {
                scale *= 10;
            }

            amount = WideMath.CeilingDiv(bucket.Notional * scale, command.Leverage.Mantissa) - bucket.Equity;
        }

        Move(context, command.Market, Int128.Max(0, amount));
    }

    private static Slot? Find(in ActionContext context, MarketId market) =>
        context.Account.FindSlot(market) is { IsIsolated: true, Size.IsZero: false } slot ? slot : null;

    private static void Move(in ActionContext context, MarketId market, Int128 amount)
    {
        var slot = Find(context, market);
        var refusal = context.State.FindMarket(market) is null ? RejectCode.UnknownMarket
            : context.LimitedKey is { } key && !KeyLimits.AllowsMarket(key, market) ? RejectCode.KeyMarket
            : slot is null ? RejectCode.NoIsolatedPosition
            : Examine(context, slot, amount);
        if (refusal != RejectCode.None)
        {
            context.Reject(refusal);
            return;
        }

        var account = context.Account;
        var moved = new MicroUsd((long)amount);
        FundingSettlement.MustSettle(context.Entry, account);
        account.Collateral -= moved;
        slot!.IsolatedCollateral += moved;
        context.Emit(new IsolatedMarginMoved(account.Owner, market, moved));
        context.Done();
    }

    private static RejectCode Examine(in ActionContext context, Slot slot, Int128 amount)
    {
        var (state, account) = (context.State, context.Account);
        // Without a quorum the mark is only held: what may be no profit any more must not leave its bucket,
        // in either direction.
        if (amount < 0 ? !state.MarketOf(slot.Market).HasQuorum : Outflow.IsCrossUnpriced(state, account))
        {
            return RejectCode.NoMark;
        }

        // Nobody who stands against it is liquidated there: its profit may be owed by nobody.
        if (amount < 0 && state.MarketOf(slot.Market).HaltReason != 0)
        {
            return RejectCode.MarketHalted;
        }

        var isGood = amount > 0
            ? amount <= Outflow.Most(state, account) && Fits(state, slot, amount)
            : amount < 0 && -amount <= Bucket.Of(state, account, slot).Withdrawable
                && FundingSettlement.CanSettle(state, account) && Fits(state, slot, amount)
                && Outflow.Settled(state, account) - amount <= Account.CollateralMax_MicroUsd;
        return isGood ? RejectCode.None : RejectCode.IsolatedMarginAmount;
    }

    private static bool Fits(VenueState state, Slot slot, Int128 amount) =>
        Int128.Abs(slot.IsolatedCollateral.Value + amount
            + FundingSettlement.Due(state.MarketOf(slot.Market), slot)) <= Account.CollateralMax_MicroUsd;
}
