using System.Runtime.CompilerServices;
using Offing.Engine.Matching;
using Offing.Engine.Triggers;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Commands;

/// <summary>
/// Orders that belong together. What can be said of them before any goes to the book is said of all: one
/// refusal refuses them all, so that no parent stands without its stop.
/// </summary>
internal static class PlaceGroup
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Execute(in ActionContext context, PlaceOrders command)
    {
        var drafts = new List<ConditionalDraft>(command.Orders.Count);
        var refusal = Examine(context, command, drafts);
        if (refusal != RejectCode.None)
        {
            for (var i = 0; i < command.Orders.Count; i++)
            {
                PlaceOrdersCommand.Refuse(context, i, command.Orders[i], refusal);
            }
        }
        else if (command.Grouping is OrderGrouping.Oco or OrderGrouping.PositionTpsl)
        {
            PlaceExclusive(context, command.Orders, drafts);
        }
        else
        {
            PlaceFamily(context, command.Grouping, drafts);
        }
    }

    /// <summary>One conditional order of no group, or of one that it has joined under this id.</summary>
    internal static void PlaceWaiting(
        in ActionContext context, int index, in ConditionalDraft draft, OrderId id, OrderId parent)
    {
        Waiting.Place(context.Entry, context.Account, id, draft, parent);
        var kind = parent.Value == 0 ? OutcomeKind.WaitingForTrigger : OutcomeKind.WaitingForFill;
        Report(context, index, draft, id, kind, RejectCode.None);
    }

    internal static OrderId Draw(VenueState state)
    {
        Check.That(state.TryDrawPlace(out var id));
        return new OrderId(id);
    }

    private static RejectCode Examine(
        in ActionContext context, PlaceOrders command, List<ConditionalDraft> drafts)
    {
        if (!GroupShape.Fits(command.Grouping, command.Orders))
        {
            return RejectCode.BadGrouping;
        }

        var isFamily = command.Grouping is OrderGrouping.NormalTpsl or OrderGrouping.Oto;
        var reference = default(Ticks);
        foreach (var spec in command.Orders)
        {
            var how = new Placing(default, reference, command.Grouping == OrderGrouping.PositionTpsl);
            var refusal = ConditionalAdmission.Examine(context, spec, how, out var draft);
            if (refusal != RejectCode.None)
            {
                return refusal;
            }

            if (isFamily && drafts.Count == 0)
            {
                refusal = ExamineParent(context, ref draft);
                reference = ReferenceOf(draft);
            }

            drafts.Add(draft);
            if (refusal != RejectCode.None)
            {
                return refusal;
            }
        }

        return HasClientIdTwice(drafts)
            ? RejectCode.ClientIdInUse
            : ConditionalAdmission.ExamineRoom(context, drafts, ending: 0);
    }

    private static RejectCode ExamineParent(in ActionContext context, ref ConditionalDraft draft)
    {
        if (draft.Kind != TriggerKind.None)
        {
            return RejectCode.None;
        }

        var order = draft.Order;
        var refusal = OrderAdmission.Examine(context.Entry, context.Account, ref order, replaced: null);
        draft = draft with { Order = order };
        return refusal;
    }

    // Where the parent will be filled, or better: children that are met there already make no sense.
    private static Ticks ReferenceOf(in ConditionalDraft parent)
    {
        var mark = parent.Order.Market.Mark;
        return parent.Kind switch
        {
            TriggerKind.TrailingStop => mark,
            TriggerKind.None => parent.Order.IsBuy == (parent.Order.Price < mark) ? parent.Order.Price : mark,
            _ => parent.Trigger,
        };
    }

    private static bool HasClientIdTwice(List<ConditionalDraft> drafts)
    {
        for (var i = 0; i < drafts.Count; i++)
        {
            var id = drafts[i].Order.ClientId;
            if (!id.IsNone && drafts.FindIndex(i + 1, draft => draft.Order.ClientId == id) > 0)
            {
                return true;
            }
        }

        return false;
    }

    // The children wait before the parent goes to the book: whatever becomes of it there becomes of them by
    // the same rules as later.
    private static void PlaceFamily(
        in ActionContext context, OrderGrouping grouping, List<ConditionalDraft> drafts)
    {
        var (state, entry, account) = (context.State, context.Entry, context.Account);
        var kind = grouping == OrderGrouping.Oto ? GroupKind.OneTriggersOther : GroupKind.Bracket;
        var group = state.Waiting.AddGroup(Draw(state).Value, kind, account.Index);
        var parent = Draw(state);
        group.SetParent(parent);
        var ids = new List<OrderId>(drafts.Count) { parent };
        for (var i = 1; i < drafts.Count; i++)
        {
            ids.Add(Draw(state));
            group.Add(ids[i]);
            Waiting.Place(entry, account, ids[i], In(group, drafts[i]), parent);
        }

        var code = RejectCode.IocNoMatch;
        var first = In(group, drafts[0]);
        entry.Released = [];
        if (first.Kind != TriggerKind.None)
        {
            PlaceWaiting(context, 0, first, parent, default);
        }
        else
        {
            var result = OrderExecution.MustRun(entry, account, first.Order, parent, isNew: true);
            PlaceOrdersCommand.Report(context, 0, first.Order, result);
            code = PlaceOrdersCommand.CodeOf(result.Status);
        }

        for (var i = 1; i < drafts.Count; i++)
        {
            ReportChild(context, i, drafts[i], ids[i], code);
        }

        entry.Released = null;
    }

    private static void ReportChild(
        in ActionContext context, int index, in ConditionalDraft draft, OrderId id, RejectCode ofParent)
    {
        foreach (var (refusal, result) in context.Entry.Released!)
        {
            if (result.Order == id && refusal == RejectCode.None)
            {
                PlaceOrdersCommand.Report(context, index, draft.Order, result);
                return;
            }

            if (result.Order == id)
            {
                Report(context, index, draft, id, OutcomeKind.Error, refusal);
                return;
            }
        }

        var child = context.Account.Waiting?.Find(id);
        var kind = child is null ? OutcomeKind.Error
            : child.IsArmed ? OutcomeKind.WaitingForTrigger
            : OutcomeKind.WaitingForFill;
        Report(context, index, draft, id, kind, child is null ? ofParent : RejectCode.None);
    }

    // Those that only wait come first: when an order that goes to the book trades at once, all of them are
    // there to be cancelled.
    private static void PlaceExclusive(
        in ActionContext context, IReadOnlyList<OrderSpec> specs, List<ConditionalDraft> drafts)
    {
        if (drafts.Count == 1)
        {
            PlaceWaiting(context, 0, drafts[0], Draw(context.State), default);
            return;
        }

        var state = context.State;
        var group = state.Waiting.AddGroup(
            Draw(state).Value, GroupKind.OneCancelsOther, context.Account.Index);
        group.IsBuilding = true;
        var ids = new OrderId[drafts.Count];
        for (var i = 0; i < drafts.Count; i++)
        {
            if (drafts[i].Kind != TriggerKind.None)
            {
                group.Add(ids[i] = Draw(state));
                Waiting.Place(context.Entry, context.Account, ids[i], In(group, drafts[i]), default);
            }
        }

        // All of them before the first answer: one that trades changes what has become of the others.
        var legs = new Leg[drafts.Count];
        for (var i = 0; i < drafts.Count; i++)
        {
            if (drafts[i].Kind == TriggerKind.None)
            {
                legs[i] = PlaceLeg(context, In(group, drafts[i]).Order, group);
            }
        }

        for (var i = 0; i < drafts.Count; i++)
        {
            if (drafts[i].Kind == TriggerKind.None)
            {
                ReportLeg(context, i, specs[i], legs[i]);
                continue;
            }

            var kind = group.Has(ids[i]) ? OutcomeKind.WaitingForTrigger : OutcomeKind.Error;
            var code = group.Has(ids[i]) ? RejectCode.None : RejectCode.SiblingFilled;
            Report(context, i, drafts[i], ids[i], kind, code);
        }

        group.IsBuilding = false;
        Groups.DropWhenOver(state, group);
    }

    private static Leg PlaceLeg(in ActionContext context, OrderDraft draft, OrderGroup group)
    {
        var refusal = group.IsDecided
            ? RejectCode.SiblingFilled
            : OrderAdmission.Examine(context.Entry, context.Account, ref draft, replaced: null);
        if (refusal != RejectCode.None)
        {
            return new Leg(draft, refusal, default);
        }

        var id = Draw(context.State);
        group.Add(id);
        return new Leg(
            draft, refusal,
            OrderExecution.MustRun(context.Entry, context.Account, draft, id, isNew: true));
    }

    private static void ReportLeg(in ActionContext context, int index, OrderSpec spec, in Leg leg)
    {
        var isAtRest = leg.Result.Status == OrderStatus.Open;
        if (leg.Refusal != RejectCode.None)
        {
            PlaceOrdersCommand.Refuse(context, index, spec, leg.Refusal);
        }
        else if (isAtRest && context.Account.Orders.Find(leg.Result.Order) is null)
        {
            // It went to rest, and another one that traded after it has cancelled it.
            Report(
                context, index, new ConditionalDraft { Order = leg.Draft }, leg.Result.Order,
                OutcomeKind.Error, RejectCode.SiblingFilled);
        }
        else
        {
            PlaceOrdersCommand.Report(context, index, leg.Draft, leg.Result);
        }
    }

    private static ConditionalDraft In(OrderGroup group, in ConditionalDraft draft) =>
        draft with { Order = draft.Order with { Group = group.Id } };

    private static void Report(
        in ActionContext context, int index, in ConditionalDraft draft, OrderId id, OutcomeKind kind,
        RejectCode code) => context.Emit(new ItemOutcome(
            index, kind, code, id, draft.Order.ClientId, draft.Order.Market.Id, Lots.Zero, MicroUsd.Zero));

    /// <summary>What became of one that goes to the book at once.</summary>
    private readonly record struct Leg(OrderDraft Draft, RejectCode Refusal, OrderResult Result);
}
