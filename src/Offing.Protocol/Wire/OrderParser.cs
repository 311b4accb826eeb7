using System.Text;
using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Protocol.Wire;

/// <summary>actions order, offingOrder, modify and batchModify.</summary>
internal static class OrderParser
{
    public static PlaceOrders Place(ReadOnlySpan<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        var keys = new KeySet("type", "orders", "grouping", "builder");
        IReadOnlyList<OrderSpec> orders = [];
        var grouping = OrderGrouping.Na;
        BuilderCode? builder = null;
        for (var left = reader.Map("the action"); left > 0; left--)
        {
            switch (keys.Next(ref reader))
            {
                case "orders":
                    orders = List(ref reader, "orders", Order);
                    break;
                case "grouping":
                    grouping = Grouping(ref reader, isNative: false);
                    break;
                case "builder":
                    builder = Builder(ref reader);
                    break;
                default:
                    reader.String("type");
                    break;
            }
        }

        reader.End();
        keys.MustHaveAll("builder");
        return new PlaceOrders(orders, builder) { Grouping = grouping };
    }

    /// <summary>action offingOrder (spec/native.md).</summary>
    public static PlaceOrders PlaceNative(ReadOnlySpan<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        var keys = new KeySet("type", "orders", "grouping", "builder");
        IReadOnlyList<OrderSpec> orders = [];
        var grouping = OrderGrouping.Na;
        BuilderCode? builder = null;
        for (var left = reader.Map("the action"); left > 0; left--)
        {
            switch (keys.Next(ref reader))
            {
                case "orders":
                    orders = List(ref reader, "orders", NativeOrder);
                    break;
                case "grouping":
                    grouping = Grouping(ref reader, isNative: true);
                    break;
                case "builder":
                    builder = Builder(ref reader);
                    break;
                default:
                    reader.String("type");
                    break;
            }
        }

        reader.End();
        keys.MustHaveAll("builder");
        return new PlaceOrders(orders, builder) { Grouping = grouping, IsNative = true };
    }

    public static ModifyOrders Modify(ReadOnlySpan<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        var keys = new KeySet("type", "oid", "order", "a");
        var modify = ModifyFields(ref reader, keys);
        reader.End();
        return new ModifyOrders([modify], IsBatch: false);
    }

    public static ModifyOrders BatchModify(ReadOnlySpan<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        var keys = new KeySet("type", "modifies", "a");
        IReadOnlyList<(OrderReference, OrderSpec)> modifies = [];
        for (var left = reader.Map("the action"); left > 0; left--)
        {
            switch (keys.Next(ref reader))
            {
                case "modifies":
                    modifies = List(ref reader, "modifies", static (ref MessagePackReader item) =>
                        ModifyFields(ref item, new KeySet("oid", "order")));
                    break;
                case "a":
                    reader.Bool("a");
                    break;
                default:
                    reader.String("type");
                    break;
            }
        }

        reader.End();
        keys.MustHaveAll("a");
        return new ModifyOrders(modifies, IsBatch: true);
    }

    internal delegate T ItemReader<T>(ref MessagePackReader reader);

    /// <summary>A list of 1 to <see cref="Limits.OrdersPerAction"/> items.</summary>
    internal static IReadOnlyList<T> List<T>(ref MessagePackReader reader, string what, ItemReader<T> item)
    {
        var count = reader.Array(what);
        if (count is 0 or > Limits.OrdersPerAction)
        {
            throw count == 0
                ? new WireException(RejectCode.EmptyAction, $"{what} is empty")
                : new WireException(
                    RejectCode.TooManyItems, $"{what} has {count}, over {Limits.OrdersPerAction}");
        }

        var items = new T[count];
        for (var i = 0; i < count; i++)
        {
            items[i] = item(ref reader);
        }

        return items;
    }

    internal static ClientOrderId ClientId(string text)
    {
        if (text.Length != 34 || !text.StartsWith("0x", StringComparison.Ordinal)
            || !Digits.TryParseHex(text.AsSpan(2), out var id) || id == UInt128.Zero)
        {
            throw new WireException(
                RejectCode.BadClientOrderId, "a client id is 0x and 32 hex digits, not all zero");
        }

        return new ClientOrderId(id);
    }

    private static (OrderReference Target, OrderSpec Replacement) ModifyFields(
        ref MessagePackReader reader, KeySet keys)
    {
        OrderReference target = default;
        OrderSpec? order = null;
        for (var left = reader.Map("a modify"); left > 0; left--)
        {
            switch (keys.Next(ref reader))
            {
                case "oid":
                    target = reader.NextIsString()
                        ? new(default, ClientId(reader.String("oid")))
                        : new(new OrderId(reader.UInt("oid")), ClientOrderId.None);
                    break;
                case "order":
                    order = Order(ref reader);
                    break;
                case "a":
                    reader.Bool("a");
                    break;
                default:
                    reader.String("type");
                    break;
            }
        }

        keys.MustHaveAll("a");
        return (target, order!);
    }

    private static readonly string[] OrderKeys = ["a", "b", "p", "s", "r", "t", "c"];

