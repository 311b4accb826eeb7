using Offing.Engine.Accounts;
using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Engine.Matching;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;

namespace Offing.Engine.Triggers;

/// <summary>How an order is to wait.</summary>
/// <param name="Replaced">An order of the account that ends just before; zero: none.</param>
/// <param name="Reference">
/// Where the parent will probably be filled, for a child; zero: it is armed at once, at the mark.
/// </param>
/// <param name="IsPositionTied">Whether it is for the position, of which size zero is all.</param>
internal readonly record struct Placing(OrderId Replaced, Ticks Reference, bool IsPositionTied);

/// <summary>The ladder of checks before an order waits. Nothing is written here.</summary>
internal static class ConditionalAdmission
{
    /// <summary>The first reason to refuse the order, or None and the order on its grid.</summary>
    /// <remarks>An order without a trigger is examined when it goes to the book, not here.</remarks>
    public static RejectCode Examine(
        in ActionContext context, OrderSpec spec, in Placing how, out ConditionalDraft draft)
    {
        draft = default;
        var isWholePosition = how.IsPositionTied && spec.Size.IsZero;
        var sized = isWholePosition ? spec with { Size = OneLot(context, spec) } : spec;
        var refusal = OrderAdmission.Place(context, sized, how.Replaced, out var order);
        if (refusal != RejectCode.None)
        {
            return refusal;
        }

        draft = new ConditionalDraft(order, TriggerKind.None, false, default, default, how.IsPositionTied);
        if (spec.Trigger is not { } trigger)
        {
            return RejectCode.None;
        }

        var isBare = trigger.IsMarket && order.Tif == TimeInForce.Alo;
        if (order.Tif == TimeInForce.Fok || !order.Display.IsZero || isBare)
        {
            return RejectCode.TriggerNotLimit;
        }

        if (order.Market.Mark.Value == 0 || (!order.Market.HasQuorum && !order.ReduceOnly))
        {
            return RejectCode.NoMark;
        }

        var gate = context.Account.GateIn(order.Market);
        if (gate != RejectCode.None
            && (!order.ReduceOnly || order.Market.Status == MarketStatus.Settled))
        {
            return gate;
        }

        refusal = PlaceTrigger(order, trigger, how.Reference, ref draft);
        if (refusal != RejectCode.None)
        {
            return refusal;
        }

        if (!order.ReduceOnly && order.Notional.Value < Limits.OrderMinValue_MicroUsd)
        {
            return RejectCode.BelowMinimumValue;
        }

        if (isWholePosition)
        {
            draft = draft with { Order = order with { Size = Lots.Zero } };
        }

        refusal = order.LimitedKey is { } key
            ? KeyLimits.ExamineWaiting(
                context.Entry, key, order.Market, order.Price, order.Size, order.ReduceOnly)
            : RejectCode.None;
        return refusal == RejectCode.None ? ExamineAccount(context, draft) : refusal;
    }

    /// <summary>
    /// Whether the account has room for these orders, all at once: each an open one, each new market a slot.
    /// </summary>
    /// <param name="ending">Open orders of the account that end just before.</param>
    /// <param name="replaced">One of them, if it waits; null: none does.</param>
    public static RejectCode ExamineRoom(
        in ActionContext context, IReadOnlyList<ConditionalDraft> drafts, int ending,
        Conditional? replaced = null)
    {
        var account = context.Account;
        var trailing = drafts.Count(draft => draft.Kind == TriggerKind.TrailingStop);
        var freed = replaced is { IsTrailing: true } ? 1 : 0;
        // One number more than orders: that of their group.
        if (account.OpenCount - ending + drafts.Count > Limits.OpenOrdersPerAccount
            || context.State.NextOrderId + (ulong)drafts.Count > OrderAdmission.OrderIdMax
            || (account.Waiting?.TrailingStops ?? 0) - freed + trailing > Limits.TrailingStopsPerAccount
            || drafts.Any(draft => !HasRoomToTrail(draft, drafts, freed)))
        {
            return RejectCode.TooManyOpenOrders;
        }

        var markets = drafts.Select(draft => draft.Order.Market.Id).Distinct();
        return markets.Count(market => account.FindSlot(market) is null) > account.FreeSlots
            ? RejectCode.NoSlotFree
            : RejectCode.None;
    }

    private static bool HasRoomToTrail(
        in ConditionalDraft draft, IReadOnlyList<ConditionalDraft> drafts, int freed)
    {
        var market = draft.Order.Market;
        var more = 0;
        foreach (var other in drafts)
        {
            more += other.Kind == TriggerKind.TrailingStop && other.Order.Market == market ? 1 : 0;
        }

        return draft.Kind != TriggerKind.TrailingStop
            || market.Triggers.TrailingPlaced - freed + more <= Limits.TrailingStopsPerMarket;
    }

    private static RejectCode PlaceTrigger(
        in OrderDraft order, TriggerSpec written, Ticks reference, ref ConditionalDraft draft)
    {
        var market = order.Market;
        if (written.Kind == TriggerKind.TrailingStop)
        {
            if (!written.Price.TryScale(market.Parameters.PriceDecimals, out var offset)
                || offset == 0 || offset > market.Mark.Value / 2)
            {
                return RejectCode.BadTrailingOffset;
            }

            draft = draft with
            {
                Kind = written.Kind,
                IsMarket = written.IsMarket,
                Offset = new Ticks((uint)offset),
            };
            // Only where the mark has been farther than it is now, and triggers of there are not fired yet.
            var first = TrailingStops.Trigger(order.Side, market.Mark, draft.Offset);
            return reference.Value == 0
                && market.Triggers.IsMet(TriggerIndex.IsRising(order.Side, written.Kind), first, market.Mark)
                ? RejectCode.BadTriggerPrice
                : RejectCode.None;
        }

        var refusal = OrderGrid.PlacePrice(written.Price, market.Parameters.PriceDecimals, out var trigger);
        var isRising = TriggerIndex.IsRising(order.Side, written.Kind);
        var isMet = reference.Value == 0
            ? market.Triggers.IsMet(isRising, trigger, market.Mark)
            : TriggerIndex.IsMet(isRising, trigger, reference);
        if (written.Kind == TriggerKind.None || refusal != RejectCode.None || isMet)
        {
            return RejectCode.BadTriggerPrice;
        }

        draft = draft with { Kind = written.Kind, IsMarket = written.IsMarket, Trigger = trigger };
        return RejectCode.None;
    }

    private static RejectCode ExamineAccount(in ActionContext context, in ConditionalDraft draft)
    {
        var account = context.Account;
        var slot = account.FindSlot(draft.Order.Market.Id);
        if (draft.IsPositionTied)
        {
            var position = slot?.Size ?? Lots.Zero;
            if (OrderAdmission.Reducible(draft.Order.Side, position).IsZero)
            {
                return RejectCode.ReduceOnlyWouldIncrease;
            }
        }

        return Bucket.IsInDebt(context.State, account, slot, draft.Order.ReduceOnly)
            ? RejectCode.InsufficientMargin
            : RejectCode.None;
    }

    private static WireDecimal OneLot(in ActionContext context, OrderSpec spec) => WireDecimal.FromUnits(
        1, context.State.FindMarket(spec.Market)?.Parameters.SzDecimals ?? 0);
}
