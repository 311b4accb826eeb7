using Offing.Engine.Accounts;
using Offing.Engine.Markets;
using Offing.Engine.Matching;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Triggers;

/// <summary>Conditional orders whose time has come go to the book.</summary>
internal static class Firing
{
    /// <summary>The mark of a market with a quorum may have moved: trailing stops follow.</summary>
    public static void MarkMoved(EntryContext context, MarketState market)
    {
        var board = market.Triggers;
        if (board.Index.Count == 0 && !board.IsBehind)
        {
            return;
        }

        board.Extend(market.Mark);
        while (board.Trailing.TryPassed(market.Mark, out var id))
        {
            Waiting.Follow(context, context.State.Waiting.FindConditional(id)!, market.Mark);
        }

        if (board.IsBehind || board.TryMet(market.Mark, out _))
        {
            context.State.Waiting.Wake(market);
        }
    }

    /// <summary>
    /// Fires what is met, market by market, as far as the entry's allowance goes. What is left keeps its
    /// market awake for the next entry.
    /// </summary>
    public static void Run(EntryContext context)
    {
        var state = context.State;
        var left = context.TriggersLeft;
        while (state.Waiting.IsAwake)
        {
            var market = state.MarketOf(state.Waiting.FirstAwake);
            if (left > 0 && market.HasQuorum && market.Triggers.TryMet(market.Mark, out var id))
            {
                left--;
                Fire(context, state.Waiting.FindConditional(id)!);
                continue;
            }

            market.Triggers.Settle(market.Mark);
            state.Waiting.Sleep(market);
            if (market.Triggers.IsBehind && market.HasQuorum)
            {
                context.Behind.Add(market);
            }
        }

        context.TriggersLeft = left;
        foreach (var market in context.Behind)
        {
            state.Waiting.Wake(market);
        }

        context.Behind.Clear();
    }

    /// <summary>A child without a trigger, whose parent is filled, goes to the book.</summary>
    public static void Release(EntryContext context, Conditional child, Lots size) =>
        Send(context, child, child.Draft with { Size = size });

    private static void Fire(EntryContext context, Conditional order)
    {
        var market = context.State.MarketOf(order.Market);
        var draft = order.Draft;
        if (order.IsMarket)
        {
            draft = draft with
            {
                Price = MarkLimit.Of(market, order.Side, Limits.TriggerSlippage_Nano),
                Tif = TimeInForce.Ioc,
            };
        }

        Send(context, order, draft);
    }

    private static void Send(EntryContext context, Conditional order, OrderDraft draft)
    {
        var owner = context.State.AccountAt(order.Owner);
        Waiting.Remove(context.State, order);
        Groups.Triggered(context, order);
        draft = draft with
        {
            // The operator may have stopped the key since.
            LimitedKey = context.State.FindLimitedKey(owner, draft.Signer),
            IsOfAnyValue = true,
        };
        var refusal = draft.Size.IsZero ? TakePosition(owner, ref draft) : RejectCode.None;
        DailyLoss.Touch(context.State, owner);
        if (draft.LimitedKey is { } key)
        {
            DailyLoss.Watch(context, owner, key);
        }

        if (refusal == RejectCode.None)
        {
            refusal = OrderAdmission.Examine(context, owner, ref draft, replaced: null);
        }

        context.Emit(new ConditionalTriggered(
            order.Id, order.Market, owner.Owner, draft.Market.Mark, refusal));
        var result = new OrderResult(order.Id, Lots.Zero, MicroUsd.Zero, OrderStatus.Rejected);
        if (refusal == RejectCode.None)
        {
            result = OrderExecution.MustRun(context, owner, draft, order.Id, isNew: false);
        }
        else
        {
            Waiting.Closed(context, order, OrderStatus.Rejected);
            Groups.Left(context, order, OrderStatus.Rejected);
            Waiting.Release(context.State, order);
            context.Aftermath.Run(context);
        }

        context.Released?.Add((refusal, result));
    }

    // As much of the position as one order can be: an order that protects must not fail for its size.
    private static RejectCode TakePosition(Account owner, ref OrderDraft draft)
    {
        var position = owner.FindSlot(draft.Market.Id)?.Size ?? Lots.Zero;
        var most = Math.Min(Limits.OrderMax_Lots, Limits.OrderMaxNotional_MicroUsd / draft.Price.Value);
        var size = Lots.Min(OrderAdmission.Reducible(draft.Side, position), new Lots(most));
        draft = draft with { Size = size };
        return size.IsZero ? RejectCode.ReduceOnlyWouldIncrease : RejectCode.None;
    }
}
