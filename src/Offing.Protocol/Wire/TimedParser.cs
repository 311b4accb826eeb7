using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Protocol.Wire;

/// <summary>actions scheduleCancel, twapOrder and twapCancel.</summary>
internal static class TimedParser
{
    public static ScheduleCancel Schedule(ReadOnlySpan<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        var keys = new KeySet("type", "time");
        ulong? time = null;
        for (var left = reader.Map("the action"); left > 0; left--)
        {
            if (keys.Next(ref reader) == "time")
            {
                time = reader.UInt("time");
            }
            else
            {
                reader.String("type");
            }
        }

        reader.End();
        keys.MustHaveAll("time");
        return new ScheduleCancel(time);
    }

    public static PlaceTwap Twap(ReadOnlySpan<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        var keys = new KeySet("type", "twap");
        PlaceTwap? twap = null;
        for (var left = reader.Map("the action"); left > 0; left--)
        {
            if (keys.Next(ref reader) == "twap")
            {
                twap = TwapFields(ref reader);
            }
            else
            {
                reader.String("type");
            }
        }

        reader.End();
        keys.MustHaveAll();
        return twap!;
    }

    public static CancelTwap TwapCancel(ReadOnlySpan<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        var keys = new KeySet("type", "a", "t");
        var (asset, twap) = (0u, 0ul);
        for (var left = reader.Map("the action"); left > 0; left--)
        {
            switch (keys.Next(ref reader))
            {
                case "a":
                    asset = reader.UInt32("a");
                    break;
                case "t":
                    twap = reader.UInt("t");
                    break;
                default:
                    reader.String("type");
                    break;
            }
        }

        reader.End();
        keys.MustHaveAll();
        return new CancelTwap(new MarketId(asset), twap);
    }

    private static PlaceTwap TwapFields(ref MessagePackReader reader)
    {
        var keys = new KeySet("a", "b", "s", "r", "m", "t");
        var twap = new PlaceTwap(default, Side.Sell, default, false, 0, false);
        for (var left = reader.Map("twap"); left > 0; left--)
        {
            twap = keys.Next(ref reader) switch
            {
                "a" => twap with { Market = new MarketId(reader.UInt32("a")) },
                "b" => twap with { Side = reader.Bool("b") ? Side.Buy : Side.Sell },
                "s" => twap with { Size = OrderParser.Decimal(ref reader, "s", RejectCode.BadSize) },
                "r" => twap with { ReduceOnly = reader.Bool("r") },
                "m" => twap with { Minutes = reader.UInt32("m") },
                _ => twap with { Randomize = reader.Bool("t") },
            };
        }

        keys.MustHaveAll();
        return twap;
    }
}
