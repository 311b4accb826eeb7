using Offing.Engine.Accounts;
using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Engine.Matching;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Liquidation;

/// <summary>What the matcher has to know of an order that a liquidation sends.</summary>
/// <param name="ZeroPrice">The fee is paid out of what a trade is better than this.</param>
internal readonly record struct LiquidationTerms(Ticks ZeroPrice)
{
    /// <summary>
    /// At most 1 % of the trade, rounded down, and only what it brings over the zero price, so the trade
    /// never leaves the bucket less healthy.
    /// </summary>
    public MicroUsd Fee(Side side, Ticks price, Lots size)
    {
        var better = side == Side.Buy
            ? (long)ZeroPrice.Value - price.Value
            : (long)price.Value - ZeroPrice.Value;
        var most = WideMath.MulDivFloor((price * size).Value, Limits.LiquidationFee_Nano, Nano.One);
        return new MicroUsd(Math.Min(most, Math.Max(0, better) * size.Value));
    }
}

/// <summary>Sends one position, or a part of it, to the book.</summary>
internal static class BookStep
{
    /// <summary>
    /// One order after the other while they are filled whole: none is larger than an order may be.
    /// </summary>
    public static void Run(EntryContext context, BucketRef bucket, Slot slot)
    {
        Lots? left = null;
        while (!slot.Size.IsZero && left != Lots.Zero)
        {
            var before = bucket.Value(context.State);
            if (before.Equity >= before.Maintenance || !TrySend(context, bucket, slot, before, ref left))
            {
                return;
            }
        }
    }

    // False when it was not filled whole.
    private static bool TrySend(
        EntryContext context, BucketRef bucket, Slot slot, in Bucket before, ref Lots? left)
    {
        var state = context.State;
        var market = state.MarketOf(slot.Market);
        var side = slot.Size > Lots.Zero ? Side.Sell : Side.Buy;
        var price = ZeroPrice(market, slot, before);
        if (!IsMet(market, side, price) || !state.TryDrawPlace(out var place))
        {
            return false;
        }

        var portion = left ?? Portion(context, market, slot, before);
        var size = Lots.Min(portion, new Lots(Limits.OrderMax_Lots));
        left = portion - size;
        var id = new OrderId(place);
        context.Emit(new LiquidationOrdered(
            id, bucket.Account.Owner, market.Id, bucket.IsIsolated, side, size, price, market.Mark));
        var draft = new OrderDraft(
            market, side, price, size, TimeInForce.Ioc, ReduceOnly: true, ClientOrderId.None,
            bucket.Account.Owner);
        context.Liquidation = new LiquidationTerms(price);
        var result = OrderExecution.MustRun(context, bucket.Account, draft, id, isNew: true);
        Steps.Emit(
            context, bucket, market.Id, LiquidationMeans.Book, result.Filled, MicroUsd.Zero, before);
        return result.Filled == size;
    }

    // mark x (1 - side x MMF x E / M), with MMF = M_i / (|q| x mark): so mark - side x M_i x E / (|q| x M).
    // What it is away from the mark is rounded down: towards the account. At the bucket's own M the distance
    // is less than half of the mark, so the price is over zero.
    internal static Ticks ZeroPrice(MarketState market, Slot slot, in Bucket bucket)
    {
        var size = Int128.Abs(slot.Size.Value);
        var maintenance = Exposure.Of(market, slot).Maintenance;
        var away = WideMath.MulDivFloor(maintenance, bucket.Equity, 1, size, bucket.Maintenance);
        var price = slot.Size > Lots.Zero ? market.Mark.Value - away : market.Mark.Value + away;
        return new Ticks((uint)Int128.Clamp(price, 1, uint.MaxValue));
    }

    // An order that nobody meets would say nothing, and it would be tried at every tick.
    private static bool IsMet(MarketState market, Side side, Ticks price) =>
        market.Orders.TryBest(side == Side.Buy ? Side.Sell : Side.Buy, out var best)
        && Matcher.Crosses(side, price, new Ticks(best));

    // A fifth of a large position first, and within half a minute all of it. What the book alone cannot save
    // goes there whole: the vault takes the rest at once.
    private static Lots Portion(EntryContext context, MarketState market, Slot slot, in Bucket health)
    {
        var size = Lots.Max(slot.Size, -slot.Size);
        if (!Liquidator.IsForBookOnly(health) || context.Now <= slot.LiquidatedInFull
            || market.Mark.Worth(size.Value) <= Limits.LiquidationInPartsFrom_MicroUsd)
        {
            return size;
        }

        // At the end of time every moment is the last.
        var now = context.Now.Milliseconds;
        slot.LiquidatedInFull = new Time(now + Math.Min(Limits.LiquidationInFull_Ms, ulong.MaxValue - now));
        return new Lots((size.Value + Limits.LiquidationPart - 1) / Limits.LiquidationPart);
    }
}
