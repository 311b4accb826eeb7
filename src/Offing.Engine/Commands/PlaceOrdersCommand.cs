using System.Runtime.CompilerServices;
using Offing.Engine.Fees;
using Offing.Engine.Matching;
using Offing.Engine.Triggers;
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

        if (command.Builder is not { } builder)
        {
            Place(context, command);
            return;
        }

        var refusal = BuilderFees.Examine(context.Account, builder);
        if (refusal != RejectCode.None)
        {
            context.Reject(refusal);
            return;
        }

        Place(context with { Builder = builder.TenthsOfBasisPoint == 0 ? null : builder }, command);
    }

    private static void Place(in ActionContext context, PlaceOrders command)
    {
        // A parent without children is an order like any other.
        if (command.Grouping != OrderGrouping.Na
            && (command.Grouping != OrderGrouping.NormalTpsl || command.Orders.Count > 1))
        {
            PlaceGroup.Execute(context, command);
            return;
        }

        for (var i = 0; i < command.Orders.Count; i++)
        {
            if (command.Orders[i].Trigger is null)
            {
                PlaceNow(context, i, command.Orders[i]);
            }
            else
            {
                PlaceConditional(context, i, command.Orders[i]);
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
        var code = kind != OutcomeKind.Error ? RejectCode.None : CodeOf(result.Status);
        context.Emit(new ItemOutcome(
            index, kind, code, result.Order, draft.ClientId, draft.Market.Id, result.Filled, result.Quote));
    }

    /// <summary>Why an order that ended at once did not trade.</summary>
    internal static RejectCode CodeOf(OrderStatus status) => status switch
    {
        OrderStatus.MarginCanceled => RejectCode.InsufficientMargin,
        OrderStatus.SelfTradeCanceled => RejectCode.SelfTradeTaker,
        OrderStatus.KeyLimitCanceled => RejectCode.KeyLossReached,
        OrderStatus.Canceled => RejectCode.TooManyOpenOrders,
        _ => RejectCode.IocNoMatch,
    };

    /// <summary>One order was refused; a client id in use names the order that has it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Refuse(
        in ActionContext context, int index, OrderSpec spec, RejectCode code)
    {
        var open = code == RejectCode.ClientIdInUse ? context.Account.FindOpen(spec.ClientId) : default;
        context.Emit(new ItemOutcome(
            index, OutcomeKind.Error, code, open, spec.ClientId, spec.Market,
            Lots.Zero, MicroUsd.Zero));
    }

    private static void PlaceNow(in ActionContext context, int index, OrderSpec spec)
    {
        var refusal = OrderAdmission.Place(context, spec, default, out var draft);
        if (refusal == RejectCode.None)
        {
            refusal = OrderAdmission.Examine(context.Entry, context.Account, ref draft, replaced: null);
        }

        if (refusal == RejectCode.None)
        {
            Report(context, index, draft, OrderExecution.MustRun(context.Entry, context.Account, draft));
        }
        else
        {
            Refuse(context, index, spec, refusal);
        }
    }

    // Its large locals would be cleared at the start of every order if it were inlined.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void PlaceConditional(in ActionContext context, int index, OrderSpec spec)
    {
        var refusal = ConditionalAdmission.Examine(context, spec, default, out var draft);
        if (refusal == RejectCode.None)
        {
            refusal = ConditionalAdmission.ExamineRoom(context, [draft], ending: 0);
        }

        if (refusal == RejectCode.None)
        {
            PlaceGroup.PlaceWaiting(context, index, draft, PlaceGroup.Draw(context.State), default);
        }
        else
        {
            Refuse(context, index, spec, refusal);
        }
    }
}
