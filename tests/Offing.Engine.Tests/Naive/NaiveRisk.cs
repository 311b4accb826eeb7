using System.Numerics;
using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Primitives;

namespace Offing.Engine.Tests.Naive;

/// <summary>
/// The margin of one bucket from the open orders and positions, in unbounded integers, written from the rules
/// alone and from scratch each time. It uses nothing of the engine's arithmetic.
/// </summary>
internal sealed record NaiveRisk(
    BigInteger Equity, BigInteger Initial, BigInteger Maintenance, BigInteger Reserved,
    BigInteger Withdrawable, IReadOnlyList<long> Positions)
{
    /// <summary>The cross bucket.</summary>
    public static NaiveRisk Of(VenueState state, Account account) => Of(state, account, moved: null, 0);

    /// <summary>Rules section 5: E' >= M', or nothing grew, M' fell and the health ratio did not.</summary>
    public static void AssertNotWorse(NaiveRisk before, NaiveRisk after)
    {
        var grew = before.Positions.Zip(after.Positions, HasGrown).Any(grown => grown);
        var isRatioKept = before.Equity >= 0
            ? after.Equity * before.Maintenance >= before.Equity * after.Maintenance
            : after.Equity >= before.Equity;
        Assert.True(
            after.Equity >= after.Maintenance
            || (!grew && after.Maintenance <= before.Maintenance && isRatioKept),
            $"from {before} to {after}");
    }

    /// <summary>
    /// At the price shown the bucket is under its maintenance margin, one tick nearer the mark it is not.
    /// </summary>
    public static void AssertLiquidationPrices(VenueState state, Account account, AccountView view)
    {
        foreach (var position in view.Positions)
        {
            var market = state.MarketOf(position.Market);
            BigInteger Surplus(BigInteger mark)
            {
                var there = Of(state, account, market, mark);
                return there.Equity - there.Maintenance;
            }

            var isLong = position.Size.Value > 0;
            if (position.LiquidationPrice is not { } price)
            {
                Assert.True(Surplus(isLong ? 1 : uint.MaxValue) >= 0, $"{position}");
                continue;
            }

            Assert.True(Surplus(price.Value) < 0, $"{position}");
            Assert.True(
                price.Value == (isLong ? uint.MaxValue : 1) || Surplus(price.Value + (isLong ? 1 : -1)) >= 0,
                $"{position}");
        }
    }

    private static NaiveRisk Of(VenueState state, Account account, MarketState? moved, BigInteger to)
    {
        BigInteger equity = account.Collateral.Value, initial = 0, maintenance = 0, reserved = 0;
        BigInteger quotes = 0, total = 0;
        var positions = new List<long>();
        foreach (var market in state.Markets)
        {
            var slot = account.FindSlot(market.Id);
            BigInteger mark = market == moved ? to : market.Mark.Value, size = slot?.Size.Value ?? 0;
            var leverage = slot?.Leverage ?? 1;
            var (buys, buyQuote) = Sum(account, market, Side.Buy);
            var (sells, sellQuote) = Sum(account, market, Side.Sell);
            var notional = BigInteger.Abs(size) * mark;
            var worst = BigInteger.Max(BigInteger.Abs(size + buys), BigInteger.Abs(size - sells));
            equity += (size * mark) - (slot?.EntryNotional.Value ?? 0);
            equity += Due(market.FundingIndex, slot);
            initial += NaiveMargin.Initial(market, mark, notional, leverage);
            maintenance += NaiveMargin.Maintenance(market.Parameters, notional);
            reserved += NaiveMargin.Initial(market, mark, worst * mark, leverage)
                + BigInteger.Max(0, buyQuote - (buys * mark)) + BigInteger.Max(0, (sells * mark) - sellQuote);
            quotes += buyQuote + sellQuote;
            total += notional;
            positions.Add((long)size);
        }

        var maker = BigInteger.Max(0, state.Fees.MakerMost.Value);
        reserved += NaiveMargin.Up(quotes * maker, 1_000_000_000);
        var free = equity - BigInteger.Max(reserved, NaiveMargin.Up(total, 10));
        return new NaiveRisk(
            equity, initial, maintenance, reserved, BigInteger.Max(0, free), positions);
    }

    // floor(-(size x moved) / 1e9), and -floor(-x) is the ceiling.
    private static BigInteger Due(BigInteger index, Slot? slot) => slot is null
        ? 0
        : -NaiveMargin.Up(slot.Size.Value * (index - (BigInteger)slot.FundingCheckpoint), 1_000_000_000);

    private static bool HasGrown(long before, long after) =>
        Math.Abs(after) > Math.Abs(before) || (after != 0 && Math.Sign(after) != Math.Sign(before));

    private static (BigInteger Size, BigInteger Quote) Sum(Account account, MarketState market, Side side)
    {
        BigInteger size = 0, quote = 0;
        foreach (var order in account.Orders.InIdOrder.Where(order => Counts(order, market, side)))
        {
            size += order.Remaining.Value;
            quote += (BigInteger)order.Price.Value * order.Remaining.Value;
        }

        return (size, quote);
    }

    private static bool Counts(Order order, MarketState market, Side side) =>
        order.Market == market.Id && order.Side == side && !order.ReduceOnly;
}