    private static OrderSpec Order(ref MessagePackReader reader) =>
        Order(ref reader, new KeySet(OrderKeys), isNative: false);

    private static OrderSpec NativeOrder(ref MessagePackReader reader) => Order(
        ref reader, new KeySet("a", "b", "p", "s", "r", "t", "c", "stp", "sub", "display", "expiry"),
        isNative: true);

    private static OrderSpec Order(ref MessagePackReader reader, KeySet keys, bool isNative)
    {
        var (asset, isBuy, reduceOnly) = (0u, false, false);
        var (price, size, clientId) = (default(WireDecimal), default(WireDecimal), ClientOrderId.None);
        var (tif, trigger, options) = (TimeInForce.Gtc, (TriggerSpec?)null, OrderOptions.None);
        for (var left = reader.Map("an order"); left > 0; left--)
        {
            switch (keys.Next(ref reader))
            {
                case "a":
                    asset = reader.UInt32("a");
                    break;
                case "b":
                    isBuy = reader.Bool("b");
                    break;
                case "p":
                    price = Decimal(ref reader, "p", RejectCode.BadPrice);
                    break;
                case "s":
                    size = Decimal(ref reader, "s", RejectCode.BadSize);
                    break;
                case "r":
                    reduceOnly = reader.Bool("r");
                    break;
                case "t":
                    (tif, trigger) = OrderTypeParser.Read(ref reader, isNative);
                    break;
                case "c":
                    clientId = reader.StringOrNil("c") is { } text ? ClientId(text) : ClientOrderId.None;
                    break;
                case var option:
                    options = Option(ref reader, option, options);
                    break;
            }
        }

        keys.MustHaveAll("c", "stp", "sub", "display", "expiry");
        var side = isBuy ? Side.Buy : Side.Sell;
        return new OrderSpec(new MarketId(asset), side, price, size, reduceOnly, tif, clientId)
        {
            Trigger = trigger,
            Options = options,
        };
    }

    private static OrderOptions Option(ref MessagePackReader reader, string key, OrderOptions options) =>
        key switch
        {
            "stp" => options with { SelfTrade = SelfTrade(reader.String("stp")) },
            "sub" => options with { AcrossSubAccounts = reader.Bool("sub") },
            "display" => options with { Display = Decimal(ref reader, "display", RejectCode.BadSize) },
            _ => options with { Expiry_Ms = Expiry(reader.UInt("expiry")) },
        };

    private static SelfTradeMode SelfTrade(string name) => name switch
    {
        "expireMaker" => SelfTradeMode.ExpireMaker,
        "expireTaker" => SelfTradeMode.ExpireTaker,
        "expireBoth" => SelfTradeMode.ExpireBoth,
        "decrement" => SelfTradeMode.Decrement,
        _ => throw new WireException(RejectCode.UnsupportedOption, $"stp {name} is not known"),
    };

    // Zero would stand for never: whoever writes a time means one.
    private static ulong Expiry(ulong time_Ms) =>
        time_Ms != 0
            ? time_Ms
            : throw new WireException(RejectCode.BadNumber, "expiry must be over 0, or be left out");

    internal static WireDecimal Decimal(ref MessagePackReader reader, string what, RejectCode code)
    {
        var utf8 = reader.Utf8(what);
        Span<char> text = stackalloc char[WireDecimal.MaxChars + 1];
        // A text that does not fit is too long for a number anyway.
        var length = Encoding.UTF8.TryGetChars(utf8, text, out var chars) ? chars : 0;
        return WireDecimal.TryParse(text[..length], out var value)
            ? value
            : throw new WireException(
                code, $"{what} must be a plain decimal of at most 64 bits and 15 decimals");
    }

    private static OrderGrouping Grouping(ref MessagePackReader reader, bool isNative)
    {
        var name = reader.NextIsString() ? reader.String("grouping") : "other than a name";
        return name switch
        {
            "na" => OrderGrouping.Na,
            "normalTpsl" => OrderGrouping.NormalTpsl,
            "positionTpsl" => OrderGrouping.PositionTpsl,
            "oco" when isNative => OrderGrouping.Oco,
            "oto" when isNative => OrderGrouping.Oto,
            "oco" or "oto" => throw new WireException(
                RejectCode.UnsupportedGrouping, $"{name} is of the action offingOrder"),
            _ => throw new WireException(RejectCode.UnsupportedGrouping, $"{name} is not offered"),
        };
    }

    private static BuilderCode Builder(ref MessagePackReader reader)
    {
        var keys = new KeySet("b", "f");
        var (address, fee) = (Address.Zero, 0ul);
        for (var left = reader.Map("builder"); left > 0; left--)
        {
            if (keys.Next(ref reader) == "f")
            {
                fee = reader.UInt("f");
            }
            else if (!Address.TryParse(reader.String("b"), out address))
            {
                throw new WireException(RejectCode.BadAddress, "builder must be 0x and 40 hex digits");
            }
        }

        keys.MustHaveAll();
        return new BuilderCode(address, fee);
    }
}
