using System.Text.Json.Serialization;
using Offing.Gateway.Wire;
using Offing.MarketData;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.Gateway.Hyperliquid.Info;

/// <summary>Orders as the wire's calls and channels show them.</summary>
internal sealed class OrderShapes(MarketDirectory markets)
{
    /// <summary>An open order in the short form.</summary>
    public object OpenOrder(OrderRecord order)
    {
        var market = markets[order.Market];
        return new OpenOrderShape(
            market.Name, Shapes.SideLetter(order.Side), Decimals.Price(market, order.Price),
            Decimals.Size(market, order.Remaining), order.Id.Value, order.Placed.Milliseconds,
            Decimals.Size(market, order.Size), Shapes.ClientId(order.ClientId),
            order.ReduceOnly ? true : null);
    }

    /// <summary>An order in the long form ("frontend").</summary>
    /// <param name="order">The order.</param>
    /// <param name="children">Open orders by the parent that they wait for.</param>
    public object FullOrder(OrderRecord order, ILookup<OrderId, OrderRecord> children)
    {
        var market = markets[order.Market];
        var trigger = order.Condition is { Trigger: not TriggerKind.None } condition ? condition : null;
        return new
        {
            coin = market.Name,
            side = Shapes.SideLetter(order.Side),
            limitPx = Decimals.Price(market, order.Price),
            sz = Decimals.Size(market, order.Remaining),
            oid = order.Id.Value,
            timestamp = order.Placed.Milliseconds,
            triggerCondition = trigger is null ? "N/A" : Condition(market, order.Side, trigger),
            isTrigger = trigger is not null,
            triggerPx = trigger is null ? "0.0" : Decimals.Price(market, trigger.TriggerPrice),
            children = children[order.Id].Select(child => FullOrder(child, children)),
            isPositionTpsl = order.Condition is { IsPositionTied: true },
            reduceOnly = order.ReduceOnly,
            orderType = OrderType(order, trigger),
            origSz = Decimals.Size(market, order.Size),
            tif = trigger is null ? order.Tif.ToString() : null,
            cloid = Shapes.ClientId(order.ClientId),
        };
    }

    public object OrderWithStatus(OrderRecord order, ILookup<OrderId, OrderRecord> children) => new
    {
        order = FullOrder(order, children),
        status = OrderStatusText.Of(order),
        statusTimestamp = order.StatusTime.Milliseconds,
    };

    public object OrderUpdate(OrderRecord order) => new
    {
        order = OpenOrder(order),
        status = OrderStatusText.Of(order),
        statusTimestamp = order.StatusTime.Milliseconds,
    };

    public object NonUserCancel(OrderRecord order) =>
        new { coin = markets.Name(order.Market), oid = order.Id.Value };

    /// <summary>
    /// Orders by the parent that they wait for. None is its own ancestor, for a parent is always older.
    /// </summary>
    public static ILookup<OrderId, OrderRecord> ByParent(IEnumerable<OrderRecord> open) => open
        .Where(order => order.Condition is { IsArmed: false, IsTriggered: false, Parent.Value: not 0 }
            && order.Condition.Parent.Value < order.Id.Value)
        .ToLookup(order => order.Condition!.Parent);

    // A trailing stop has no name of its own on the wire: it is a stop whose trigger moves.
    private static string OrderType(OrderRecord order, OrderCondition? trigger) => trigger switch
    {
        null => order.Tif == TimeInForce.FrontendMarket ? "Market" : "Limit",
        { Trigger: TriggerKind.TakeProfit } => trigger.IsMarket ? "Take Profit Market" : "Take Profit Limit",
        _ => trigger.IsMarket ? "Stop Market" : "Stop Limit",
    };

    private static string Condition(MarketParameters market, Side side, OrderCondition trigger)
    {
        if (trigger.IsTriggered)
        {
            return "Triggered";
        }

        var isAbove = (side == Side.Buy) == (trigger.Trigger != TriggerKind.TakeProfit);
        var price = Decimals.Price(market, trigger.TriggerPrice);
        var text = price.EndsWith(".0", StringComparison.Ordinal) ? price[..^2] : price;
        return $"Price {(isAbove ? "above" : "below")} {text}";
    }

    private sealed record OpenOrderShape(
        [property: JsonPropertyName("coin")] string Coin,
        [property: JsonPropertyName("side")] string Side,
        [property: JsonPropertyName("limitPx")] string Price,
        [property: JsonPropertyName("sz")] string Size,
        [property: JsonPropertyName("oid")] ulong Oid,
        [property: JsonPropertyName("timestamp")] ulong Timestamp,
        [property: JsonPropertyName("origSz")] string OriginalSize,
        [property: JsonPropertyName("cloid"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        string? ClientId,
        [property: JsonPropertyName("reduceOnly")]
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        bool? ReduceOnly);
}
