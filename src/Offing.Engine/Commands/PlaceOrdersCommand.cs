using Offing.Engine.Matching;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Commands;

/// <summary>Places orders one after the other; each stands for itself.</summary>
internal static class PlaceOrdersCommand
{
    public static void Execute(in ActionContext context, PlaceOrders command)
    {
        if (!ItemCount.IsGood(context, command.Orders.Count))
        {
            return;
        }

        for (var i = 0; i < command.Orders.Count; i++)
        {
            var spec = command.Orders[i];
            var refusal = OrderAdmission.Place(context, spec, replaced: null, out var draft);
            if (refusal == RejectCode.None)
            {
                refusal = OrderAdmission.Examine(context.Entry, context.Account, ref draft, replaced: null);
            }

            if (refusal == RejectCode.None)
            {
                Report(context, i, draft, OrderExecution.MustRun(context.Entry, context.Account, draft));
            }
            else
            {
                Refuse(context, i, spec, refusal);
            }
        }
    }

    /// <summary>What became of an order that was admitted.</summary>
    internal static void Report(
        in ActionContext context, int index, in OrderDraft draft, in OrderResult result)
    {
        var kind = result.Status == OrderStatus.Open ? OutcomeKind.Resting
            : result.Filled.IsZero ? OutcomeKind.Error
            : OutcomeKind.Filled;
        var code = kind != OutcomeKind.Error ? RejectCode.None : result.Status switch
        {
            OrderStatus.MarginCanceled => RejectCode.InsufficientMargin,
            OrderStatus.SelfTradeCanceled => RejectCode.SelfTradeTaker,
            OrderStatus.Canceled => RejectCode.TooManyOpenOrders,
            _ => RejectCode.IocNoMatch,
        };
        context.Emit(new ItemOutcome(
            index, kind, code, result.Order, draft.ClientId, draft.Market.Id, result.Filled, result.Quote));
    }

    /// <summary>One order was refused; a client id in use names the order that has it.</summary>
    internal static void Refuse(
        in ActionContext context, int index, OrderSpec spec, RejectCode code)
    {
        var open = code == RejectCode.ClientIdInUse ? context.Account.Orders.Find(spec.ClientId) : null;
        context.Emit(new ItemOutcome(
            index, OutcomeKind.Error, code, open?.Id ?? default, spec.ClientId, spec.Market,
            Lots.Zero, MicroUsd.Zero));
    }
}
