using Offing.Engine.Accounts;
using Offing.Engine.Margin;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Commands;

/// <summary>Chooses the leverage, and with it the initial margin, of the account in one market.</summary>
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
        if (slot is null && command.Leverage != Slot.DefaultLeverage(market.Parameters))
        {
            slot = account.FreeSlot()!;
            slot.MustTake(market.Parameters, market.FundingIndex);
        }

        if (slot is not null)
        {
            slot.Leverage = command.Leverage;
            slot.ReleaseWhenIdle(market.Parameters);
        }

        context.Emit(new LeverageSet(account.Owner, command.Market, command.Leverage));
        context.Done();
    }

    private static RejectCode Examine(in ActionContext context, UpdateLeverage command, Slot? slot)
    {
        if (context.State.FindMarket(command.Market) is not { } market)
        {
            return RejectCode.UnknownMarket;
        }

        if (!command.IsCross)
        {
            return RejectCode.IsolatedUnsupported;
        }

        if (command.Leverage == 0 || command.Leverage > market.Parameters.MaxLeverage)
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

        var account = context.Account;
        if (slot is null)
        {
            var needsNone = command.Leverage == Slot.DefaultLeverage(market.Parameters);
            return needsNone || account.FreeSlots > 0
                ? RejectCode.None
                : RejectCode.NoSlotFree;
        }

        var exposure = Exposure.Of(market, slot);
        if (command.Leverage > market.Margin.MaxLeverage(exposure.WorstNotional))
        {
            return RejectCode.LeverageOutOfRange;
        }

        var before = Bucket.Of(context.State, account);
        var after = Bucket.With(
            context.State, account, slot, exposure with { Leverage = command.Leverage });
        return after.Reserved > before.Reserved && after.Equity < after.Reserved
            ? RejectCode.LeverageMargin
            : RejectCode.None;
    }
}
