using Offing.Engine.Books.Fast;
using Offing.Engine.Tests.Properties;
using Offing.Primitives;

namespace Offing.Engine.Tests.Books;

/// <summary>What every matching book does; each book runs through the same facts.</summary>
public abstract class MatchingBookFacts<TBook>
    where TBook : struct, IMatchingBook
{
    private TBook _book = new();
    private TradeLog _log = new([]);

    [Fact]
    public void The_best_price_trades_first_and_then_the_oldest()
    {
        _book.Add(Side.Sell, 101, 5, 1, 1);
        _book.Add(Side.Sell, 100, 5, 1, 2);
        _book.Add(Side.Sell, 100, 5, 1, 3);
        Assert.Equal(0U, _book.Take(Side.Buy, 101, 12, ref _log));
        Assert.Equal(["2@100x5 left 0", "3@100x5 left 0", "1@101x2 left 3"], _log.Lines);
    }

    [Fact]
    public void Nothing_trades_past_the_limit()
    {
        _book.Add(Side.Buy, 100, 5, 1, 1);
        Assert.Equal(7U, _book.Take(Side.Sell, 101, 7, ref _log));
        Assert.Equal(2U, _book.Take(Side.Sell, 100, 7, ref _log));
    }

    [Fact]
    public void An_order_that_is_over_is_refused_and_so_is_one_that_never_was()
    {
        var id = _book.Add(Side.Buy, 100, 5, 1, 1);
        Assert.Equal(5U, _book.Cancel(id));
        var next = _book.Add(Side.Buy, 100, 6, 1, 2);
        Assert.NotEqual(id, next);
        Assert.Equal(0U, _book.Cancel(id));
        Assert.False(_book.Reduce(id, 1));
        Assert.Equal(0U, _book.Cancel(0));
        Assert.Equal(0U, _book.Cancel(ulong.MaxValue));
        Assert.Equal(1, _book.Count);
    }

    [Fact]
    public void A_reduced_order_keeps_its_place()
    {
        var first = _book.Add(Side.Buy, 100, 5, 1, 1);
        _book.Add(Side.Buy, 100, 5, 1, 2);
        Assert.True(_book.Reduce(first, 4));
        Assert.False(_book.Reduce(first, 1));
        Assert.False(_book.Reduce(first, 0));
        _book.Take(Side.Sell, 100, 2, ref _log);
        Assert.Equal(["1@100x1 left 0", "2@100x1 left 4"], _log.Lines);
    }

    [Fact]
    public void Levels_at_1_and_at_4_000_000_000_stand_in_one_book()
    {
        _book.Add(Side.Sell, 4_000_000_000, 1, 1, 1);
        _book.Add(Side.Sell, 1, 1, 1, 2);
        _book.Add(Side.Sell, uint.MaxValue, 1, 1, 3);
        _book.Take(Side.Buy, uint.MaxValue, 3, ref _log);
        Assert.Equal(["2@1x1 left 0", "1@4000000000x1 left 0", "3@4294967295x1 left 0"], _log.Lines);
        _book.Add(Side.Buy, 1, 1, 1, 4);
        _book.Add(Side.Buy, 4_000_000_000, 1, 1, 5);
        Assert.True(_book.TryBest(Side.Buy, out var best) && best == 4_000_000_000);
    }

    [Fact]
    public void The_sink_may_remove_a_maker_or_end_the_match()
    {
        _book.Add(Side.Sell, 100, 5, TradeLog.Removes, 1);
        _book.Add(Side.Sell, 100, 5, 1, 2);
        _book.Add(Side.Sell, 100, 5, TradeLog.Stops, 3);
        Assert.Equal(5U, _book.Take(Side.Buy, 100, 10, ref _log));
        Assert.Equal(["1 removed", "2@100x5 left 0"], _log.Lines);
        Assert.Equal(1, _book.Count);
    }

    [Fact]
    public void A_touch_that_jumps_10000_ticks_to_and_fro_loses_no_order()
    {
        for (var jump = 0U; jump < 2000; jump++)
        {
            var price = 1_000_000 + (jump % 2 * 10_000) + (jump % 700);
            _book.Add(Side.Buy, price, 1, 1, jump);
            _book.Add(Side.Buy, price - 1, 1, 1, jump);
            if (jump % 2 == 1)
            {
                Assert.Equal(0U, _book.Take(Side.Sell, price - 1, 2, ref _log));
            }
        }

        var left = (uint)_book.Count;
        Assert.Equal(2000U, left);
        Assert.Equal(7U, _book.Take(Side.Sell, 0, left + 7, ref _log));
    }

    [Fact]
    public void A_million_levels_of_one_order_are_swept_in_order_of_price()
    {
        const uint Levels = 1_000_000;
        for (var i = 0U; i < Levels; i++)
        {
            _book.Add(Side.Sell, (uint)(i * 7919UL % Levels) * 4000, 1, 1, i);
        }

        var sink = new Ascending();
        Assert.Equal(0U, _book.Take(Side.Buy, uint.MaxValue, Levels, ref sink));
        Assert.Equal(Levels, sink.Trades);
        Assert.True(sink.Ordered);
    }

    [Fact]
    public void An_iceberg_shows_its_next_part_at_the_back_of_its_level()
    {
        var iceberg = _book.Add(Side.Sell, 100, 5, TradeLog.Iceberg, 12);
        _book.Add(Side.Sell, 100, 5, 1, 2);
        Assert.Equal(0U, _book.Take(Side.Buy, 100, 5, ref _log));
        Assert.Equal(0U, _book.Take(Side.Buy, 100, 7, ref _log));
        Assert.Equal(["12@100x5 left 0", "12 shows 7", "2@100x5 left 0", "12@100x2 left 5"], _log.Lines);
        Assert.True(_book.TryFind(iceberg, out var order) && order.Quantity == 5 && order.Tag == 12);
        Assert.Equal(5U, _book.Cancel(iceberg));
        Assert.Equal(0, _book.Count);
    }

    [Fact]
    public void An_iceberg_alone_on_its_level_meets_the_same_taker_until_it_is_used_up()
    {
        _book.Add(Side.Buy, 100, 5, TradeLog.Iceberg, 13);
        _book.Add(Side.Buy, 99, 5, 1, 2);
        Assert.Equal(0U, _book.Take(Side.Sell, 99, 20, ref _log));
        Assert.Equal(
            [
                "13@100x5 left 0", "13 shows 7", "13@100x7 left 0", "13 shows 7", "13@100x7 left 0",
                "2@99x1 left 4",
            ],
            _log.Lines);
        Assert.True(_book.TryPeek(Side.Buy, out _, out var next) && next.Price == 99);
    }

    [Fact]
    public void Netting_shrinks_both_without_a_trade()
    {
        _book.Add(Side.Sell, 100, 5, TradeLog.Nets, 1);
        _book.Add(Side.Sell, 100, 9, TradeLog.Nets, 2);
        Assert.Equal(0U, _book.Take(Side.Buy, 100, 8, ref _log));
        Assert.Equal(["1 netted 5 left 0", "2 netted 3 left 6"], _log.Lines);
        Assert.Equal(1, _book.Count);
    }

    [Fact]
    public void A_quantity_that_the_sink_lowers_is_met_again()
    {
        _book.Add(Side.Sell, 100, 5, TradeLog.Halves, 1);
        _book.Add(Side.Sell, 100, 9, 1, 2);
        Assert.Equal(0U, _book.Take(Side.Buy, 100, 7, ref _log));
        Assert.Equal(
            ["1@100x3 left 2", "1@100x1 left 1", "1@100x1 left 0", "2@100x2 left 7"], _log.Lines);
    }

    [Fact]
    public void A_walk_shows_a_side_in_priority_order_however_far_its_prices_lie()
    {
        uint[] prices =
            [5_000, 5_001, 4_000_000_000, 5_000, 1, 5_063, 5_064, 700_000, 0, uint.MaxValue, 4_000];
        foreach (var side in (Side[])[Side.Buy, Side.Sell])
        {
            foreach (var price in prices)
            {
                _book.Add(side, price, 1, 1, price);
            }

            var walk = new Walker([], prices.Length);
            _book.Walk(side, ref walk);
            var ascending = prices.Order().ToArray();
            Assert.Equal(side == Side.Sell ? ascending : [.. ascending.Reverse()], walk.Prices);
            Assert.True(_book.TryPeek(side, out var id, out var first));
            Assert.Equal((walk.Prices[0], 1U), (first.Price, _book.Cancel(id)));
            var three = new Walker([], 3);
            _book.Walk(side, ref three);
            Assert.Equal(walk.Prices[1..4], three.Prices);
        }

        var none = new Walker([], 1);
        new TBook().Walk(Side.Buy, ref none);
        Assert.Empty(none.Prices);
        Assert.False(new TBook().TryPeek(Side.Buy, out _, out _));
    }

    private readonly struct Walker(List<uint> prices, int enough) : IBookVisitor
    {
        public List<uint> Prices => prices;

        public bool Visit(ulong tag, uint owner, uint price, uint quantity)
        {
            prices.Add(price);
            return prices.Count < enough;
        }
    }

    private struct Ascending() : IMatchSink
    {
        private long _last = -1;

        public uint Trades;
        public bool Ordered = true;

        public readonly Encounter Meet(ulong makerTag, uint makerOwner, uint price, ref uint quantity) =>
            Encounter.Trade;

        public void Trade(ulong makerTag, uint makerOwner, uint price, uint quantity, uint makerLeft)
        {
            Ordered &= price > _last;
            _last = price;
            Trades++;
        }

        public readonly void Removed(ulong makerTag, uint makerOwner, uint price, uint makerLeft) =>
            Assert.Fail("nothing is removed");

        public readonly void Netted(
            ulong makerTag, uint makerOwner, uint price, uint quantity, uint makerLeft) =>
            Assert.Fail("nothing is netted");

        public readonly uint Refill(ulong makerTag, uint makerOwner, uint price) => 0;
    }
}

