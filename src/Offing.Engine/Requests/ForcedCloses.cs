using Offing.Engine.Accounts;
using Offing.Engine.Liquidation;
using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Engine.Matching;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Batches;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Engine.Requests;

/// <summary>
/// Closes that owners demand: at the book at once and with each batch, and from the deadline on against the
/// most leveraged positions of the other side, so that nobody has to find a counterparty.
/// </summary>
internal static class ForcedCloses
{
    /// <summary>A request in its place; the code by which it is refused, or None.</summary>
    public static RejectCode Begin(EntryContext context, QueueRequest request, Account account)
    {
        var state = context.State;
        if (RequestPayload.Close(request.Payload) is not { } asked)
        {
            return RejectCode.RequestMalformed;
        }

        if (state.FindMarket(asked.Market) is not { } market)
        {
            return RejectCode.UnknownMarket;
        }

        if (market.IsSettled)
        {
            return RejectCode.MarketSettled;
        }

        if (account.FindSlot(market.Id) is not { Size.IsZero: false } slot)
        {
            return RejectCode.RequestNoPosition;
        }

        var close = Add(context, request, account, slot, asked.Size);
        ToBook(context, close);
        if (state.Waiting.FindClose(close.Id) == close)
        {
            context.Emit(new CloseWaits(
                close.Request, account.Owner, market.Id, close.Left, close.Deadline.Milliseconds));
        }

        return RejectCode.None;
    }

    /// <summary>Its deadline has come; its timer is off the queue.</summary>
    public static void Due(EntryContext context, ulong id)
    {
        var close = context.State.Waiting.FindClose(id)!;
        close.IsDue = true;
        Try(context, close);
    }

    /// <summary>
    /// A batch ends: what waits is tried again, so many of them, and the rest with the next batches.
    /// </summary>
    public static void Retry(EntryContext context)
    {
        var state = context.State;
        if (state.Waiting.CloseCount == 0)
        {
            return;
        }

        var turns = state.Waiting.ClosesFrom(state.CloseCursor, Limits.ClosesPerBatch + 1);
        state.CloseCursor = turns.Count > Limits.ClosesPerBatch ? turns[^1].Id : 0;
        for (var i = 0; i < turns.Count && i < Limits.ClosesPerBatch; i++)
        {
            // What one of them meets may be what another waits for: then that one is over.
            if (state.Waiting.FindClose(turns[i].Id) == turns[i])
            {
                Try(context, turns[i]);
            }
        }
    }

    /// <summary>The position has changed: what is left of it may be nothing.</summary>
    public static void PositionChanged(EntryContext context, Account account, Slot slot)
    {
        if (context.State.Waiting.FindClose(account, slot.Market) is { } close
            && OrderAdmission.Reducible(close.Side, slot.Size).IsZero)
        {
            End(context, close, CloseEnd.Closed);
        }
    }

    /// <summary>The market settles the position.</summary>
    public static void MarketEnds(EntryContext context, Account account, MarketState market)
    {
        if (context.State.Waiting.FindClose(account, market.Id) is { } close)
        {
            End(context, close, CloseEnd.Settled);
        }
    }

    /// <summary>The chain lost the demand: what of it still waits ends.</summary>
    public static void TakeBack(EntryContext context, QueueRequest request)
    {
        if (RequestPayload.Close(request.Payload) is { } asked
            && context.State.FindAccount(request.Account) is { } account
            && context.State.Waiting.FindClose(account, asked.Market) is { } close
            && close.Request == request.Index)
        {
            End(context, close, CloseEnd.TakenBack);
        }
    }

    /// <summary>It begins to wait, and holds the slot. Its timer has a leaf of its own.</summary>
    public static void Put(VenueState state, ForcedClose close, Slot slot)
    {
        slot.OpenOrders++;
        slot.PositionWatchers++;
        state.Waiting.Add(close);
    }

    // In the place of one that waits, and no later than that: a newer wish never delays an older one.
    private static ForcedClose Add(
        EntryContext context, QueueRequest request, Account account, Slot slot, ulong asked)
    {
        var state = context.State;
        var size = Lots.Max(slot.Size, -slot.Size);
        var deadline = DeadlineOf(state, request);
        if (state.Waiting.FindClose(account, slot.Market) is { } before)
        {
            deadline = before.Deadline < deadline ? before.Deadline : deadline;
            End(context, before, CloseEnd.Replaced);
        }

        var side = slot.Size > Lots.Zero ? Side.Sell : Side.Buy;
        var close = new ForcedClose(account.Index, slot.Market, side, state.Changes)
        {
            Request = request.Index,
            Left = asked == 0 || asked > (ulong)size.Value ? size : new Lots((long)asked),
            Deadline = deadline,
        };
        Put(state, close, slot);
        state.Waiting.Timers.Add(close.Timer);
        return close;
    }

