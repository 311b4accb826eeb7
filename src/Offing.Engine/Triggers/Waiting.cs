using Offing.Engine.Accounts;
using Offing.Engine.Timers;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Engine.Triggers;

/// <summary>
/// The only hands on conditional orders: the venue's list, the owner's, the slot, the market's board and the
/// timers move together here or not at all.
/// </summary>
internal static class Waiting
{
    /// <summary>An order begins to wait, for the mark unless it has a parent.</summary>
    public static void Place(
        EntryContext context, Account owner, OrderId id, in ConditionalDraft draft, OrderId parent)
    {
        var state = context.State;
        var market = draft.Order.Market;
        var slot = owner.FindSlot(market.Id);
        if (slot is null)
        {
            slot = owner.FreeSlot()!;
            slot.MustTake(market.Parameters, market.FundingIndex);
        }

        var order = new Conditional(id, owner.Index, draft, state.Time, state.Changes);
        state.Waiting.Add(order);
        (owner.Waiting ??= new AccountWaiting()).Add(order);
        slot.OpenOrders++;
        market.Triggers.TrailingPlaced += order.IsTrailing ? 1 : 0;
        slot.PositionWatchers += order.IsPositionTied ? 1 : 0;
        if (order.Expiry.Milliseconds != 0)
        {
            state.Waiting.Timers.Add(ExpiryOf(order));
        }

        if (parent.Value == 0)
        {
            order.Arm(order.Size);
            Watch(context, order);
        }

        context.Emit(new ConditionalPlaced(
            order.Id, order.ClientId, order.Market, owner.Owner, order.Signer, order.Side, order.Price,
            order.Size, order.Tif, order.ReduceOnly, order.Kind, order.IsMarket, order.TriggerPrice,
            order.Offset, order.Group, parent, order.IsPositionTied, order.IsArmed, order.Time));
    }

    /// <summary>An order that waited. Its timer has a leaf of its own.</summary>
    public static void Restore(VenueState state, Conditional order, Account owner, Slot slot)
    {
        var board = state.MarketOf(order.Market).Triggers;
        state.Waiting.Add(order);
        (owner.Waiting ??= new AccountWaiting()).Add(order);
        slot.OpenOrders++;
        slot.PositionWatchers += order.IsPositionTied ? 1 : 0;
        board.TrailingPlaced += order.IsTrailing ? 1 : 0;
        if (order.IsArmed)
        {
            board.Add(order);
        }
    }

    /// <summary>Its parent is filled: it waits for the mark from now on.</summary>
    public static void Arm(EntryContext context, Conditional order, Lots size)
    {
        order.Arm(size);
        Watch(context, order);
        context.Emit(new ConditionalArmed(order.Id, context.State.AccountAt(order.Owner).Owner, size));
        if (order.IsTrailing)
        {
            EmitMoved(context, order);
        }
    }

    /// <summary>A trailing stop that is armed follows the mark, which is a better one for it.</summary>
    public static void Follow(EntryContext context, Conditional order, Ticks mark)
    {
        var board = context.State.MarketOf(order.Market).Triggers;
        var before = order.TriggerPrice;
        board.Remove(order);
        order.Follow(mark);
        board.Add(order);
        if (order.TriggerPrice != before)
        {
            EmitMoved(context, order);
        }
    }

    /// <summary>Takes it out for another reason than its trigger. Its group is told.</summary>
    public static void Close(EntryContext context, Conditional order, OrderStatus status)
    {
        Remove(context.State, order);
        Closed(context, order, status);
        Groups.Left(context, order, status);
        Release(context.State, order);
    }

    /// <summary>Takes it out; its slot stays taken until <see cref="Release"/>.</summary>
    public static void Remove(VenueState state, Conditional order)
    {
        var owner = state.AccountAt(order.Owner);
        var slot = owner.FindSlot(order.Market)!;
        var board = state.MarketOf(order.Market).Triggers;
        state.Waiting.Remove(order);
        owner.Waiting!.Remove(order);
        slot.OpenOrders--;
        board.TrailingPlaced -= order.IsTrailing ? 1 : 0;
        slot.PositionWatchers -= order.IsPositionTied ? 1 : 0;
        if (order.IsArmed)
        {
            board.Remove(order);
            if (board.IsBehind)
            {
                // It may have been the last that was met; without a quorum nobody else would look.
                state.Waiting.Wake(state.MarketOf(order.Market));
            }
        }

        if (order.Expiry.Milliseconds != 0)
        {
            // Its own expiry timer was taken off the queue when it is what ends it.
            state.Waiting.Timers.RemoveIfThere(ExpiryOf(order));
        }
    }

    public static void Closed(EntryContext context, Conditional order, OrderStatus status) =>
        context.Emit(new OrderClosed(
            order.Id, order.Market, context.State.AccountAt(order.Owner).Owner, order.Side, order.Price,
            order.Size, Lots.Zero, status, HadRested: false));

    /// <summary>Gives its slot back when nothing else holds it.</summary>
    public static void Release(VenueState state, Conditional order) => state.AccountAt(order.Owner)
        .FindSlot(order.Market)?.ReleaseWhenIdle(state.MarketOf(order.Market).Parameters);

    private static void Watch(EntryContext context, Conditional order)
    {
        var market = context.State.MarketOf(order.Market);
        if (order.IsTrailing)
        {
            order.Follow(market.Mark);
        }

        market.Triggers.Add(order);
        if (market.Triggers.IsMet(order.IsRising, order.TriggerPrice, market.Mark))
        {
            context.State.Waiting.Wake(market);
        }
    }

    private static DueTimer ExpiryOf(Conditional order) =>
        new(order.Expiry, order.Id.Value, TimerKind.ConditionalExpiry);

    private static void EmitMoved(EntryContext context, Conditional order) => context.Emit(
        new TriggerMoved(order.Id, context.State.AccountAt(order.Owner).Owner, order.TriggerPrice));
}
