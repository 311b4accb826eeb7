using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Engine.Matching;
using Offing.Engine.Sessions;
using Offing.Engine.Triggers;
using Offing.Engine.Twaps;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Commands;

/// <summary>Starts a TWAP and sends its first slice.</summary>
internal static class PlaceTwapCommand
{
    public static void Execute(in ActionContext context, PlaceTwap command)
    {
        var refusal = Examine(context, command, out var size);
        if (refusal != RejectCode.None)
        {
            context.Reject(refusal);
            return;
        }

        var account = context.Account;
        var terms = new TwapTerms(
            command.Market, command.Side, size, command.ReduceOnly, command.Minutes, command.Randomize);
        Check.That(context.State.TryDrawPlace(out var id));
        var twap = new Twap(id, account.Index, context.Signer, terms, context.Now, context.State.Changes);
        context.State.Waiting.Add(twap);
        (account.Waiting ??= new AccountWaiting()).Twaps.Add(id);
        context.Emit(new TwapStarted(
            id, terms.Market, account.Owner, terms.Side, size, terms.ReduceOnly, terms.Minutes,
            terms.Randomize, twap.Start));
        TwapSlices.Send(context.Entry, twap);
        context.Done();
    }

    private static RejectCode Examine(in ActionContext context, PlaceTwap command, out Lots size)
    {
        size = Lots.Zero;
        if (context.State.FindMarket(command.Market) is not { } market)
        {
            return RejectCode.UnknownMarket;
        }

        var refusal = OrderGrid.PlaceSize(command.Size, market.Parameters.SzDecimals, out size);
        if (refusal != RejectCode.None)
        {
            return refusal;
        }

        if (command.Minutes is < Limits.TwapMin_Minutes or > Limits.TwapMax_Minutes)
        {
            return RejectCode.TwapDuration;
        }

        if (market.Mark.Value == 0 || (!market.HasQuorum && !command.ReduceOnly))
        {
            return RejectCode.NoMark;
        }

        var gate = context.Account.GateIn(market);
        if (gate != RejectCode.None && (!command.ReduceOnly || market.Status == MarketStatus.Settled))
        {
            return gate;
        }

        var value = (market.Mark * size).Value;
        if (value > Limits.OrderMaxNotional_MicroUsd)
        {
            return RejectCode.SizeTooLarge;
        }

        var refused = context.LimitedKey is { } key
            ? KeyLimits.ExamineWaiting(
                context.Entry, key, market, market.Mark, size, command.ReduceOnly)
            : RejectCode.None;
        if (refused != RejectCode.None)
        {
            return refused;
        }

        if (value / SlicePlan.Count(command.Minutes) < Limits.OrderMinValue_MicroUsd)
        {
            return RejectCode.TwapTooSmall;
        }

        if (context.Account.Waiting?.Twaps.Count >= Limits.TwapsPerAccount
            || context.State.NextOrderId > OrderAdmission.OrderIdMax)
        {
            return RejectCode.TooManyTwaps;
        }

        var slot = context.Account.FindSlot(command.Market);
        return Bucket.IsInDebt(context.State, context.Account, slot, command.ReduceOnly)
            ? RejectCode.InsufficientMargin
            : RejectCode.None;
    }
}
