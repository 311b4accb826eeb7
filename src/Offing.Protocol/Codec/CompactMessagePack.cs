using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;

namespace Offing.Protocol.Codec;

/// <summary>The MessagePack that the compatible wire's clients sign, in their canonical key order.</summary>
public static class CompactMessagePack
{
    private static readonly string[] TifNames = ["Gtc", "Ioc", "Alo", "FrontendMarket"];

    /// <summary>{type: "order", orders, grouping: "na", builder?}.</summary>
    public static byte[] Orders(PlaceOrders place)
    {
        var bytes = new ByteWriter(64 + (place.Orders.Count * 96));
        var writer = new MessagePackWriter(bytes).Map(place.Builder is null ? 3 : 4)
            .String("type").String("order").String("orders").Array(place.Orders.Count);
        foreach (var order in place.Orders)
        {
            Order(writer, order);
        }

        writer.String("grouping").String("na");
        if (place.Builder is { } builder)
        {
            writer.String("builder").Map(2).String("b").String(builder.Builder.ToString())
                .String("f").UInt(builder.TenthsOfBasisPoint);
        }

        return bytes.ToArray();
    }

    /// <summary>{type: "cancel", cancels: [{a, o}]}.</summary>
    public static byte[] Cancels(CancelOrders cancel)
    {
        var bytes = new ByteWriter(32 + (cancel.Cancels.Count * 16));
        var writer = new MessagePackWriter(bytes).Map(2).String("type").String("cancel")
            .String("cancels").Array(cancel.Cancels.Count);
        foreach (var (market, order) in cancel.Cancels)
        {
            writer.Map(2).String("a").UInt(market.Value).String("o").UInt(order.Value);
        }

        return bytes.ToArray();
    }

    /// <summary>{type: "cancelByCloid", cancels: [{asset, cloid}]}.</summary>
    public static byte[] Cancels(CancelOrdersByClientId cancel)
    {
        var bytes = new ByteWriter(32 + (cancel.Cancels.Count * 64));
        var writer = new MessagePackWriter(bytes).Map(2).String("type").String("cancelByCloid")
            .String("cancels").Array(cancel.Cancels.Count);
        foreach (var (market, clientId) in cancel.Cancels)
        {
            writer.Map(2).String("asset").UInt(market.Value).String("cloid").String(clientId.ToString());
        }

        return bytes.ToArray();
    }

    private static void Order(MessagePackWriter writer, OrderSpec order)
    {
        writer.Map(order.ClientId.IsNone ? 6 : 7)
            .String("a").UInt(order.Market.Value)
            .String("b").Bool(order.Side == Side.Buy)
            .String("p").String(order.Price.ToString())
            .String("s").String(order.Size.ToString())
            .String("r").Bool(order.ReduceOnly)
            .String("t").Map(1).String("limit").Map(1).String("tif").String(TifNames[(int)order.Tif]);
        if (!order.ClientId.IsNone)
        {
            writer.String("c").String(order.ClientId.ToString());
        }
    }
}
