using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Tools.Client;

/// <summary>Actions as the compatible wire's clients write them: keys in the order that is signed.</summary>
public static class ActionJson
{
    private static readonly string[] TifNames = ["Gtc", "Ioc", "Alo", "FrontendMarket"];

    public static JsonObject Orders(params IEnumerable<OrderSpec> orders) => new()
    {
        ["type"] = "order",
        ["orders"] = new JsonArray([.. orders.Select(Order)]),
        ["grouping"] = "na",
    };

    public static JsonObject Cancel(MarketId market, OrderId order) => new()
    {
        ["type"] = "cancel",
        ["cancels"] = new JsonArray(new JsonObject { ["a"] = market.Value, ["o"] = order.Value }),
    };

    public static JsonObject CancelByClientId(MarketId market, ClientOrderId id) => new()
    {
        ["type"] = "cancelByCloid",
        ["cancels"] = new JsonArray(new JsonObject { ["asset"] = market.Value, ["cloid"] = id.ToString() }),
    };

    /// <summary>
    /// Replaces the open order that carries the client id of <paramref name="replacement"/>.
    /// </summary>
    public static JsonObject Modify(OrderSpec replacement) => new()
    {
        ["type"] = "modify",
        ["oid"] = replacement.ClientId.ToString(),
        ["order"] = Order(replacement),
    };

    public static JsonObject Leverage(MarketId market, uint leverage) => new()
    {
        ["type"] = "updateLeverage",
        ["asset"] = market.Value,
        ["isCross"] = true,
        ["leverage"] = leverage,
    };

    private static JsonObject Order(OrderSpec order)
    {
        var json = new JsonObject
        {
            ["a"] = order.Market.Value,
            ["b"] = order.Side == Side.Buy,
            ["p"] = order.Price.ToString(),
            ["s"] = order.Size.ToString(),
            ["r"] = order.ReduceOnly,
            ["t"] = new JsonObject { ["limit"] = new JsonObject { ["tif"] = TifNames[(int)order.Tif] } },
        };
        if (!order.ClientId.IsNone)
        {
            json["c"] = order.ClientId.ToString();
        }

        return json;
    }
}
