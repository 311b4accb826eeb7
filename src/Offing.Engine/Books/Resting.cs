using Offing.Engine.Accounts;
using Offing.Engine.Markets;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Engine.Books;

/// <summary>
/// The only hands on orders at rest: book, the owner's open orders, the slot's reserves and the record of
/// changes move together here or not at all.
/// </summary>
internal static class Resting
{
    /// <summary>What is left of an order joins the book. Its owner has a slot in the market.</summary>
    public static void Add(VenueState state, Order order)
    {
        var owner = state.Accounts[order.Owner];
        state.MarketOf(order.Market).Orders.Insert(order);
        owner.Orders.Add(order);
        SlotOf(owner, order).AddReserve(order.Side, order.Price, order.Remaining);
        Touch(state, order);
    }

    /// <summary>Part of an order was filled; when nothing is left it leaves the book.</summary>
    public static void Fill(VenueState state, Order order, Lots size)
    {
        if (size == order.Remaining)
        {
            Remove(state, order);
            order.Remaining = Lots.Zero;
            return;
        }

        state.MarketOf(order.Market).Orders.Reduce(order, size);
        SlotOf(state.Accounts[order.Owner], order).AddReserve(order.Side, order.Price, -size);
        Touch(state, order);
    }

    /// <summary>Takes an order off for another reason than a fill. Its slot stays taken.</summary>
    public static void Close(EntryContext context, Order order, OrderStatus status)
    {
        var state = context.State;
        var owner = state.Accounts[order.Owner];
        Remove(state, order);
        context.Emit(new OrderClosed(
            order.Id, order.Market, owner.Owner, order.Side, order.Price, order.Remaining,
            order.Displayed, status, HadRested: true));
    }

    /// <summary>
    /// Gives the slot of an order that is over back when nothing else holds it. Not while an order of the
    /// same owner is being matched: that one needs it.
    /// </summary>
    public static void Release(VenueState state, Order order) =>
        SlotOf(state.Accounts[order.Owner], order).ReleaseWhenIdle(state.MarketOf(order.Market).Parameters);

    private static void Remove(VenueState state, Order order)
    {
        var owner = state.Accounts[order.Owner];
        state.MarketOf(order.Market).Orders.Remove(order);
        owner.Orders.Remove(order);
        SlotOf(owner, order).AddReserve(order.Side, order.Price, -order.Remaining);
        Touch(state, order);
    }

    private static Slot SlotOf(Account owner, Order order)
    {
        var slot = owner.FindSlot(order.Market);
        Check.That(slot is not null);
        return slot;
    }

    private static void Touch(VenueState state, Order order) =>
        state.Changes.Order(new OrderTouch(order.Market, order.Side, order.Id, order.Price));
}
