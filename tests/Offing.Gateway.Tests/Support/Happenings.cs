using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Gateway.Tests.Support;

/// <summary>Events that tests let happen.</summary>
internal static class Happenings
{
    private static readonly MarketId Btc = new(0);

    public static IEngineEvent[] MarkMoved(uint ticks) =>
        [new MarkMoved(Btc, new Ticks(ticks), new Ticks(ticks))];

    /// <summary>
    /// Bob deposits, as Alice did, and sells to order 1, Alice's bid at 29,000, more than he held.
    /// </summary>
    public static IEngineEvent[] TradeAgainstFirstOrder(long lots, ulong trade = 1)
    {
        var (alice, bob, taker) = (
            FakeVenue.Alice.Address, FakeVenue.Bob.Address, new OrderId(1_000 + trade));
        var (price, size) = (new Ticks(290_000), new Lots(lots));
        return
        [
            new Deposited(trade, alice, FakeVenue.Usd(5_000)),
            new OrderPlaced(
                taker, ClientOrderId.None, Btc, bob, bob, Side.Sell, price, size, size,
                Protocol.Commands.TimeInForce.Ioc, false, new Time(FakeVenue.Now_Ms)),
            new Traded(
                trade, Btc, price, size,
                new FillSide(
                    bob, taker, ClientOrderId.None, Side.Sell, new Lots(1), MicroUsd.Zero,
                    new MicroUsd(1_300_000)),
                new FillSide(
                    alice, new OrderId(1), ClientOrderId.None, Side.Buy, Lots.Zero, MicroUsd.Zero,
                    new MicroUsd(-500_000))),
            new OrderClosed(
                taker, Btc, bob, Side.Sell, price, Lots.Zero, Lots.Zero,
                OrderStatus.Filled, HadRested: false),
        ];
    }

    /// <summary>Alice's first order is cancelled by the venue.</summary>
    public static IEngineEvent[] FirstOrderCancelledByMargin(long remaining) =>
    [
        new OrderClosed(
            new OrderId(1), Btc, FakeVenue.Alice.Address, Side.Buy, new Ticks(290_000), new Lots(remaining),
            new Lots(remaining), OrderStatus.MarginCanceled, HadRested: true),
    ];
}
