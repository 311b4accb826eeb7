using Offing.Primitives;

namespace Offing.MarketData.Tests;

public sealed class SortedLevelsTests
{
    [Theory]
    [InlineData(Side.Buy, 20, 3_000)]
    [InlineData(Side.Sell, 600, 20_000)]
    [InlineData(Side.Buy, 100_000, 30_000)]
    [InlineData(Side.Sell, int.MaxValue, 5_000)]
    public void They_are_what_a_plain_sorted_dictionary_is(Side side, int prices, int steps)
    {
        var dice = new Random(steps);
        var levels = new SortedLevels(side);
        var plain = new SortedDictionary<uint, (long Size, int Orders)>();
        for (var step = 0; step < steps; step++)
        {
            // Grows, then shrinks until it is empty.
            var price = step < steps / 2 || plain.Count == 0
                ? (uint)dice.Next(prices)
                : plain.ElementAt(dice.Next(Math.Min(plain.Count, 50))).Key;
            var (size, orders) = plain.GetValueOrDefault(price);
            var leaves = orders > 0 && (step >= steps / 2 || dice.Next(3) == 0);
            var (by, orderBy) = leaves ? (orders == 1 ? -size : -size / 2, -1) : (1 + dice.Next(9), 1);
            levels.Change(new Ticks(price), new Lots(by), orderBy);
            plain[price] = (size + by, orders + orderBy);
            if (orders + orderBy == 0)
            {
                plain.Remove(price);
            }

            Assert.Equal(plain.Count, levels.Count);
            if (step % 500 == 0 || plain.Count < 3)
            {
                var all = plain.Select(each => new BookLevel(
                    new Ticks(each.Key), new Lots(each.Value.Size), each.Value.Orders));
                Assert.Equal(side == Side.Buy ? all.Reverse() : all, levels.All());
            }
        }
    }

    [Fact]
    public void More_taken_from_a_level_than_stands_there_is_a_bug()
    {
        var levels = new SortedLevels(Side.Buy);
        levels.Change(new Ticks(7), new Lots(5), 1);
        Assert.Throws<AssertionFailedException>(() => levels.Change(new Ticks(7), new Lots(-6), 0));
        Assert.Throws<AssertionFailedException>(() => levels.Change(new Ticks(7), new Lots(0), -1));
        Assert.Throws<AssertionFailedException>(() => levels.Change(new Ticks(8), new Lots(1), 0));
        Assert.Equal([new BookLevel(new Ticks(7), new Lots(5), 1)], levels.All());
    }
}
