using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Protocol.Wire;

/// <summary>actions cancel and cancelByCloid.</summary>
internal static class CancelParser
{
    public static CancelOrders ById(ReadOnlySpan<byte> bytes) =>
        new(Cancels(bytes, static (ref MessagePackReader reader) =>
        {
            var keys = new KeySet("a", "o");
            var (asset, order) = (0u, 0ul);
            for (var left = reader.Map("a cancel"); left > 0; left--)
            {
                if (keys.Next(ref reader) == "a")
                {
                    asset = reader.UInt32("a");
                }
                else
                {
                    order = reader.UInt("o");
                }
            }

            keys.MustHaveAll();
            return (new MarketId(asset), new OrderId(order));
        }));

    public static CancelOrdersByClientId ByClientId(ReadOnlySpan<byte> bytes) =>
        new(Cancels(bytes, static (ref MessagePackReader reader) =>
        {
            var keys = new KeySet("asset", "cloid");
            var (asset, clientId) = (0u, ClientOrderId.None);
            for (var left = reader.Map("a cancel"); left > 0; left--)
            {
                if (keys.Next(ref reader) == "asset")
                {
                    asset = reader.UInt32("asset");
                }
                else
                {
                    clientId = OrderParser.ClientId(reader.String("cloid"));
                }
            }

            keys.MustHaveAll();
            return (new MarketId(asset), clientId);
        }));

    private static IReadOnlyList<T> Cancels<T>(ReadOnlySpan<byte> bytes, OrderParser.ItemReader<T> item)
    {
        var reader = new MessagePackReader(bytes);
        var keys = new KeySet("type", "cancels", "f");
        IReadOnlyList<T> cancels = [];
        for (var left = reader.Map("the action"); left > 0; left--)
        {
            switch (keys.Next(ref reader))
            {
                case "cancels":
                    cancels = OrderParser.List(ref reader, "cancels", item);
                    break;
                case "f":
                    RefuseFast(reader.Bool("f"));
                    break;
                default:
                    reader.String("type");
                    break;
            }
        }

        reader.End();
        keys.MustHaveAll("f");
        return cancels;
    }

    private static void RefuseFast(bool value)
    {
        if (value)
        {
            throw new WireException(
                RejectCode.UnsupportedOption, "f is not offered: every cancel goes first here");
        }
    }
}
