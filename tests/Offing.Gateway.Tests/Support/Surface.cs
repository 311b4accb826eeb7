using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Gateway.Tests.Support;

/// <summary>Actions of the order surface, and what becomes of them.</summary>
internal static class Surface
{
    public const string Stop = """{"trigger":{"isMarket":true,"triggerPx":"28000","tpsl":"sl"}}""";
    public const string Target = """{"trigger":{"isMarket":false,"triggerPx":"33000.5","tpsl":"tp"}}""";
    public const string Twap =
        """{"type":"twapOrder","twap":{"a":0,"b":true,"s":"0.25","r":false,"m":30,"t":true}}""";

    private static readonly MarketId Btc = new(0);
    private static readonly Address Alice = FakeVenue.Alice.Address;

    /// <summary>A sell of 0.5 BTC that only reduces.</summary>
    public static string Sell(string type, string price = "27000", string size = "0.5", string more = "") =>
        $$"""{"a":0,"b":false,"p":"{{price}}","s":"{{size}}","r":true,"t":{{type}}{{more}}}""";

    public static string Buy(string price = "30000") =>
        $$"""{"a":0,"b":true,"p":"{{price}}","s":"0.5","r":false,"t":"""
        + """{"limit":{"tif":"Gtc"}}}""";

    public static string Orders(string grouping, params string[] orders) =>
        Action("order", grouping, orders);

    public static string Native(string grouping, params string[] orders) =>
        Action("offingOrder", grouping, orders);

    /// <summary>Alice's waiting order ends as <paramref name="status"/>.</summary>
    public static IEngineEvent Ended(ulong order, OrderStatus status) => new OrderClosed(
        new OrderId(order), Btc, Alice, Side.Sell, new Ticks(270_000), new Lots(50_000), Lots.Zero, status,
        HadRested: false);

    /// <summary>The mark has come to Alice's waiting order.</summary>
    public static IEngineEvent Triggered(ulong order, RejectCode refusal = RejectCode.None) =>
        new ConditionalTriggered(new OrderId(order), Btc, Alice, new Ticks(280_000), refusal);

    /// <summary>A slice of Alice's TWAP buys 0.01 BTC at 30,000 from Bob, who has sold all.</summary>
    public static IEngineEvent[] Slice(ulong twap, ulong order)
    {
        var (bob, price, size) = (FakeVenue.Bob.Address, new Ticks(300_000), new Lots(1_000));
        var (mine, his) = (new OrderId(order), new OrderId(order + 1));
        var now = new Time(FakeVenue.Now_Ms);
        return
        [
            new OrderPlaced(
                his, ClientOrderId.None, Btc, bob, bob, Side.Sell, price, size, size, TimeInForce.Gtc, false,
                now),
            new OrderRested(his, Btc, bob, Side.Sell, price, size, size),
            new OrderPlaced(
                mine, ClientOrderId.None, Btc, Alice, Alice, Side.Buy, price, size, size, TimeInForce.Ioc,
                false, now),
            new Traded(
                order, Btc, price, size,
                new FillSide(
                    Alice, mine, ClientOrderId.None, Side.Buy, Lots.Zero, MicroUsd.Zero, MicroUsd.Zero),
                new FillSide(
                    bob, his, ClientOrderId.None, Side.Sell, Lots.Zero, MicroUsd.Zero, MicroUsd.Zero)),
            new OrderClosed(
                his, Btc, bob, Side.Sell, price, Lots.Zero, Lots.Zero, OrderStatus.Filled, HadRested: true),
            new OrderClosed(
                mine, Btc, Alice, Side.Buy, price, Lots.Zero, Lots.Zero, OrderStatus.Filled,
                HadRested: false),
            new TwapSliced(twap, Alice, mine, RejectCode.None, size, price * size),
        ];
    }

    private static string Action(string type, string grouping, string[] orders) =>
        $$"""{"type":"{{type}}","orders":[{{string.Join(',', orders)}}],"grouping":"{{grouping}}"}""";
}
