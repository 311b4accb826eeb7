using System.Numerics;
using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Engine.Markets;
using Offing.Primitives;

namespace Offing.Engine.Tests.Naive;

/// <summary>What an account has in one market: its position, and its orders at rest added up.</summary>
internal sealed record NaiveHolding(
    MarketState Market, BigInteger Mark, uint Leverage, bool IsIsolated, BigInteger Size, BigInteger Cost,
    BigInteger Due, BigInteger Buys, BigInteger BuyQuote, BigInteger Sells, BigInteger SellQuote)
{
    public BigInteger Notional => BigInteger.Abs(Size) * Mark;

    public BigInteger Unrealised => (Size * Mark) - Cost + Due;

    public BigInteger Maintenance => NaiveMargin.Maintenance(Market.Parameters, Notional);

    /// <summary>Price x remaining x builder fee.</summary>
    public BigInteger BuilderQuotes { get; init; }

    public BigInteger Quotes => BuyQuote + SellQuote;

    /// <summary>
    /// Of the worse side: the margin of what there would be, or where the position is isolated of what would
    /// be opened; and what filling a side would lose against the mark.
    /// </summary>
    public BigInteger ReservedInCross =>
        BigInteger.Max(MarginOf(Size + Buys), MarginOf(Size - Sells))
        + BigInteger.Max(0, BuyQuote - (Buys * Mark)) + BigInteger.Max(0, (Sells * Mark) - SellQuote);

    /// <param name="orders">Those of the account at rest, of all markets.</param>
    public static NaiveHolding Of(
        Account account, MarketState market, BigInteger mark, IReadOnlyList<Order> orders)
    {
        var slot = account.FindSlot(market.Id);
        var (buys, buyQuote) = Sum(orders, market, Side.Buy);
        var (sells, sellQuote) = Sum(orders, market, Side.Sell);
        var size = slot?.Size.Value ?? 0;
        // floor(-(size x moved) / 1e9), and -floor(-x) is the ceiling.
        var moved = (BigInteger)market.FundingIndex - (BigInteger)(slot?.FundingCheckpoint ?? 0);
        return new NaiveHolding(
            market, mark, slot?.Leverage ?? 1, slot?.Mode == MarginMode.Isolated, size,
            slot?.EntryNotional.Value ?? 0, -NaiveMargin.Up(size * moved, 1_000_000_000), buys, buyQuote,
            sells, sellQuote)
        {
            BuilderQuotes = orders.Where(o => o.Market == market.Id && !o.ReduceOnly)
                .Aggregate(BigInteger.Zero, (sum, o) => sum + (
                    (BigInteger)o.Price.Value * o.Remaining.Value * (o.Builder?.TenthsOfBasisPoint ?? 0))),
        };
    }

    public BigInteger Initial(BigInteger size) =>
        NaiveMargin.Initial(Market, Mark, BigInteger.Abs(size) * Mark, Leverage);

    private BigInteger MarginOf(BigInteger after)
    {
        if (!IsIsolated)
        {
            return Initial(after);
        }

        // A position that changes sides brings nothing along.
        var kept = after.Sign == Size.Sign ? Initial(Size) : 0;
        return BigInteger.Max(0, Initial(after) - kept);
    }

    private static (BigInteger Size, BigInteger Quote) Sum(
        IReadOnlyList<Order> orders, MarketState market, Side side)
    {
        BigInteger size = 0, quote = 0;
        foreach (var order in orders.Where(order => Counts(order, market, side)))
        {
            size += order.Remaining.Value;
            quote += (BigInteger)order.Price.Value * order.Remaining.Value;
        }

        return (size, quote);
    }

    private static bool Counts(Order order, MarketState market, Side side) =>
        order.Market == market.Id && order.Side == side && !order.ReduceOnly;
}
