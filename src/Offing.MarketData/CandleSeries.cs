using Offing.MarketData.Saving;
using Offing.Protocol.Codec;

namespace Offing.MarketData;

/// <summary>Candles of one market. Intervals without a trade have none. Not thread-safe.</summary>
internal sealed class CandleSeries
{
    private const int Kept = 10_080;

    /// <summary>Most candles of one answer.</summary>
    public const int AnswerMax = 5_000;

    private readonly (CandleInterval Interval, List<Candle> Candles)[] _series =
    [
        (CandleInterval.Find("1m")!, []), (CandleInterval.Find("1h")!, []), (CandleInterval.Find("1d")!, []),
    ];

    public void Add(PublicTrade trade)
    {
        var quote = (trade.Price * trade.Size).Value;
        foreach (var (interval, candles) in _series)
        {
            var (start, next) = interval.Bounds(trade.Time.Milliseconds);
            if (candles is [.., var last] && last.Start_Ms == start)
            {
                candles[^1] = last with
                {
                    High = last.High > trade.Price ? last.High : trade.Price,
                    Low = last.Low < trade.Price ? last.Low : trade.Price,
                    Close = trade.Price,
                    Base_Lots = last.Base_Lots + trade.Size.Value,
                    Quote_MicroUsd = last.Quote_MicroUsd + quote,
                    Trades = last.Trades + 1,
                };
                continue;
            }

            candles.Add(new Candle(
                start, next - 1, trade.Price, trade.Price, trade.Price, trade.Price,
                trade.Size.Value, quote, 1));
            if (candles.Count == 2 * Kept)
            {
                candles.RemoveRange(0, Kept);
            }
        }
    }

    /// <summary>A copy of the candles that <paramref name="interval"/> is joined from.</summary>
    public Candle[] Base(CandleInterval interval) => [.. Source(interval)];

    /// <summary>
    /// Candles that begin inside the bounds, oldest first; the newest of them when there are too many.
    /// </summary>
    public static IReadOnlyList<Candle> Join(
        IReadOnlyList<Candle> source, CandleInterval interval, ulong from_Ms, ulong to_Ms)
    {
        var result = new List<Candle>();
        foreach (var candle in source)
        {
            var (start, next) = interval.Bounds(candle.Start_Ms);
            if (start >= from_Ms && start <= to_Ms)
            {
                Append(result, candle with { Start_Ms = start, End_Ms = next - 1 });
            }
        }

        return result.Count > AnswerMax ? result.GetRange(result.Count - AnswerMax, AnswerMax) : result;
    }

    /// <summary>The newest candle; null before the first trade.</summary>
    public Candle? Newest(CandleInterval interval)
    {
        var source = Source(interval);
        if (source.Count == 0)
        {
            return null;
        }

        var (start, next) = interval.Bounds(source[^1].Start_Ms);
        var first = source.FindLastIndex(candle => candle.Start_Ms < start) + 1;
        var result = new List<Candle>();
        source.GetRange(first, source.Count - first).ForEach(
            candle => Append(result, candle with { Start_Ms = start, End_Ms = next - 1 }));
        return result[0];
    }

    /// <summary>Base and quote traded from <paramref name="from_Ms"/> on, to the minute.</summary>
    public (long Base_Lots, long Quote_MicroUsd) VolumeSince(ulong from_Ms)
    {
        var minutes = _series[0].Candles;
        long lots = 0, quote = 0;
        for (var i = minutes.Count - 1; i >= 0 && minutes[i].Start_Ms >= from_Ms; i--)
        {
            lots += minutes[i].Base_Lots;
            quote += minutes[i].Quote_MicroUsd;
        }

        return (lots, quote);
    }

    private List<Candle> Source(CandleInterval interval) =>
        Array.Find(_series, s => s.Interval.Base_Ms == interval.Base_Ms).Candles;

    private static void Append(List<Candle> candles, Candle next)
    {
        if (candles.Count == 0 || candles[^1].Start_Ms != next.Start_Ms)
        {
            candles.Add(next);
            return;
        }

        var last = candles[^1];
        candles[^1] = last with
        {
            High = last.High > next.High ? last.High : next.High,
            Low = last.Low < next.Low ? last.Low : next.Low,
            Close = next.Close,
            Base_Lots = last.Base_Lots + next.Base_Lots,
            Quote_MicroUsd = last.Quote_MicroUsd + next.Quote_MicroUsd,
            Trades = last.Trades + next.Trades,
        };
    }

    public void Save(ByteWriter writer)
    {
        foreach (var (_, candles) in _series)
        {
            writer.PutAll(candles, PublicSaving.Put);
        }
    }

    public void Load(ref SaveReader reader)
    {
        foreach (var (_, candles) in _series)
        {
            for (var left = reader.Count(); left > 0; left--)
            {
                candles.Add(PublicSaving.Candle(ref reader));
            }
        }
    }
}
