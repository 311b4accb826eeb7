using Offing.Engine.Books;
using Offing.Engine.Matching;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Engine.Triggers;

/// <summary>What becomes of a group when one of its orders trades, triggers or ends.</summary>
internal static class Groups
{
    /// <summary>An order of a group that was in the book traded, or is over.</summary>
    public static void Happened(EntryContext context, in OrderFate fate)
    {
        if (context.State.Waiting.FindGroup(fate.Group) is not { } group)
        {
            return;
        }

        if (fate.Order == group.Parent)
        {
            if (fate.Status != OrderStatus.Open)
            {
                ParentOver(context, group, fate.Status, fate.Filled);
            }
        }
        else if (group.Has(fate.Order))
        {
            if (!fate.Filled.IsZero && group.IsExclusive)
            {
                CancelOthers(context, group, fate.Order);
            }

            if (fate.Status != OrderStatus.Open)
            {
                group.Remove(fate.Order);
            }

            DropWhenOver(context.State, group);
        }
    }

    /// <summary>A conditional order is about to go to the book.</summary>
    public static void Triggered(EntryContext context, Conditional order)
    {
        if (Of(context.State, order) is { IsExclusive: true } group)
        {
            CancelOthers(context, group, order.Id);
        }
    }

    /// <summary>A conditional order is over and was never in the book.</summary>
    public static void Left(EntryContext context, Conditional order, OrderStatus status)
    {
        if (Of(context.State, order) is not { } group)
        {
            return;
        }

        if (order.Id == group.Parent)
        {
            ParentOver(context, group, status, Lots.Zero);
        }
        else
        {
            group.Remove(order.Id);
            DropWhenOver(context.State, group);
        }
    }

    /// <summary>A group without orders is gone.</summary>
    public static void DropWhenOver(VenueState state, OrderGroup group)
    {
        if (group.Members.Count == 0 && group.Parent.Value == 0 && !group.IsBuilding
            && state.Waiting.FindGroup(group.Id) == group)
        {
            state.Waiting.Remove(group);
        }
    }

    private static OrderGroup? Of(VenueState state, Conditional order) =>
        order.Group == 0 ? null : state.Waiting.FindGroup(order.Group);

    // Filled whole: the children are what was asked for. Ended by its owner, or with nothing filled: nobody
    // wants them. Ended by the venue with a part filled: that part is a position that the owner meant to
    // have children, of no more than its size.
    private static void ParentOver(EntryContext context, OrderGroup group, OrderStatus status, Lots filled)
    {
        group.SetParent(default);
        var isWhole = status == OrderStatus.Filled;
        var isKept = isWhole || (!filled.IsZero && status is not (
            OrderStatus.Canceled or OrderStatus.ScheduledCancel or OrderStatus.Expired));
        foreach (var id in group.Members.ToArray())
        {
            if (context.State.Waiting.FindConditional(id) is not { } child)
            {
                continue;
            }

            if (!isKept)
            {
                Waiting.Close(context, child, OrderStatus.ParentCanceled);
                continue;
            }

            var size = isWhole ? child.Size : Lots.Min(child.Size, filled);
            if (child.Kind == Protocol.Commands.TriggerKind.None)
            {
                Firing.Release(context, child, size);
            }
            else
            {
                Waiting.Arm(context, child, size);
            }
        }

        DropWhenOver(context.State, group);
    }

    private static void CancelOthers(EntryContext context, OrderGroup group, OrderId kept)
    {
        group.IsDecided = true;
        foreach (var id in group.Members.ToArray())
        {
            if (id == kept)
            {
                continue;
            }

            // One at rest tells of its end later, like all that leave a book.
            if (context.State.Waiting.FindConditional(id) is { } waiting)
            {
                Waiting.Close(context, waiting, OrderStatus.SiblingFilledCanceled);
            }
            else if (context.State.Orders.Find(id) is { } order)
            {
                Resting.Close(context, order, OrderStatus.SiblingFilledCanceled);
            }
        }
    }
}
