using Offing.Engine.Accounts;
using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Commands;

/// <summary>
/// Chooses the leverage, and with it the initial margin, of the account in one market, and whether its
/// position there is a bucket of its own.
/// </summary>
internal static class UpdateLeverageCommand
{
    public static void Execute(in ActionContext context, UpdateLeverage command)
    {
        var account = context.Account;
        var slot = account.FindSlot(command.Market);
        var refusal = Examine(context, command, slot);
        if (refusal != RejectCode.None)
        {
            context.Reject(refusal);
            return;
        }

        var market = context.State.MarketOf(command.Market);
        if (slot is null && !IsDefault(command, market))
        {
            slot = account.FreeSlot()!;
            slot.MustTake(market.Parameters, market.FundingIndex);
        }

        if (slot is not null)
        {
            if (slot.Mode != ModeOf(command))
            {
                slot.MustSetMode(ModeOf(command));
            }

            slot.Leverage = command.Leverage;
            slot.ReleaseWhenIdle(market.Parameters);
        }

        context.Emit(new LeverageSet(account.Owner, command.Market, command.Leverage, command.IsCross));
        context.Done();
    }

    private static MarginMode ModeOf(UpdateLeverage command) =>
        command.IsCross ? MarginMode.Cross : MarginMode.Isolated;

    private static bool IsDefault(UpdateLeverage command, MarketState market) =>
        command.Leverage == Slot.DefaultLeverage(market.Parameters)
        && ModeOf(command) == Slot.DefaultMode(market.Parameters);

    private static RejectCode Examine(in ActionContext context, UpdateLeverage command, Slot? slot)
    {
        if (context.State.FindMarket(command.Market) is not { } market)
        {
            return RejectCode.UnknownMarket;
        }

        if (command.IsCross && market.Parameters.IsolatedOnly)
        {
            return RejectCode.IsolatedOnlyMarket;
        }

        var exposure = slot is null ? Exposure.None(market) : Exposure.Of(market, slot);
        if (command.Leverage == 0 || command.Leverage > market.Margin.MaxLeverage(exposure.WorstNotional))
        {
            return RejectCode.LeverageOutOfRange;
        }

        if (context.LimitedKey is { } key)
        {
            if (!KeyLimits.AllowsMarket(key, command.Market))
            {
                return RejectCode.KeyMarket;
            }

            if (key.Limits.MaxLeverage != 0 && command.Leverage > key.Limits.MaxLeverage)
            {
                return RejectCode.KeyLeverage;
            }
        }

        if (slot is null)
        {
            return IsDefault(command, market) || context.Account.FreeSlots > 0
                ? RejectCode.None
                : RejectCode.NoSlotFree;
        }

        if (slot.Mode != ModeOf(command))
        {
            // Then nothing of it has a margin that could change.
            return slot.Size.IsZero && slot.OpenOrders == 0 && slot.IsolatedCollateral.IsZero
                ? RejectCode.None
                : RejectCode.MarginModeInUse;
        }

        return IsCovered(context.State, context.Account, slot, exposure, command.Leverage)
            ? RejectCode.None
            : RejectCode.LeverageMargin;
    }

    private static bool IsCovered(
        VenueState state, Account account, Slot slot, in Exposure exposure, uint leverage)
    {
        var changed = exposure with { Leverage = leverage };
        if (slot.IsIsolated && changed.Initial > exposure.Initial
            && slot.IsolatedCollateral.Value + exposure.Unrealised < changed.Initial)
        {
            return false;
        }

        var before = Bucket.Of(state, account);
        var after = Bucket.With(state, account, slot, changed);
        return after.Reserved <= before.Reserved || after.Equity >= after.Reserved;
    }
}