public sealed class FastBookTests : MatchingBookFacts<FastBook>;

public sealed class PlainMatchingBookTests : MatchingBookFacts<PlainMatchingBook>;

/// <summary>Writes a match down; some owners are reserved for what is not a plain trade.</summary>
internal readonly struct TradeLog(List<string> lines) : IMatchSink
{
    public const uint Removes = 1000;
    public const uint Stops = 1001;
    public const uint Nets = 1002;
    public const uint Halves = 1003;

    /// <summary>Shows 7 more as often as the last digit of its tag and the lines so far say.</summary>
    public const uint Iceberg = 1004;

    public List<string> Lines => lines;

    public Encounter Meet(ulong makerTag, uint makerOwner, uint price, ref uint quantity)
    {
        quantity = makerOwner == Halves ? (quantity + 1) / 2 : quantity;
        return makerOwner switch
        {
            Removes => Encounter.Remove,
            Stops => Encounter.Stop,
            Nets => Encounter.Net,
            _ => Encounter.Trade,
        };
    }

    public void Trade(ulong makerTag, uint makerOwner, uint price, uint quantity, uint makerLeft) =>
        lines.Add($"{makerTag}@{price}x{quantity} left {makerLeft}");

    public void Netted(ulong makerTag, uint makerOwner, uint price, uint quantity, uint makerLeft) =>
        lines.Add($"{makerTag} netted {quantity} left {makerLeft}");

    public void Removed(ulong makerTag, uint makerOwner, uint price, uint makerLeft) =>
        lines.Add($"{makerTag} removed");

    public uint Refill(ulong makerTag, uint makerOwner, uint price)
    {
        if (makerOwner != Iceberg || (ulong)lines.Count / 2 + 1 >= makerTag % 10)
        {
            return 0;
        }

        lines.Add($"{makerTag} shows 7");
        return 7;
    }
}

