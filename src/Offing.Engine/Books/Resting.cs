using Offing.Engine.Accounts;
using Offing.Engine.Matching;
using Offing.Engine.Triggers;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Engine.Books;

/// <summary>
/// The only hands on orders at rest: book, the owner's open orders, the slot's reserves and the record of
/// changes move together here or not at all. While a book is being matched it changes itself; then only what
/// does not touch it may be called: Fill, Refill and Left.
/// </summary>
internal static class Resting
{
    /// <summary>What is left of an order joins the book. Its owner has a slot in the market.</summary>
    public static void Add(EntryContext context, Order order, Account owner, Slot slot)
    {
        var state = context.State;
        order.Displayed = order.NextDisplay;
        state.MarketOf(order.Market).Orders.Insert(order);
        state.Orders.AddId(order);
        owner.Orders.Add(order);
        slot.OpenOrders++;
        if (order.ReduceOnly)
        {
            slot.PositionWatchers++;
        }

        Reserve(slot, order, order.Remaining);
        state.Changes.Order(order);
        if (order.Expiry.Milliseconds != 0)
        {
            Hooks.ExpiryBegins(context, order);
        }
    }

    /// <summary>
    /// An order that was at rest, behind those that trade before it. Reserves and timers have leaves of their
    /// own.
    /// </summary>
    public static void Restore(VenueState state, Order order, Account owner, Slot slot)
    {
        state.MarketOf(order.Market).Orders.Insert(order);
        state.Orders.AddId(order);
        owner.Orders.Add(order);
        slot.OpenOrders++;
        slot.PositionWatchers += order.ReduceOnly ? 1 : 0;
        state.Changes.Order(order);
    }

    /// <summary>
    /// Part of what an order shows was filled or netted: the book knows. All of it may be gone; then comes
    /// Refill or Left.
    /// </summary>
    public static void Fill(VenueState state, Order order, Slot slot, Lots size)
    {
        order.Remaining -= size;
        order.Displayed -= size;
        Reserve(slot, order, -size);
        state.Changes.Order(order);
    }

    /// <summary>An iceberg shows its next part at the back of its level: the book knows.</summary>
    public static void Refill(EntryContext context, Order order, Account owner, ulong place)
    {
        order.Place = place;
        order.Displayed = order.NextDisplay;
        context.State.Changes.Order(order);
        context.Emit(new OrderRefilled(
            order.Id, order.Market, owner.Owner, order.Side, order.Price, order.Displayed));
    }

    /// <summary>An order became smaller without a trade, by less than all of it; its place is kept.</summary>
    public static void Shrink(EntryContext context, Account owner, Order order, Lots by)
    {
        Check.That(by > Lots.Zero && by < order.Remaining);
        order.Remaining -= by;
        var displayed = order.Displayed - Lots.Min(order.Displayed, order.Remaining);
        if (!displayed.IsZero)
        {
            context.State.MarketOf(order.Market).Orders.Reduce(order, displayed);
            order.Displayed -= displayed;
        }

        Reserve(SlotOf(owner, order), order, -by);
        context.State.Changes.Order(order);
        context.Emit(new OrderReduced(
            order.Id, order.Market, owner.Owner, order.Side, order.Price, by, displayed,
            OrderStatus.ReduceOnlyCanceled));
    }

    /// <summary>
    /// Takes an order off for another reason than a fill.
    /// </summary>
    /// <param name="keepSlot">Its owner needs the slot for what comes next, even when it is idle now.</param>
    public static void Close(EntryContext context, Order order, OrderStatus status, bool keepSlot = false)
    {
        context.State.MarketOf(order.Market).Orders.Remove(order);
        Left(context, order, status, keepSlot);
    }

    /// <summary>An order is over, and its book knows. The object is free for another order.</summary>
    public static void Left(EntryContext context, Order order, OrderStatus status, bool keepSlot)
    {
        var state = context.State;
        var owner = state.AccountAt(order.Owner);
        var slot = SlotOf(owner, order);
        order.BookId = 0;
        state.Orders.RemoveId(order);
        owner.Orders.Remove(order);
        slot.OpenOrders--;
        if (order.ReduceOnly)
        {
            slot.PositionWatchers--;
        }

        Reserve(slot, order, -order.Remaining);
        state.Changes.Order(order);
        context.Emit(new OrderClosed(
            order.Id, order.Market, owner.Owner, order.Side, order.Price, order.Remaining, order.Displayed,
            status, HadRested: true));
        if (order.Expiry.Milliseconds != 0)
        {
            Hooks.ExpiryEnds(context, order);
        }

        context.Aftermath.Ended(order, status);
        if (!keepSlot)
        {
            slot.ReleaseWhenIdle(state.MarketOf(order.Market).Parameters);
        }

        state.Orders.Return(order);
    }

    // A reduce-only order can never add to a position: it needs no margin.
    private static void Reserve(Slot slot, Order order, Lots size)
    {
        if (!order.ReduceOnly && !size.IsZero)
        {
            slot.AddReserve(order.Side, order.Price, size, order.BuilderFee);
        }
    }

    private static Slot SlotOf(Account owner, Order order)
    {
        var slot = owner.FindSlot(order.Market);
        Check.That(slot is not null);
        return slot;
    }
}
