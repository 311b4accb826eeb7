using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Engine.Funding;
using Offing.Engine.Markets;
using Offing.Engine.Requests;
using Offing.Engine.Sessions;
using Offing.Engine.Triggers;
using Offing.Engine.Twaps;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Engine.Switches;

/// <summary>
/// The end of a market: its orders are cancelled, whoever is below zero is covered, and each of its positions
/// is closed at the mark that is held. So much an entry: the market's own pool takes each position over at
/// that price, so that after every entry the positions sum to zero and no money is made; when all are closed,
/// it has none.
/// </summary>
internal static class FinalSettlement
{
    /// <summary>The market trades no more; what it holds is closed with the entries that follow.</summary>
    public static void Begin(EntryContext context, MarketState market)
    {
        if (market.IsSettled)
        {
            return;
        }

        market.IsSettled = true;
        market.SettleCursor = 1;
        context.State.Settling++;
        context.Emit(new SettlementBegan(market.Id, market.Mark));
    }

    /// <summary>Run at the start of every entry while a market is being settled.</summary>
    public static void Run(EntryContext context)
    {
        foreach (var market in context.State.Markets)
        {
            if (market.SettleCursor != 0)
            {
                Run(context, market);
            }
        }
    }

    private static void Run(EntryContext context, MarketState market)
    {
        var left = Limits.SettlementsPerEntry;
        for (; left > 0 && (market.Book.Best(Side.Buy) ?? market.Book.Best(Side.Sell)) is { } order; left--)
        {
            Resting.Close(context, order, OrderStatus.DelistedCanceled);
            context.Aftermath.Run(context);
        }

        // As long as nobody is closed: then the other side is still there to be asked.
        if (left > 0 && market.SettleCursor == 1)
        {
            left -= SettlementCover.Run(context, market, left);
        }

        var state = context.State;
        var looks = Limits.SettlementLooksPerEntry;
        for (; left > 0 && looks > 0 && market.SettleCursor <= (uint)state.Accounts.Count; looks--)
        {
            left -= Settle(context, market, state.AccountAt((int)market.SettleCursor++ - 1));
        }

        if (left > 0 && market.SettleCursor > (uint)state.Accounts.Count)
        {
            End(context, market);
        }
    }

    // What could not be closed inside of its limits is tried again from the start: by then others have been.
    private static void End(EntryContext context, MarketState market)
    {
        if (!market.OpenInterest.IsZero)
        {
            market.SettleCursor = 1;
            return;
        }

        var pool = market.Pool;
        pool.FindSlot(market.Id)?.ReleaseWhenIdle(market.Parameters);
        market.SettleCursor = 0;
        context.State.Settling--;
        context.Emit(new SettlementEnded(market.Id));
    }

    private static int Settle(EntryContext context, MarketState market, Account account)
    {
        ForcedCloses.MarketEnds(context, account, market);
        var work = EndWaiting(context, market, account);
        if (account == market.Pool
            || account.FindSlot(market.Id) is not { Size.IsZero: false } slot)
        {
            return work;
        }

        if (!FundingSettlement.CanSettle(context.State, market, slot) || !TryTakeOver(context, market, slot))
        {
            return work + 1;
        }

        DailyLoss.Touch(context.State, account);
        FundingSettlement.MustSettle(context, account, slot);
        var (size, pnl) = (slot.Size, ProfitOf(market, slot));
        market.OpenInterest -= Lots.Max(size, Lots.Zero);
        slot.Size = Lots.Zero;
        slot.EntryNotional = MicroUsd.Zero;
        slot.Purse += pnl;
        context.Emit(new PositionSettled(
            context.State.NextTradeId++, market.Id, account.Owner, size, market.Mark, pnl));
        Release(context, market, account, slot);
        return work + 1;
    }

    private static int EndWaiting(EntryContext context, MarketState market, Account account)
    {
        if (account.Waiting is not { } waiting)
        {
            return 0;
        }

        var work = 0;
        foreach (var order in waiting.InIdOrder)
        {
            // The end of a parent takes its children along.
            if (order.Market == market.Id && context.State.Waiting.FindConditional(order.Id) == order)
            {
                Waiting.Close(context, order, OrderStatus.DelistedCanceled);
                work++;
            }
        }

        foreach (var id in waiting.Twaps.ToArray())
        {
            if (context.State.Waiting.FindTwap(id) is { } twap && twap.Terms.Market == market.Id)
            {
                TwapSlices.End(context, twap, TwapStatus.Terminated);
                work++;
            }
        }

        context.Aftermath.Run(context);
        return work;
    }

    // The pool's cost is always mark x size, so it neither wins nor loses, and has nothing when it is flat.
    private static bool TryTakeOver(EntryContext context, MarketState market, Slot from)
    {
        var pool = market.Pool;
        var slot = pool.FindSlot(market.Id);
        var size = (Int128)(slot?.Size.Value ?? 0) + from.Size.Value;
        var cost = size * market.Mark.Value;
        var purse = (Int128)from.Purse.Value + FundingSettlement.Due(market, from)
            + market.Mark.Worth(from.Size.Value) - from.EntryNotional.Value;
        if (Int128.Abs(size) > Limits.PositionMax_Lots || Int128.Abs(cost) > long.MaxValue / 2
            || Int128.Abs(purse) > Account.CollateralMax_MicroUsd)
        {
            return false;
        }

        if (slot is null)
        {
            slot = pool.FreeSlot()!;
            slot.MustTake(market.Parameters, market.FundingIndex);
        }

        market.OpenInterest += new Lots((long)Int128.Max(size, 0)) - Lots.Max(slot.Size, Lots.Zero);
        slot.Size = new Lots((long)size);
        slot.EntryNotional = new MicroUsd((long)cost);
        return true;
    }

    private static MicroUsd ProfitOf(MarketState market, Slot slot) => new(
        (long)(market.Mark.Worth(slot.Size.Value) - slot.EntryNotional.Value));

    // Isolated: what is left goes back. What is lacking (nobody could be asked for it inside of the limits)
    // is a debt of the slot, which holds it until the insurance fund has paid (ENG-ISO-009).
    private static void Release(EntryContext context, MarketState market, Account account, Slot slot)
    {
        if (slot.IsIsolated && slot.IsolatedCollateral > MicroUsd.Zero)
        {
            context.Emit(new IsolatedMarginMoved(account.Owner, market.Id, -slot.IsolatedCollateral));
            account.Collateral += slot.IsolatedCollateral;
            slot.IsolatedCollateral = MicroUsd.Zero;
        }

        slot.ReleaseWhenIdle(market.Parameters);
    }
}
