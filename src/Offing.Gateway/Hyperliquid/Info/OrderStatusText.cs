using Offing.MarketData;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Events;

namespace Offing.Gateway.Hyperliquid.Info;

/// <summary>States and ends of orders in the words of the wire; where it has none, the nearest.</summary>
internal static class OrderStatusText
{
    public static string Of(OrderRecord order) => order.Status switch
    {
        OrderStatus.Open => "open",
        OrderStatus.Triggered => "triggered",
        OrderStatus.Filled => "filled",
        OrderStatus.SelfTradeCanceled => "selfTradeCanceled",
        OrderStatus.MarginCanceled => "marginCanceled",
        OrderStatus.ReduceOnlyCanceled => "reduceOnlyCanceled",
        OrderStatus.SiblingFilledCanceled => "siblingFilledCanceled",
        OrderStatus.ScheduledCancel => "scheduledCancel",
        OrderStatus.LiquidatedCanceled => "liquidatedCanceled",
        OrderStatus.IocCanceled or OrderStatus.FokCanceled when order.Filled.IsZero =>
            order.Condition is { IsMarket: true } ? "marketOrderNoLiquidityRejected" : "iocCancelRejected",
        OrderStatus.Canceled or OrderStatus.IocCanceled or OrderStatus.FokCanceled
            or OrderStatus.BandCanceled or OrderStatus.Expired or OrderStatus.ParentCanceled
            or OrderStatus.KeyLimitCanceled or OrderStatus.HaltCanceled => "canceled",
        OrderStatus.DelistedCanceled => "delistedCanceled",
        OrderStatus.Rejected => Refused(order.Refusal),
        _ => Check.Unreachable<string>("order status"),
    };

    /// <summary>Whether the venue and not its owner ended the order.</summary>
    public static bool IsNonUserCancel(OrderRecord order) => order.Status
        is OrderStatus.SelfTradeCanceled or OrderStatus.MarginCanceled or OrderStatus.BandCanceled
        or OrderStatus.ReduceOnlyCanceled or OrderStatus.SiblingFilledCanceled
        or OrderStatus.ScheduledCancel or OrderStatus.LiquidatedCanceled or OrderStatus.Expired
        or OrderStatus.ParentCanceled or OrderStatus.Rejected or OrderStatus.KeyLimitCanceled
        or OrderStatus.HaltCanceled or OrderStatus.DelistedCanceled;

    private static string Refused(RejectCode code) => code switch
    {
        RejectCode.PriceOffTick or RejectCode.PriceZero or RejectCode.PriceTooLarge => "tickRejected",
        RejectCode.BelowMinimumValue => "minTradeNtlRejected",
        RejectCode.InsufficientMargin => "perpMarginRejected",
        RejectCode.ReduceOnlyWouldIncrease => "reduceOnlyRejected",
        RejectCode.PostOnlyWouldMatch => "badAloPxRejected",
        RejectCode.IocNoMatch or RejectCode.FokNotFillable => "iocCancelRejected",
        RejectCode.BadTriggerPrice or RejectCode.BadTrailingOffset => "badTriggerPxRejected",
        RejectCode.PriceOutsideBand or RejectCode.NoMark => "oracleRejected",
        RejectCode.PositionTooLarge => "perpMaxPositionRejected",
        _ => "rejected",
    };
}
