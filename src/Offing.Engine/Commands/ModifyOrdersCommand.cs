using Offing.Engine.Books;
using Offing.Engine.Matching;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Commands;

/// <summary>
/// Replaces resting orders: the old one is cancelled and the new one placed under a new id at the back of the
/// queue. When the new one is refused the old one stays.
/// </summary>
internal static class ModifyOrdersCommand
{
    public static void Execute(in ActionContext context, ModifyOrders command)
    {
        if (!ItemCount.IsGood(context, command.Modifies.Count))
        {
            return;
        }

        for (var i = 0; i < command.Modifies.Count; i++)
        {
            Replace(context, i, command.Modifies[i].Target, command.Modifies[i].Replacement);
        }
    }

    private static void Replace(in ActionContext context, int index, OrderReference target, OrderSpec spec)
    {
        var old = target.ClientId.IsNone
            ? context.Account.Orders.Find(target.Order)
            : context.Account.Orders.Find(target.ClientId);
        if (old is null || old.Market != spec.Market)
        {
            PlaceOrdersCommand.Refuse(context, index, spec, RejectCode.UnknownOrder);
            return;
        }

        var refusal = OrderAdmission.Place(context, spec, old, out var draft);
        if (refusal == RejectCode.None)
        {
            refusal = OrderAdmission.Examine(context.Entry, context.Account, ref draft, old);
        }

        if (refusal != RejectCode.None)
        {
            PlaceOrdersCommand.Refuse(context, index, spec, refusal);
            return;
        }

        Resting.Close(context.Entry, old, OrderStatus.Canceled, keepSlot: true);
        PlaceOrdersCommand.Report(
            context, index, draft, OrderExecution.MustRun(context.Entry, context.Account, draft));
    }
}
