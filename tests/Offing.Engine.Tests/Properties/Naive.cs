using System.Numerics;
using Offing.Engine.Accounts;
using Offing.Engine.Margin;
using Offing.Primitives;

namespace Offing.Engine.Tests.Properties;

/// <summary>
/// Margin from the open orders and positions, in unbounded integers, written from the rules alone.
/// </summary>
internal sealed record Naive(
    BigInteger Equity, BigInteger Initial, BigInteger Maintenance, BigInteger Reserved,
    BigInteger Withdrawable, IReadOnlyList<long> Positions)
{
    public static Naive Of(VenueState state, Account account)
    {
        BigInteger equity = account.Collateral.Value, initial = 0, maintenance = 0, reserved = 0;
        BigInteger quotes = 0, total = 0;
        var positions = new List<long>();
        foreach (var market in state.Markets)
        {
            var slot = account.FindSlot(market.Id);
            BigInteger mark = market.Mark.Value, size = slot?.Size.Value ?? 0;
            var leverage = slot?.Leverage ?? 1;
            var orders = account.Orders.InIdOrder
                .Where(order => order.Market == market.Id && !order.ReduceOnly).ToList();
            var (buys, buyQuote) = Sum(orders, Side.Buy);
            var (sells, sellQuote) = Sum(orders, Side.Sell);
            var notional = BigInteger.Abs(size) * mark;
            var worst = BigInteger.Max(BigInteger.Abs(size + buys), BigInteger.Abs(size - sells));
            equity += (size * mark) - (slot?.EntryNotional.Value ?? 0);
            equity += Due(market.FundingIndex, slot);
            initial += Up(notional, leverage);
            maintenance += Up(notional, 2 * market.Parameters.MaxLeverage);
            reserved += Up(worst * mark, leverage) + BigInteger.Max(0, buyQuote - (buys * mark))
                + BigInteger.Max(0, (sells * mark) - sellQuote);
            quotes += buyQuote + sellQuote;
            total += notional;
            positions.Add((long)size);
        }

        reserved += Up(quotes * state.Genesis.Fees.Maker.Value, 1_000_000_000);
        var free = equity - BigInteger.Max(reserved, Up(total, 10));
        return new Naive(equity, initial, maintenance, reserved, BigInteger.Max(0, free), positions);
    }

    /// <summary>Rules section 5: E' >= M', or nothing grew, M' fell and the health ratio did not.</summary>
    public static void AssertNotWorse(Naive before, Naive after)
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
    /// At the price shown the account is still whole or just not; one tick nearer the mark it is whole.
    /// </summary>
    public static void AssertLiquidationPrices(VenueState state, Account account, AccountView view)
    {
        var now = Of(state, account);
        foreach (var position in view.Positions)
        {
            if (position.LiquidationPrice is not { } price)
            {
                continue;
            }

            var market = state.MarketOf(position.Market);
            BigInteger rate = 2 * market.Parameters.MaxLeverage, size = position.Size.Value;
            // Surplus over maintenance at a price, times the rate's denominator so that nothing is rounded.
            BigInteger Surplus(BigInteger at) =>
                ((now.Equity - now.Maintenance) * rate)
                + ((at - market.Mark.Value) * ((size * rate) - BigInteger.Abs(size)));
            var away = size > 0 ? -1 : 1;
            Assert.True(Surplus(price.Value) >= 0, $"{position}");
            Assert.True(Surplus(price.Value + away) < 0, $"{position}");
        }
    }

    // floor(-(size x moved) / 1e9), and -floor(-x) is the ceiling.
    private static BigInteger Due(BigInteger index, Slot? slot) =>
        slot is null ? 0 : -Up(slot.Size.Value * (index - (BigInteger)slot.FundingCheckpoint), 1_000_000_000);

    private static bool HasGrown(long before, long after) =>
        Math.Abs(after) > Math.Abs(before) || (after != 0 && Math.Sign(after) != Math.Sign(before));

    private static (BigInteger Size, BigInteger Quote) Sum(List<Offing.Engine.Books.Order> orders, Side side)
    {
        var chosen = orders.Where(order => order.Side == side).ToList();
        return (
            chosen.Aggregate(BigInteger.Zero, (sum, order) => sum + order.Remaining.Value),
            chosen.Aggregate(
                BigInteger.Zero, (sum, o) => sum + ((BigInteger)o.Price.Value * o.Remaining.Value)));
    }

    private static BigInteger Up(BigInteger dividend, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(dividend, divisor, out var remainder);
        return remainder > 0 ? quotient + 1 : quotient;
    }
}