/// <summary>Both books under the same random operations; ten million more in Offing.Tools.Tests.</summary>
public sealed class MatchingBooksAgreeTests
{
    // Room above for the widest spread, so that prices reach the end of their 32 bits and no further.
    private const ulong Highest = 1_000_000_000;

    [Theory]
    [InlineData(1, 60U, 1U)]
    [InlineData(2, 3_000U, 1U)]
    [InlineData(3, 3_000U, 1_000_000U)]
    [InlineData(4, 40_000U, 7U)]
    public void Both_books_say_the_same_to_50000_random_operations(ulong seed, uint spread, uint step)
    {
        var random = new SplitMix(seed);
        var fast = new FastBook();
        var plain = new PlainMatchingBook();
        var fastLog = new TradeLog([]);
        var plainLog = new TradeLog([]);
        var ids = new List<(ulong Fast, ulong Plain)> { (0, 0) };
        var touch = Math.Min(10_000UL * step, Highest);
        for (var i = 0; i < 50_000; i++)
        {
            touch = random.Below(5_000) == 0
                ? Math.Min((ulong)(random.Below(40_000) + 100) * step / 10, Highest)
                : touch;
            var side = (Side)random.Below(2);
            var price = (uint)Math.Min(touch + ((ulong)random.Below((int)spread) * step), uint.MaxValue);
            var quantity = 1 + (uint)random.Below(50);
            var (fastId, plainId) = random.Pick(ids);
            switch (random.Below(10))
            {
                case < 4:
                    var kind = (uint)random.Below(10);
                    var owner = kind < 5 ? TradeLog.Removes + kind : 1U;
                    ids.Add((fast.Add(side, price, quantity, owner, (ulong)i),
                        plain.Add(side, price, quantity, owner, (ulong)i)));
                    break;
                case < 6:
                    Assert.Equal(plain.Cancel(plainId), fast.Cancel(fastId));
                    break;
                case 6:
                    Assert.Equal(plain.Reduce(plainId, quantity), fast.Reduce(fastId, quantity));
                    break;
                default:
                    Assert.Equal(
                        plain.Take(side, price, quantity * 4, ref plainLog),
                        fast.Take(side, price, quantity * 4, ref fastLog));
                    break;
            }

            Assert.Equal(plainLog.Lines, fastLog.Lines);
            plainLog.Lines.Clear();
            fastLog.Lines.Clear();
            AssertAlike(plain, plainId, fast, fastId);
        }
    }

    private static void AssertAlike(PlainMatchingBook plain, ulong plainId, FastBook fast, ulong fastId)
    {
        Assert.Equal(plain.Count, fast.Count);
        Assert.Equal(plain.TryFind(plainId, out var right), fast.TryFind(fastId, out var found));
        Assert.Equal(right, found);
        foreach (var side in (Side[])[Side.Buy, Side.Sell])
        {
            Assert.Equal(plain.TryBest(side, out var best), fast.TryBest(side, out var price));
            Assert.True(best == price || plain.Count == 0 || !plain.TryBest(side, out _));
        }
    }
}
