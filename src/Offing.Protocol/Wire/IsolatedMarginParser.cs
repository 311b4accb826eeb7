using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Protocol.Wire;

/// <summary>actions updateIsolatedMargin and topUpIsolatedOnlyMargin.</summary>
internal static class IsolatedMarginParser
{
    public static UpdateIsolatedMargin Update(ReadOnlySpan<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        var keys = new KeySet("type", "asset", "isBuy", "ntli");
        var (asset, amount) = (0u, 0L);
        for (var left = reader.Map("the action"); left > 0; left--)
        {
            switch (keys.Next(ref reader))
            {
                case "asset":
                    asset = reader.UInt32("asset");
                    break;
                case "isBuy":
                    // Which of two positions of a market is meant, where there can be two.
                    reader.Bool("isBuy");
                    break;
                case "ntli":
                    amount = reader.Int("ntli");
                    break;
                default:
                    reader.String("type");
                    break;
            }
        }

        reader.End();
        keys.MustHaveAll();
        return new UpdateIsolatedMargin(new MarketId(asset), new MicroUsd(amount));
    }

    public static TopUpIsolatedMargin TopUp(ReadOnlySpan<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        var keys = new KeySet("type", "asset", "leverage");
        var asset = 0u;
        var leverage = default(WireDecimal);
        for (var left = reader.Map("the action"); left > 0; left--)
        {
            switch (keys.Next(ref reader))
            {
                case "asset":
                    asset = reader.UInt32("asset");
                    break;
                case "leverage":
                    leverage = OrderParser.Decimal(ref reader, "leverage", RejectCode.BadNumber);
                    break;
                default:
                    reader.String("type");
                    break;
            }
        }

        reader.End();
        keys.MustHaveAll();
        return new TopUpIsolatedMargin(new MarketId(asset), leverage);
    }
}
