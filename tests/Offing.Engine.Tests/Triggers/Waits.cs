using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Triggers;

/// <summary>Words for orders that wait.</summary>
internal static class Waits
{
    public static OrderSpec Stop(
        MarketId market, Side side, string trigger, string price, string size, bool isMarket = false,
        TimeInForce tif = TimeInForce.Gtc) =>
        Order(market, side, price, size, tif) with
        {
            Trigger = new TriggerSpec(TriggerKind.StopLoss, Number(trigger), isMarket),
        };

    public static OrderSpec Profit(
        MarketId market, Side side, string trigger, string price, string size, bool isMarket = false) =>
        Order(market, side, price, size) with
        {
            Trigger = new TriggerSpec(TriggerKind.TakeProfit, Number(trigger), isMarket),
        };

    public static OrderSpec Trailing(MarketId market, Side side, string offset, string price, string size) =>
        Order(market, side, price, size) with
        {
            Trigger = new TriggerSpec(TriggerKind.TrailingStop, Number(offset), IsMarket: true),
        };

    public static OrderSpec Reducing(OrderSpec order) => order with { ReduceOnly = true };

    public static OrderSpec Expiring(OrderSpec order, ulong at) =>
        order with { Options = OrderOptions.None with { Expiry_Ms = at } };

    public static IReadOnlyList<IEngineEvent> Group(
        this Venue venue, string signer, OrderGrouping grouping, params OrderSpec[] orders) =>
        venue.Act(signer, new PlaceOrders(orders, null) { Grouping = grouping });

    /// <summary>Alice is long, Bob short.</summary>
    public static Venue Long(string size = "1")
    {
        var venue = Ready();
        venue.Sell(Bob, Btc, "30000", size);
        venue.Buy(Alice, Btc, "30000", size);
        return venue;
    }

    /// <summary>Moves the mark; every event on the way.</summary>
    public static List<IEngineEvent> Move(this Venue venue, string price, MarketId? market = null)
    {
        var of = market ?? Btc;
        var events = new List<IEngineEvent>();
        var decimals = venue.State.MarketOf(of).Parameters.PriceDecimals;
        Assert.True(Number(price).TryScale(decimals, out var ticks));
        for (var round = 0; round < 500 && venue.State.MarketOf(of).Mark.Value != ticks; round++)
        {
            for (byte publisher = 0; publisher < 3; publisher++)
            {
                events.AddRange(venue.Report(publisher, of, (uint)ticks));
            }

            venue.Now += 1_000;
        }

        return events;
    }

    public static OrderStatus? End(this IEnumerable<IEngineEvent> events, OrderId order) =>
        events.OfType<OrderClosed>().Where(closed => closed.Order == order)
            .Select(closed => (OrderStatus?)closed.Status).SingleOrDefault();

    public static List<ItemOutcome> Outcomes(this IEnumerable<IEngineEvent> events) =>
        [.. events.OfType<ItemOutcome>()];

    public static List<OrderId> Fired(this IEnumerable<IEngineEvent> events) =>
        [.. events.OfType<ConditionalTriggered>().Select(triggered => triggered.Order)];
}
