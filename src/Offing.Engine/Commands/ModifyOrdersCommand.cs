using Offing.Engine.Books;
using Offing.Engine.Matching;
using Offing.Engine.Triggers;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Commands;

/// <summary>
/// Replaces open orders, at rest or conditional: the old one is cancelled and the new one placed under a new
/// id at the back of the queue, in the old one's place in its group. When the new one is refused the old one
/// stays. A parent that is replaced is a parent no more.
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
        var order = target.ClientId.IsNone
            ? context.Account.Orders.Find(target.Order)
            : context.Account.Orders.Find(target.ClientId);
        var waiting = order is null ? CancelOrdersCommand.Find(context, target) : null;
        if ((order?.Market ?? waiting?.Market) is not { } market || market != spec.Market)
        {
            PlaceOrdersCommand.Refuse(context, index, spec, RejectCode.UnknownOrder);
            return;
        }

        var old = Old.Of(context.State, order, waiting);
        if (!GroupShape.FitsInPlaceOf(context.State, old.Group, old.Id, old.Side, old.IsTied, spec))
        {
            PlaceOrdersCommand.Refuse(context, index, spec, RejectCode.BadGrouping);
        }
        else if (spec.Trigger is null && old.Parent.Value == 0)
        {
            ReplaceByOrder(context, index, old, spec);
        }
        else
        {
            ReplaceByConditional(context, index, old, spec);
        }
    }

    private static void ReplaceByOrder(in ActionContext context, int index, in Old old, OrderSpec spec)
    {
        var refusal = OrderAdmission.Place(context, spec, old.Id, out var draft);
        if (refusal == RejectCode.None)
        {
            refusal = OrderAdmission.Examine(context.Entry, context.Account, ref draft, old.Order);
        }

        if (refusal != RejectCode.None)
        {
            PlaceOrdersCommand.Refuse(context, index, spec, refusal);
            return;
        }

        var id = PlaceGroup.Draw(context.State);
        End(context, old, id);
        draft = draft with { Group = old.Group?.Id ?? 0 };
        PlaceOrdersCommand.Report(
            context, index, draft,
            OrderExecution.MustRun(context.Entry, context.Account, draft, id, isNew: true));
    }

    private static void ReplaceByConditional(in ActionContext context, int index, in Old old, OrderSpec spec)
    {
        var reference = old.Parent.Value == 0 ? default : context.State.MarketOf(spec.Market).Mark;
        var how = new Placing(old.Id, reference, old.IsTied);
        var refusal = ConditionalAdmission.Examine(context, spec, how, out var draft);
        if (refusal == RejectCode.None)
        {
            refusal = ConditionalAdmission.ExamineRoom(context, [draft], ending: 1, old.Waiting);
        }

        if (refusal != RejectCode.None)
        {
            PlaceOrdersCommand.Refuse(context, index, spec, refusal);
            return;
        }

        var id = PlaceGroup.Draw(context.State);
        var parent = old.Parent;
        draft = draft with { Order = draft.Order with { Group = old.Group?.Id ?? 0 } };
        End(context, old, id);
        PlaceGroup.PlaceWaiting(context, index, draft, id, parent);
        context.Entry.Aftermath.Run(context.Entry);
    }

    // The new one is in the group before the old one leaves it: the group never falls apart between, and what
    // the old one has traded was settled when it traded.
    private static void End(in ActionContext context, in Old old, OrderId id)
    {
        old.Group?.Add(id);
        old.Group?.Remove(old.Id);
        if (old.Order is not null)
        {
            Resting.Close(context.Entry, old.Order, OrderStatus.Canceled, keepSlot: true);
        }
        else
        {
            Waiting.Close(context.Entry, old.Waiting!, OrderStatus.Canceled);
        }
    }

    /// <summary>What is replaced.</summary>
    /// <param name="Group">In which the new one takes its place; null: none, or it is the parent.</param>
    /// <param name="Parent">For which it waits; zero: it does not.</param>
    private readonly record struct Old(
        Order? Order, Conditional? Waiting, OrderId Id, Side Side, OrderGroup? Group, OrderId Parent,
        bool IsTied)
    {
        public static Old Of(VenueState state, Order? order, Conditional? waiting)
        {
            var id = order?.Id ?? waiting!.Id;
            var group = state.Waiting.FindGroup(order?.Group ?? waiting!.Group);
            var joined = group is not null && group.Has(id) ? group : null;
            return new Old(
                order, waiting, id, order?.Side ?? waiting!.Side, joined,
                waiting is { IsArmed: false } ? group!.Parent : default, waiting?.IsPositionTied ?? false);
        }
    }
}
