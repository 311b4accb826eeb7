using FsCheck;
using FsCheck.Fluent;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;

namespace Offing.Protocol.Tests.Codec;

/// <summary>
/// MessagePack of the actions that have no compact form, as their clients sign them: conditional and grouped
/// orders, the native order, timed actions, sub-accounts.
/// </summary>
internal static class SurfacePayloads
{
    private static readonly string[] TifNames = ["Gtc", "Ioc", "Alo", "FrontendMarket", "Fok"];
    private static readonly string[] Groupings = ["na", "normalTpsl", "positionTpsl", "oco", "oto"];
    private static readonly string[] Modes = ["expireMaker", "expireTaker", "expireBoth", "decrement"];

    /// <summary>{type, orders, grouping} with what the command asks for.</summary>
    public static byte[] Orders(PlaceOrders place)
    {
        var bytes = new ByteWriter();
        var writer = new MessagePackWriter(bytes).Map(3).String("type")
            .String(place.IsNative ? "offingOrder" : "order").String("orders").Array(place.Orders.Count);
        foreach (var order in place.Orders)
        {
            Order(writer, order);
        }

        writer.String("grouping").String(Groupings[(int)place.Grouping]);
        return bytes.ToArray();
    }

    /// <summary>{type: "modify", oid, order}.</summary>
    public static byte[] Modify(OrderId target, OrderSpec order)
    {
        var bytes = new ByteWriter();
        Order(
            new MessagePackWriter(bytes).Map(3).String("type").String("modify").String("oid")
                .UInt(target.Value).String("order"),
            order);
        return bytes.ToArray();
    }

    public static byte[] Schedule(ulong? time)
    {
        var bytes = new ByteWriter();
        var writer = new MessagePackWriter(bytes).Map(time is null ? 1 : 2).String("type").String(
            "scheduleCancel");
        if (time is { } at)
        {
            writer.String("time").UInt(at);
        }

        return bytes.ToArray();
    }

    public static byte[] Twap(PlaceTwap twap)
    {
        var bytes = new ByteWriter();
        new MessagePackWriter(bytes).Map(2).String("type").String("twapOrder").String("twap").Map(6)
            .String("a").UInt(twap.Market.Value).String("b").Bool(twap.Side == Side.Buy)
            .String("s").String(twap.Size.ToString()).String("r").Bool(twap.ReduceOnly)
            .String("m").UInt(twap.Minutes).String("t").Bool(twap.Randomize);
        return bytes.ToArray();
    }

    public static byte[] TwapCancel(CancelTwap cancel)
    {
        var bytes = new ByteWriter();
        new MessagePackWriter(bytes).Map(3).String("type").String("twapCancel")
            .String("a").UInt(cancel.Market.Value).String("t").UInt(cancel.Twap);
        return bytes.ToArray();
    }

    public static byte[] Create(string name)
    {
        var bytes = new ByteWriter();
        new MessagePackWriter(bytes).Map(2).String("type").String("createSubAccount").String("name").String(
            name);
        return bytes.ToArray();
    }

    public static byte[] Transfer(TransferSubAccount transfer)
    {
        var bytes = new ByteWriter();
        new MessagePackWriter(bytes).Map(4).String("type").String("subAccountTransfer")
            .String("subAccountUser").String(transfer.SubAccount.ToString())
            .String("isDeposit").Bool(transfer.IsDeposit).String("usd").UInt((ulong)transfer.Amount.Value);
        return bytes.ToArray();
    }

    private static void Order(MessagePackWriter writer, OrderSpec order)
    {
        var options = order.Options;
        var count = 6 + (order.ClientId.IsNone ? 0 : 1) + (options.SelfTrade == 0 ? 0 : 1)
            + (options.AcrossSubAccounts ? 1 : 0) + (options.Display is null ? 0 : 1)
            + (options.Expiry_Ms == 0 ? 0 : 1);
        writer.Map(count).String("a").UInt(order.Market.Value).String("b").Bool(order.Side == Side.Buy)
            .String("p").String(order.Price.ToString()).String("s").String(order.Size.ToString())
            .String("r").Bool(order.ReduceOnly).String("t").Map(1);
        Type(writer, order);
        if (!order.ClientId.IsNone)
        {
            writer.String("c").String(order.ClientId.ToString());
        }

        if (options.SelfTrade != SelfTradeMode.ExpireMaker)
        {
            writer.String("stp").String(Modes[(int)options.SelfTrade]);
        }

        if (options.AcrossSubAccounts)
        {
            writer.String("sub").Bool(true);
        }

        if (options.Display is { } display)
        {
            writer.String("display").String(display.ToString());
        }

        if (options.Expiry_Ms != 0)
        {
            writer.String("expiry").UInt(options.Expiry_Ms);
        }
    }

    private static void Type(MessagePackWriter writer, OrderSpec order)
    {
        switch (order.Trigger)
        {
            case null:
                writer.String("limit").Map(1).String("tif").String(TifNames[(int)order.Tif]);
                break;
            case { Kind: TriggerKind.TrailingStop } trailing:
                writer.String("trailing").Map(2).String("isMarket").Bool(trailing.IsMarket)
                    .String("offset").String(trailing.Price.ToString());
                break;
            case { } trigger:
                writer.String("trigger").Map(3).String("isMarket").Bool(trigger.IsMarket)
                    .String("triggerPx").String(trigger.Price.ToString())
                    .String("tpsl").String(trigger.Kind == TriggerKind.TakeProfit ? "tp" : "sl");
                break;
        }
    }
}
