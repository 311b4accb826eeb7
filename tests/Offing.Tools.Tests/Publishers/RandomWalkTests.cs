using Offing.Primitives;
using Offing.Tools.Publishers;
using Offing.Tools.Tests.Support;

namespace Offing.Tools.Tests.Publishers;

public sealed class RandomWalkTests
{
    private const ulong Start_Ms = 1_700_000_000_000;

    [Fact]
    public void The_same_seed_walks_the_same_path_and_another_seed_another()
    {
        Assert.Equal(Path(7), Path(7));
        Assert.NotEqual(Path(7), Path(8));
        Assert.Equal(600_000u, Path(7)[0]);
    }

    [Fact]
    public void The_path_does_not_depend_on_how_often_it_is_looked_at()
    {
        var seldom = new RandomWalk(7);
        var btc = Samples.Market("BTC", 5);
        seldom.PriceOf(btc, new Time(Start_Ms));
        Assert.Equal(Path(7)[^1], seldom.PriceOf(btc, new Time(Start_Ms + 99_000))!.Value.Value);
        Assert.Equal(Path(7)[^1], seldom.PriceOf(btc, new Time(Start_Ms))!.Value.Value);
    }

    [Theory]
    [InlineData("BTC", 5)]
    [InlineData("ETH", 4)]
    [InlineData("SOL", 2)]
    [InlineData("OFF", 1)]
    public void A_walk_stays_positive_and_steps_by_little(string name, int decimals)
    {
        var (walk, market) = (new RandomWalk(3), Samples.Market(name, decimals));
        var last = walk.PriceOf(market, new Time(Start_Ms))!.Value.Value;
        for (ulong second = 1; second < 50_000; second++)
        {
            var price = walk.PriceOf(market, new Time(Start_Ms + (second * 1_000)))!.Value.Value;
            // 0.05 % of the price, the pull to the start, and a tick of rounding.
            Assert.InRange(price, 1u, uint.MaxValue);
            Assert.True(Math.Abs((long)price - last) <= (last / 500) + 1, $"{last} to {price}");
            last = price;
        }
    }

    [Fact]
    public void Two_markets_walk_on_their_own() => Assert.NotEqual(
        Path(7), Path(7, Samples.Market("BTC", 5, id: 3)));

    [Fact]
    public void The_market_of_a_recorded_day_is_left_to_who_replays_it() =>
        Assert.Null(new RandomWalk(1).PriceOf(Samples.Btc15, new Time(Start_Ms)));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(6)]
    public void A_market_that_was_listed_begins_with_room_for_its_ticks(int decimals) => Assert.Equal(
        new Ticks(100_000),
        new RandomWalk(1).PriceOf(Samples.Market("DOGE", decimals), new Time(Start_Ms)));

    private static uint[] Path(ulong seed, Protocol.Genesis.MarketParameters? market = null)
    {
        var (walk, walked) = (new RandomWalk(seed), market ?? Samples.Market("BTC", 5));
        return [.. Enumerable.Range(0, 100)
            .Select(second => new Time(Start_Ms + ((ulong)second * 1_000)))
            .Select(time => walk.PriceOf(walked, time)!.Value.Value)];
    }
}
