using Offing.Primitives;

namespace Offing.MarketData.Tests;

public sealed class PriceGroupingTests
{
    [Theory]
    [InlineData(null, null, true)]
    [InlineData(5, null, true)]
    [InlineData(5, 2, true)]
    [InlineData(5, 5, true)]
    [InlineData(2, null, true)]
    [InlineData(1, null, false)]
    [InlineData(6, null, false)]
    [InlineData(4, 2, false)]
    [InlineData(5, 3, false)]
    [InlineData(null, 2, false)]
    public void Only_the_wires_pairs_are_taken(int? figures, int? mantissa, bool isValid) =>
        Assert.Equal(isValid, PriceGrouping.TryCreate(figures, mantissa, out _));

    [Theory]
    [InlineData(5, 1, 1_050_551u, 1_050_500u, 1_050_600u)]
    [InlineData(5, 5, 1_050_551u, 1_050_500u, 1_051_000u)]
    [InlineData(2, 1, 1_050_551u, 1_000_000u, 1_100_000u)]
    [InlineData(5, 2, 123u, 122u, 124u)]
    [InlineData(3, 1, 100u, 100u, 100u)]
    public void Bids_round_down_and_asks_up(int figures, int mantissa, uint price, uint bid, uint ask)
    {
        Assert.True(PriceGrouping.TryCreate(figures, figures == 5 ? mantissa : null, out var grouping));
        Assert.Equal(new Ticks(bid), grouping.Round(new Ticks(price), Side.Buy));
        Assert.Equal(new Ticks(ask), grouping.Round(new Ticks(price), Side.Sell));
    }

    [Fact]
    public void An_aggregated_book_holds_the_same_sum_as_the_plain_one()
    {
        var fold = new VenueFold(RandomVenue.Genesis);
        new RandomVenue(21).Run(60).ToList().ForEach(fold.Apply);
        Assert.True(PriceGrouping.TryCreate(5, 5, out var grouping));
        var plain = fold.Book(new MarketId(0), PriceGrouping.None);
        var grouped = fold.Book(new MarketId(0), grouping);
        Assert.True(plain.Bids.Count < 20 && plain.Asks.Count < 20);
        Assert.Equal(plain.Bids.Sum(l => l.Size.Value), grouped.Bids.Sum(l => l.Size.Value));
        Assert.Equal(plain.Asks.Sum(l => l.Orders), grouped.Asks.Sum(l => l.Orders));
    }
}
