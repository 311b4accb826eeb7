using Offing.Protocol.Commands;

namespace Offing.Gateway.Limiting;

/// <summary>What requests cost an address and a key.</summary>
internal static class RequestWeights
{
    /// <summary>What is quickly read.</summary>
    public const int Light = 2;

    /// <summary>All other questions, a preview too.</summary>
    public const int Common = 20;

    private const int Heavy = 60;
    private const int ItemsOfOne = 40;

    /// <summary>Of a type of /info.</summary>
    public static int OfInfo(string? type) => type switch
    {
        "l2Book" or "allMids" or "clearinghouseState" or "orderStatus" or "spotClearinghouseState"
            or "exchangeStatus" => Light,
        "userRole" => Heavy,
        _ => Common,
    };

    /// <summary>Of an action.</summary>
    public static int Of(Command command) => 1 + (Items(command) / ItemsOfOne);

    /// <summary>Orders and cancels in an action.</summary>
    public static int Items(Command command) => Math.Max(1, command switch
    {
        PlaceOrders place => place.Orders.Count,
        ModifyOrders modify => modify.Modifies.Count,
        CancelOrders cancel => cancel.Cancels.Count,
        CancelOrdersByClientId cancel => cancel.Cancels.Count,
        _ => 1,
    });

    /// <summary>Whether it only cancels.</summary>
    public static bool IsCancel(Command command) =>
        command is CancelOrders or CancelOrdersByClientId or CancelTwap or ScheduleCancel;
}
