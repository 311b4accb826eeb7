using Offing.Protocol.Commands;

namespace Offing.Protocol.Wire;

/// <summary>The field t of an order: how long it stays, or what it waits for.</summary>
internal static class OrderTypeParser
{
    /// <param name="reader">Stands before the value of t.</param>
    /// <param name="isNative">Whether the words of the native action are allowed.</param>
    public static (TimeInForce Tif, TriggerSpec? Trigger) Read(ref MessagePackReader reader, bool isNative)
    {
        if (reader.Map("t") != 1)
        {
            throw new WireException(RejectCode.Malformed, "t must have the one key limit or trigger");
        }

        switch (reader.String("a key"))
        {
            case "limit":
                return (Limit(ref reader, isNative), null);
            case "trigger":
                return Conditional(Trigger(ref reader));
            case "trailing" when isNative:
                return Conditional(Trailing(ref reader));
            case var other:
                throw new WireException(RejectCode.UnknownKey, other);
        }
    }

    // What goes to the book at market must not stay there.
    private static (TimeInForce Tif, TriggerSpec? Trigger) Conditional(TriggerSpec trigger) =>
        (trigger.IsMarket ? TimeInForce.Ioc : TimeInForce.Gtc, trigger);

    private static TimeInForce Limit(ref MessagePackReader reader, bool isNative)
    {
        var keys = new KeySet("tif");
        var tif = TimeInForce.Gtc;
        for (var left = reader.Map("limit"); left > 0; left--)
        {
            keys.Next(ref reader);
            tif = reader.String("tif") switch
            {
                "Gtc" => TimeInForce.Gtc,
                "Ioc" => TimeInForce.Ioc,
                "Alo" => TimeInForce.Alo,
                "FrontendMarket" => TimeInForce.FrontendMarket,
                "Fok" when isNative => TimeInForce.Fok,
                "Fok" => throw new WireException(
                    RejectCode.UnsupportedOrderType, "tif Fok is of the action offingOrder"),
                var other => throw new WireException(
                    RejectCode.UnsupportedOrderType, $"tif {other} is not known"),
            };
        }

        keys.MustHaveAll();
        return tif;
    }

    private static TriggerSpec Trigger(ref MessagePackReader reader)
    {
        var keys = new KeySet("isMarket", "triggerPx", "tpsl");
        var trigger = new TriggerSpec(TriggerKind.None, default, false);
        for (var left = reader.Map("trigger"); left > 0; left--)
        {
            trigger = keys.Next(ref reader) switch
            {
                "isMarket" => trigger with { IsMarket = reader.Bool("isMarket") },
                "triggerPx" => trigger with
                {
                    Price = OrderParser.Decimal(ref reader, "triggerPx", RejectCode.BadPrice),
                },
                _ => trigger with { Kind = Kind(reader.String("tpsl")) },
            };
        }

        keys.MustHaveAll();
        return trigger;
    }

    private static TriggerKind Kind(string tpsl) => tpsl switch
    {
        "sl" => TriggerKind.StopLoss,
        "tp" => TriggerKind.TakeProfit,
        _ => throw new WireException(RejectCode.UnsupportedOrderType, $"tpsl {tpsl} is neither tp nor sl"),
    };

    private static TriggerSpec Trailing(ref MessagePackReader reader)
    {
        var keys = new KeySet("isMarket", "offset");
        var trailing = new TriggerSpec(TriggerKind.TrailingStop, default, false);
        for (var left = reader.Map("trailing"); left > 0; left--)
        {
            trailing = keys.Next(ref reader) == "isMarket"
                ? trailing with { IsMarket = reader.Bool("isMarket") }
                : trailing with { Price = OrderParser.Decimal(ref reader, "offset", RejectCode.BadPrice) };
        }

        keys.MustHaveAll();
        return trailing;
    }
}
