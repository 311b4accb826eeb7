using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Engine.Matching;

/// <summary>What became of an order at once.</summary>
/// <param name="Filled">Lots traded.</param>
/// <param name="Quote">Their price x size.</param>
/// <param name="Status">Open when the rest of it has gone to rest.</param>
internal readonly record struct OrderResult(OrderId Order, Lots Filled, MicroUsd Quote, OrderStatus Status);

/// <summary>
/// Carries out an order that was admitted: slot, matching, and rest or end of what is left.
/// </summary>
internal static class OrderExecution
{
    /// <summary>A new order under the next id.</summary>
    public static OrderResult MustRun(EntryContext context, Account account, in OrderDraft draft)
    {
        Check.That(context.State.TryDrawPlace(out var id));
        return MustRun(context, account, draft, new OrderId(id), isNew: true);
    }

    /// <summary>An order under an id of its own.</summary>
    /// <param name="isNew">
    /// Whether the id was drawn just now: else it takes a new place when it goes to rest.
    /// </param>
    public static OrderResult MustRun(
        EntryContext context, Account account, in OrderDraft draft, OrderId id, bool isNew)
    {
        var state = context.State;
        var market = draft.Market;
        var order = state.Orders.Rent();
        draft.CopyTo(order, id, account.Index, state.Time);
        context.Emit(new OrderPlaced(
            order.Id, order.ClientId, market.Id, account.Owner, order.Signer, order.Side, order.Price,
            order.Size, order.Display, order.Tif, order.ReduceOnly, order.Time));

        var slot = account.FindSlot(market.Id);
        if (slot is null)
        {
            slot = account.FreeSlot()!;
            slot.MustTake(market.Parameters, market.FundingIndex);
        }

        var matched = Matcher.Run(context, order, account, slot);
        if (!order.Filled.IsZero)
        {
            context.Aftermath.PositionChanged(account, slot);
        }

        var result = Finish(context, account, slot, order, matched, draft.MayRest, isNew);
        context.Aftermath.Run(context);
        return result;
    }

    private static OrderResult Finish(
        EntryContext context, Account account, Slot slot, Order order, in MatchResult matched, bool mayRest,
        bool isNew)
    {
        var state = context.State;
        if (!order.Remaining.IsZero && matched.Stopped == OrderStatus.Open && mayRest
            && TryTakePlace(state, order, isNew))
        {
            if (!order.Filled.IsZero)
            {
                context.Aftermath.Traded(order);
            }

            Resting.Add(context, order, account, slot);
            context.Emit(new OrderRested(
                order.Id, order.Market, account.Owner, order.Side, order.Price, order.Remaining,
                order.Displayed));
            return new OrderResult(order.Id, order.Filled, matched.Quote, OrderStatus.Open);
        }

        // Fill-or-kill was admitted because all of it fills: the preview and the match are one rule.
        Check.That(order.Tif != Protocol.Commands.TimeInForce.Fok || order.Remaining.IsZero);
        var status = EndOf(order, matched, mayRest);
        context.Emit(new OrderClosed(
            order.Id, order.Market, account.Owner, order.Side, order.Price, order.Remaining, Lots.Zero,
            status, HadRested: false));
        context.Aftermath.Ended(order, status);
        slot.ReleaseWhenIdle(state.MarketOf(order.Market).Parameters);
        var result = new OrderResult(order.Id, order.Filled, matched.Quote, status);
        state.Orders.Return(order);
        return result;
    }

    private static bool TryTakePlace(VenueState state, Order order, bool isNew)
    {
        if (isNew)
        {
            return true;
        }

        var isDrawn = state.TryDrawPlace(out var place);
        order.Place = place;
        return isDrawn;
    }

    // The last encounter decides, as it does for a maker: an order that shrank and then traded is filled.
    private static OrderStatus EndOf(Order order, in MatchResult matched, bool mayRest) =>
        order.Remaining.IsZero ? matched.LastEncounter
            : matched.Stopped != OrderStatus.Open ? matched.Stopped
            : mayRest ? OrderStatus.Canceled : OrderStatus.IocCanceled;
}
