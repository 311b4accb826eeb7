using System.Text.Json.Nodes;

namespace Offing.Host.Tests;

/// <summary>Actions as a client writes them by hand, beside the code that they are sent to.</summary>
internal static class WireOrders
{
    /// <summary>One order in BTC that stays until it is filled or cancelled.</summary>
    public static JsonObject Limit(bool isBuy, string price, string size) => new()
    {
        ["type"] = "order",
        ["orders"] = new JsonArray(new JsonObject
        {
            ["a"] = 0, ["b"] = isBuy, ["p"] = price, ["s"] = size, ["r"] = false,
            ["t"] = new JsonObject { ["limit"] = new JsonObject { ["tif"] = "Gtc" } },
        }),
        ["grouping"] = "na",
    };
}
