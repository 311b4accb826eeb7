using Offing.Engine.Matching;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Commands;

/// <summary>Places orders one after the other; each stands for itself.</summary>
internal static class PlaceOrdersCommand
{
    public static void Execute(ActionContext context, PlaceOrders command)
    {
        if (!ItemCount.IsGood(context, command.Orders.Count))
        {
            return;
        }

        for (var i = 0; i < command.Orders.Count; i++)
        {
            var refusal = OrderAdmission.Examine(context, command.Orders[i], replaced: null, out var draft);
            if (refusal == RejectCode.None)
            {
                OrderExecution.MustRun(context, i, draft);
            }
            else
            {
                Refuse(context, i, command.Orders[i], refusal);
            }
        }
    }

    /// <summary>One order was refused; a client id in use names the order that has it.</summary>
    internal static void Refuse(ActionContext context, int index, OrderSpec spec, RejectCode code)
    {
        var open = code == RejectCode.ClientIdInUse ? context.Account.Orders.Find(spec.ClientId) : null;
        context.Emit(new ItemOutcome(
            index, OutcomeKind.Error, code, open?.Id ?? default, spec.ClientId, spec.Market,
            Lots.Zero, MicroUsd.Zero));
    }
}
