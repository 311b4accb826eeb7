using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.MarketData.Tests;

public sealed class CandleTests
{
    private static readonly MarketId Btc = new(0);

    [Theory]
    [InlineData("1m", 1_700_000_000_123UL, 1_699_999_980_000UL)]
    [InlineData("1h", 1_700_000_000_123UL, 1_699_999_200_000UL)]
    [InlineData("1d", 1_700_000_000_123UL, 1_699_920_000_000UL)]
    [InlineData("1w", 1_700_000_000_123UL, 1_699_833_600_000UL)]
    [InlineData("1M", 1_700_000_000_123UL, 1_698_796_800_000UL)]
    public void An_interval_begins_at_its_round_time(string name, ulong time_Ms, ulong start_Ms) =>
        Assert.Equal(start_Ms, CandleInterval.Find(name)!.Bounds(time_Ms).Start);

    [Fact]
    public void An_unknown_interval_is_none() => Assert.Null(CandleInterval.Find("2m"));

    [Fact]
    public void Candles_of_every_interval_hold_all_trades_and_the_true_extremes()
    {
        var fold = new VenueFold(RandomVenue.Genesis);
        var history = new RandomVenue(5).Run(600).ToList();
        history.ForEach(fold.Apply);
        var trades = history.SelectMany(o => o.Events).OfType<Traded>().Where(t => t.Market == Btc).ToList();
        foreach (var name in new[] { "1m", "3m", "15m", "1h", "4h", "1d", "3d", "1w", "1M" })
        {
            var candles = fold.Candles(Btc, CandleInterval.Find(name)!, 0, ulong.MaxValue);
            Assert.Equal(trades.Count, candles.Sum(c => c.Trades));
            Assert.Equal(trades.Sum(t => t.Size.Value), candles.Sum(c => c.Base_Lots));
            Assert.Equal(trades.Max(t => t.Price), candles.Max(c => c.High));
            Assert.Equal(trades.Min(t => t.Price), candles.Min(c => c.Low));
            Assert.Equal(trades[0].Price, candles[0].Open);
            Assert.Equal(trades[^1].Price, candles[^1].Close);
            Assert.Equal(candles.OrderBy(c => c.Start_Ms), candles);
        }
    }
}