    // A log may hold any time of the chain.
    private static Time DeadlineOf(VenueState state, QueueRequest request)
    {
        var due = ((UInt128)request.L1Time * 1_000) + state.Genesis.ForcedDeadline_Ms;
        return new Time((ulong)UInt128.Min(due, ulong.MaxValue));
    }

    private static void Try(EntryContext context, ForcedClose close)
    {
        ToBook(context, close);
        var state = context.State;
        if (close.IsDue && state.Waiting.FindClose(close.Id) == close)
        {
            AgainstOthers(context, close);
        }
    }

    // One order after the other while they are filled whole: none is larger than an order may be.
    private static void ToBook(EntryContext context, ForcedClose close)
    {
        var state = context.State;
        var account = state.AccountAt(close.Owner);
        var market = state.MarketOf(close.Market);
        while (state.Waiting.FindClose(close.Id) == close)
        {
            var price = MarkLimit.Of(market, close.Side, Limits.CloseSlippage_Nano);
            var size = Lots.Min(close.Left, new Lots(Limits.OrderMax_Lots));
            var draft = new OrderDraft(
                market, close.Side, price, size, TimeInForce.Ioc, ReduceOnly: true, ClientOrderId.None,
                account.Owner) { IsOfAnyValue = true };
            if (!IsMet(market, close.Side, price)
                || OrderAdmission.Examine(context, account, ref draft, replaced: null) != RejectCode.None
                || !state.TryDrawPlace(out var place))
            {
                return;
            }

            if (Send(context, close, account, draft, new OrderId(place)) != draft.Size)
            {
                return;
            }
        }
    }

    private static Lots Send(
        EntryContext context, ForcedClose close, Account account, in OrderDraft draft, OrderId id)
    {
        DailyLoss.Touch(context.State, account);
        context.Emit(new CloseOrdered(
            close.Request, id, account.Owner, draft.Market.Id, draft.Side, draft.Size, draft.Price,
            draft.Market.Mark));
        var filled = OrderExecution.MustRun(context, account, draft, id, isNew: true).Filled;
        Closed(context, close, filled);
        return filled;
    }

    private static void Closed(EntryContext context, ForcedClose close, Lots lots)
    {
        if (context.State.Waiting.FindClose(close.Id) != close)
        {
            // Nothing is left of the position.
            return;
        }

        if (lots >= close.Left)
        {
            End(context, close, CloseEnd.Closed);
        }
        else if (lots > Lots.Zero)
        {
            close.Left -= lots;
        }
    }

    private static void AgainstOthers(EntryContext context, ForcedClose close)
    {
        var state = context.State;
        var account = state.AccountAt(close.Owner);
        var slot = account.FindSlot(close.Market)!;
        var bucket = BucketRef.Of(account, slot);
        if (!CloseAgainstOthers.MayRun(state, slot))
        {
            // No price that anybody would have to take: the next batches try again.
            return;
        }

        if (bucket.Value(state).Equity < 0)
        {
            // Its loss is not for those on the other side to bear at the mark: liquidation finds who pays.
            End(context, close, CloseEnd.Refused, RejectCode.InsufficientMargin);
            return;
        }

        var lots = Lots.Min(close.Left, Lots.Max(slot.Size, -slot.Size));
        if (CloseAgainstOthers.TryRun(context, bucket, slot, lots))
        {
            Closed(context, close, lots);
            CloseAgainstOthers.Release(context, bucket, slot);
        }
    }

    private static void End(
        EntryContext context, ForcedClose close, CloseEnd how, RejectCode code = RejectCode.None)
    {
        var state = context.State;
        var account = state.AccountAt(close.Owner);
        var slot = account.FindSlot(close.Market)!;
        state.Waiting.Remove(close);
        slot.OpenOrders--;
        slot.PositionWatchers--;
        if (!close.IsDue)
        {
            state.Waiting.Timers.Remove(close.Timer);
        }

        context.Emit(new CloseEnded(close.Request, account.Owner, close.Market, how, code));
        slot.ReleaseWhenIdle(state.MarketOf(close.Market).Parameters);
    }

    // An order that nobody meets would say nothing, and it would be tried with every batch.
    private static bool IsMet(MarketState market, Side side, Ticks price) =>
        market.Orders.TryBest(side == Side.Buy ? Side.Sell : Side.Buy, out var best)
        && Matcher.Crosses(side, price, new Ticks(best));
}
