using Offing.Engine.Books;
using Offing.Engine.Commands;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Matching;

/// <summary>
/// Carries out an order that was admitted: id, slot, matching, and rest or end of what is left.
/// </summary>
internal static class OrderExecution
{
    public static void MustRun(ActionContext context, int index, OrderDraft draft)
    {
        var account = context.Account;
        var market = draft.Market;
        var order = draft.ToOrder(new OrderId(context.State.NextOrderId++), account.Index, context);
        context.Emit(new OrderPlaced(
            order.Id, order.ClientId, market.Id, account.Owner, order.Signer, order.Side, order.Price,
            order.Size, order.Size, order.Tif, order.ReduceOnly, order.Time));

        var slot = account.FindSlot(market.Id);
        if (slot is null)
        {
            slot = account.FreeSlot()!;
            slot.MustTake(market.Parameters, market.FundingIndex);
        }

        var result = Matcher.Run(context.Entry, order);
        if (!order.Remaining.IsZero && !result.IsStopped && draft.MayRest)
        {
            Resting.Add(context.State, order);
            context.Emit(new OrderRested(
                order.Id, market.Id, account.Owner, order.Side, order.Price, order.Remaining,
                order.Displayed));
            Report(context, index, order, OutcomeKind.Resting, RejectCode.None, result);
            return;
        }

        slot.ReleaseWhenIdle(market.Parameters);
        End(context, index, order, result);
    }

    private static void End(ActionContext context, int index, Order order, MatchResult result)
    {
        var status = order.Remaining.IsZero ? OrderStatus.Filled
            : result.IsStopped ? OrderStatus.MarginCanceled
            : OrderStatus.IocCanceled;
        context.Emit(new OrderClosed(
            order.Id, order.Market, context.Account.Owner, order.Side, order.Price, order.Remaining,
            Lots.Zero, status, HadRested: false));
        if (!result.Filled.IsZero)
        {
            Report(context, index, order, OutcomeKind.Filled, RejectCode.None, result);
            return;
        }

        var code = result.IsStopped ? RejectCode.InsufficientMargin : RejectCode.IocNoMatch;
        Report(context, index, order, OutcomeKind.Error, code, result);
    }

    private static void Report(
        ActionContext context, int index, Order order, OutcomeKind kind, RejectCode code,
        MatchResult result) =>
        context.Emit(new ItemOutcome(
            index, kind, code, order.Id, order.ClientId, order.Market, result.Filled, result.Quote));
}
