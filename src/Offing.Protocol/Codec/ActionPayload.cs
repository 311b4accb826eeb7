using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;

namespace Offing.Protocol.Codec;

/// <summary>
/// The payload of an action, compact where the signed MessagePack can be rebuilt from it to the byte,
/// else raw (spec/entries.md). The shape travels in the entry's head.
/// </summary>
internal static class ActionPayload
{
    /// <summary>The shape of what has no compact form: the MessagePack itself.</summary>
    public const byte Raw = 0;

    private const byte Order = 1;
    private const byte OrderWithBuilder = 2;
    private const byte Cancel = 3;
    private const byte CancelByClientId = 4;

    private const byte BuyFlag = 1;
    private const byte ReduceOnlyFlag = 2;
    private const int TifShift = 2;
    private const byte ClientIdFlag = 16;

    /// <summary>The one shape in which <paramref name="command"/> is written.</summary>
    public static byte ShapeOf(Command command, ReadOnlySpan<byte> messagePack)
    {
        var rebuilt = command switch
        {
            PlaceOrders place when HasCompactForm(place) => CompactMessagePack.Orders(place),
            CancelOrders cancel => CompactMessagePack.Cancels(cancel),
            CancelOrdersByClientId cancel => CompactMessagePack.Cancels(cancel),
            _ => null,
        };
        if (rebuilt is null || !rebuilt.AsSpan().SequenceEqual(messagePack))
        {
            return Raw;
        }

        return command switch
        {
            PlaceOrders place => place.Builder is null ? Order : OrderWithBuilder,
            CancelOrders => Cancel,
            _ => CancelByClientId,
        };
    }

    // The flags of a compact order have no room for what the native action and conditional orders add.
    private static bool HasCompactForm(PlaceOrders place)
    {
        if (place.IsNative || place.Grouping != OrderGrouping.Na)
        {
            return false;
        }

        foreach (var order in place.Orders)
        {
            if (order.Trigger is not null || order.Tif > TimeInForce.FrontendMarket)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Appends the action in the shape that <see cref="ShapeOf"/> gave.</summary>
    public static void Write(ByteWriter writer, byte shape, Command command, ReadOnlySpan<byte> messagePack)
    {
        switch (shape)
        {
            case Raw:
                writer.Bytes(messagePack);
                break;
            case Order or OrderWithBuilder:
                WriteOrders(writer, (PlaceOrders)command);
                break;
            case Cancel:
                var byId = ((CancelOrders)command).Cancels;
                writer.VarUInt((ulong)byId.Count);
                foreach (var (market, order) in byId)
                {
                    writer.VarUInt(market.Value).VarUInt(order.Value);
                }

                break;
            default:
                var byClientId = ((CancelOrdersByClientId)command).Cancels;
                writer.VarUInt((ulong)byClientId.Count);
                foreach (var (market, clientId) in byClientId)
                {
                    writer.VarUInt(market.Value).U128(clientId.Value);
                }

                break;
        }
    }

    /// <summary>
    /// The signed MessagePack and its command, from the compact or raw form that fills the rest.
    /// </summary>
    /// <param name="rebuilds">Else the MessagePack of a compact form is left empty.</param>
    public static (byte[] MessagePack, Command Command) Read(
        ref ByteReader reader, byte shape, bool rebuilds)
    {
        if (shape == Raw)
        {
            var bytes = reader.Bytes(reader.Remaining).ToArray();
            return ActionParser.TryParse(bytes, out var action, out var error)
                ? (bytes, action.Command)
                : throw new CodecException(
                    $"an action that the door would refuse: {error.Code} {error.Detail}");
        }

        Command command = shape switch
        {
            Order or OrderWithBuilder => ReadOrders(ref reader, shape),
            Cancel => new CancelOrders(ReadList(ref reader,
                static (ref ByteReader item) => (Market(ref item), new OrderId(item.VarUInt())))),
            CancelByClientId => new CancelOrdersByClientId(ReadList(ref reader,
                static (ref ByteReader item) => (Market(ref item), ClientId(ref item)))),
            _ => throw new CodecException($"unknown shape {shape}"),
        };
        reader.End();
        if (!rebuilds)
        {
            return ([], command);
        }

        var rebuilt = command switch
        {
            PlaceOrders place => CompactMessagePack.Orders(place),
            CancelOrders cancel => CompactMessagePack.Cancels(cancel),
            _ => CompactMessagePack.Cancels((CancelOrdersByClientId)command),
        };
        return (rebuilt, command);
    }

    private static void WriteOrders(ByteWriter writer, PlaceOrders place)
    {
        if (place.Builder is { } builder)
        {
            writer.Address(builder.Builder).VarUInt(builder.TenthsOfBasisPoint);
        }

        writer.VarUInt((ulong)place.Orders.Count);
        foreach (var order in place.Orders)
        {
            var flags = (byte)((order.Side == Side.Buy ? BuyFlag : 0)
                | (order.ReduceOnly ? ReduceOnlyFlag : 0) | ((int)order.Tif << TifShift)
                | (order.ClientId.IsNone ? 0 : ClientIdFlag));
            writer.U8(flags).VarUInt(order.Market.Value)
                .U8((byte)((order.Price.Scale << 4) | order.Size.Scale))
                .VarUInt(order.Price.Mantissa).VarUInt(order.Size.Mantissa);
            if (!order.ClientId.IsNone)
            {
                writer.U128(order.ClientId.Value);
            }
        }
    }

    private static PlaceOrders ReadOrders(ref ByteReader reader, byte shape)
    {
        var builder = shape == OrderWithBuilder ? new BuilderCode(reader.Address(), reader.VarUInt()) : null;
        return new PlaceOrders(ReadList(ref reader, ReadOrder), builder);
    }

    private static OrderSpec ReadOrder(ref ByteReader reader)
    {
        var flags = reader.U8();
        if (flags >= ClientIdFlag * 2)
        {
            throw new CodecException($"order flags {flags}");
        }

        var market = Market(ref reader);
        var scales = reader.U8();
        var price = new WireDecimal(reader.VarUInt(), (byte)(scales >> 4));
        var size = new WireDecimal(reader.VarUInt(), (byte)(scales & 0x0F));
        var clientId = (flags & ClientIdFlag) != 0 ? ClientId(ref reader) : ClientOrderId.None;
        return new OrderSpec(
            market, (flags & BuyFlag) != 0 ? Side.Buy : Side.Sell, price, size, (flags & ReduceOnlyFlag) != 0,
            (TimeInForce)((flags >> TifShift) & 3), clientId);
    }

    private delegate T ItemReader<T>(ref ByteReader reader);

    private static T[] ReadList<T>(ref ByteReader reader, ItemReader<T> read)
    {
        var count = reader.VarUInt();
        if (count is 0 or > Limits.OrdersPerAction)
        {
            throw new CodecException($"{count} items in one action");
        }

        var items = new T[(int)count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = read(ref reader);
        }

        return items;
    }

    private static MarketId Market(ref ByteReader reader)
    {
        var value = reader.VarUInt();
        return value <= uint.MaxValue
            ? new MarketId((uint)value)
            : throw new CodecException("a market over 32 bits");
    }

    private static ClientOrderId ClientId(ref ByteReader reader)
    {
        var id = new ClientOrderId(reader.U128());
        return id.IsNone ? throw new CodecException("a client id of zero") : id;
    }
}
