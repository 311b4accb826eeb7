using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;

namespace Offing.Commitment.Tests.State;

/// <summary>
/// What a <see cref="Flow"/> asks for that waits: conditional orders, groups, TWAPs, scheduled cancels,
/// expiries. Some of it is good and some is not.
/// </summary>
internal sealed class FlowOfWaiting(Generator random)
{
    private static readonly OrderGrouping[] Groupings =
        [OrderGrouping.NormalTpsl, OrderGrouping.PositionTpsl, OrderGrouping.Oco, OrderGrouping.Oto];

    /// <param name="order">A plain order, as often as it is needed.</param>
    /// <param name="price">Of the market about now, in ticks, with its decimals.</param>
    public Command Any(Func<OrderSpec> order, Func<MarketId, (uint Ticks, int Decimals)> price, ulong now) =>
        random.Next(12) switch
        {
            0 => new PlaceTwap(
                order().Market, random.Pick(Side.Buy, Side.Sell), WireDecimal.FromUnits(
                    (ulong)(1 + random.Next(20_000)), 0), random.OneIn(4), (uint)(4 + random.Next(8)),
                random.OneIn(2)),
            1 => new CancelTwap(order().Market, (ulong)random.Next(200)),
            2 => new ScheduleCancel(random.OneIn(3) ? null : now + 3_000 + (ulong)random.Next(30_000)),
            3 or 4 => new PlaceOrders(
                [Optioned(order(), order().Size, now), Optioned(order(), order().Size, now)], null),
            < 8 => new PlaceOrders([Conditional(order(), price)], null),
            _ => Group(order(), price),
        };

    private PlaceOrders Group(OrderSpec first, Func<MarketId, (uint Ticks, int Decimals)> price)
    {
        var grouping = random.Pick<OrderGrouping>(Groupings);
        var against = first.Side == Side.Buy ? Side.Sell : Side.Buy;
        var child = first with
        {
            ClientId = ClientOrderId.None,
            Side = against,
            ReduceOnly = grouping != OrderGrouping.Oto,
            Tif = TimeInForce.Gtc,
        };
        if (grouping == OrderGrouping.PositionTpsl)
        {
            return new PlaceOrders([Conditional(child, price), Conditional(child, price)], null)
            {
                Grouping = grouping,
            };
        }

        first = first with { ReduceOnly = false };
        var one = random.OneIn(4) ? Conditional(first, price) : first;
        var two = random.OneIn(3) ? child : Conditional(child, price);
        return new PlaceOrders([one, two, Conditional(child, price)], null) { Grouping = grouping };
    }

    // Some of these are met already, and most of the others soon.
    private OrderSpec Conditional(OrderSpec order, Func<MarketId, (uint Ticks, int Decimals)> price)
    {
        var (ticks, decimals) = price(order.Market);
        var kind = random.Pick(TriggerKind.StopLoss, TriggerKind.TakeProfit, TriggerKind.TrailingStop);
        var isRising = (order.Side == Side.Buy) == (kind == TriggerKind.StopLoss);
        var level = kind == TriggerKind.TrailingStop
            ? ticks * (ulong)(1 + random.Next(5)) / 1_000
            : ticks * (ulong)(isRising == random.OneIn(8) ? 996 - random.Next(4) : 1_001 + random.Next(6))
                / 1_000;
        return order with
        {
            Tif = random.OneIn(3) ? order.Tif : TimeInForce.Gtc,
            Trigger = new TriggerSpec(kind, WireDecimal.FromUnits(level, decimals), random.OneIn(2)),
        };
    }

    private OrderSpec Optioned(OrderSpec order, WireDecimal display, ulong now) => order with
    {
        Tif = random.OneIn(6) ? TimeInForce.Fok : order.Tif,
        Options = new OrderOptions(
            (SelfTradeMode)random.Next(4),
            random.OneIn(4),
            random.OneIn(2) ? display : null,
            random.OneIn(2) ? now + (ulong)random.Next(20_000) : 0),
    };
}
