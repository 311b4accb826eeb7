using Offing.Engine.Matching;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Twaps;

/// <summary>Sends the slices of TWAPs and ends them.</summary>
internal static class TwapSlices
{
    /// <summary>The next slice is due; its timer is off the queue.</summary>
    public static void Send(EntryContext context, Twap twap)
    {
        var terms = twap.Terms;
        var count = SlicePlan.Count(terms.Minutes);
        var number = SlicePlan.Number(twap.Start, context.Now, twap.Slice, count);
        var target = SlicePlan.Target(twap.Id, terms.Size, number, count, terms.Randomize);
        var size = SlicePlan.Size(target, twap.Filled, terms.Size, count);
        twap.Sent(number, After(context.Now));
        if (!size.IsZero)
        {
            Trade(context, twap, size);
        }

        if (number == count || twap.Filled == terms.Size)
        {
            End(context, twap, TwapStatus.Finished);
        }
        else
        {
            context.State.Waiting.Timers.Add(twap.Timer);
        }
    }

    public static void End(EntryContext context, Twap twap, TwapStatus status)
    {
        var owner = context.State.AccountAt(twap.Owner);
        context.State.Waiting.Timers.RemoveIfThere(twap.Timer);
        context.State.Waiting.Remove(twap);
        owner.Waiting!.Twaps.Remove(twap.Id);
        context.Emit(new TwapEnded(twap.Id, owner.Owner, status, twap.Filled, twap.Quote));
    }

    private static void Trade(EntryContext context, Twap twap, Lots size)
    {
        var terms = twap.Terms;
        var owner = context.State.AccountAt(twap.Owner);
        var market = context.State.MarketOf(terms.Market);
        DailyLoss.Touch(context.State, owner);
        var key = context.State.FindLimitedKey(owner, twap.Signer);
        if (key is not null)
        {
            DailyLoss.Watch(context, owner, key);
        }

        var draft = new OrderDraft(
            market, terms.Side, MarkLimit.Of(market, terms.Side, Limits.TwapSlippage_Nano), size,
            TimeInForce.Ioc, terms.ReduceOnly, ClientOrderId.None, twap.Signer)
        {
            IsOfAnyValue = true,
            LimitedKey = key,
        };
        var refusal = OrderAdmission.Examine(context, owner, ref draft, replaced: null);
        var result = default(OrderResult);
        if (refusal == RejectCode.None)
        {
            result = OrderExecution.MustRun(context, owner, draft);
            twap.Fill(result.Filled, result.Quote);
        }

        context.Emit(new TwapSliced(
            twap.Id, owner.Owner, result.Order, refusal, result.Filled, result.Quote));
    }

    // At the end of time every moment is the last.
    private static Time After(Time now) =>
        new(now.Milliseconds + Math.Min(Limits.TwapSlice_Ms, ulong.MaxValue - now.Milliseconds));
}
