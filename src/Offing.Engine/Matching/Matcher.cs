using Offing.Engine.Books;
using Offing.Engine.Markets;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Engine.Matching;

/// <summary>What an order met in the book.</summary>
/// <param name="Filled">Lots traded.</param>
/// <param name="Quote">Their price x size.</param>
/// <param name="IsStopped">
/// The next trade would have broken the taker's margin: nothing more of it may trade.
/// </param>
internal readonly record struct MatchResult(Lots Filled, MicroUsd Quote, bool IsStopped);

/// <summary>Price-time matching of one order against the other side, at the makers' prices.</summary>
internal static class Matcher
{
    // Every round takes size off the taker or a maker off the book, so the loop ends; and it ends only when
    // the best maker no longer crosses, the taker is filled, or the taker is stopped and will not rest: a
    // book at rest is never crossed.
    public static MatchResult Run(EntryContext context, Order taker)
    {
        var market = context.State.MarketOf(taker.Market);
        var filled = Lots.Zero;
        var quote = MicroUsd.Zero;
        while (!taker.Remaining.IsZero && Next(market, taker) is { } maker)
        {
            var size = Lots.Min(taker.Remaining, maker.Remaining);
            var fees = context.State.Genesis.Fees;
            var making = new TradeSide(context.State, maker, maker.Price, size, fees.Maker);
            if (ReasonToSkip(market, taker, maker, making) is { } reason)
            {
                Resting.Close(context, maker, reason);
                if (maker.Owner != taker.Owner)
                {
                    Resting.Release(context.State, maker);
                }

                continue;
            }

            var taking = new TradeSide(context.State, taker, maker.Price, size, fees.Taker);
            if (!taking.IsAllowed())
            {
                return new MatchResult(filled, quote, IsStopped: true);
            }

            Trade(context, taking, making, taker, maker, size);
            filled += size;
            quote += maker.Price * size;
        }

        return new MatchResult(filled, quote, IsStopped: false);
    }

    /// <summary>Whether an order at this price would trade with the maker.</summary>
    public static bool Crosses(Side side, Ticks price, Order maker) =>
        side == Side.Buy ? maker.Price <= price : maker.Price >= price;

    private static Order? Next(MarketState market, Order taker)
    {
        var best = market.Orders.Best(taker.Side == Side.Buy ? Side.Sell : Side.Buy);
        return best is not null && Crosses(taker.Side, taker.Price, best) ? best : null;
    }

    private static OrderStatus? ReasonToSkip(MarketState market, Order taker, Order maker, TradeSide making)
    {
        if (maker.Owner == taker.Owner)
        {
            return OrderStatus.SelfTradeCanceled;
        }

        if (!PriceBand.Allows(market, maker.Price))
        {
            return OrderStatus.BandCanceled;
        }

        return making.IsAllowed() ? null : OrderStatus.MarginCanceled;
    }

    private static void Trade(
        EntryContext context, TradeSide taking, TradeSide making, Order taker, Order maker, Lots size)
    {
        var state = context.State;
        var market = state.MarketOf(taker.Market);
        Resting.Fill(state, maker, size);
        taker.Remaining -= size;
        market.LastTradePrice = maker.Price;
        market.LastTradeTime = context.Now;
        context.Emit(new Traded(
            state.NextTradeId++, market.Id, maker.Price, size,
            taking.MustCommit(isMaker: false), making.MustCommit(isMaker: true)));
        Resting.Release(state, maker);
        if (maker.Remaining.IsZero)
        {
            context.Emit(new OrderClosed(
                maker.Id, market.Id, state.Accounts[maker.Owner].Owner, maker.Side, maker.Price, Lots.Zero,
                Lots.Zero, OrderStatus.Filled, HadRested: true));
        }
    }
}
