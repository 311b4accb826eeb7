using System.Numerics;
using Offing.Engine.Accounts;
using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Primitives;

namespace Offing.Engine.Tests.Naive;

/// <summary>
/// One bucket from the open orders and positions, in unbounded integers, written from the rules alone and
/// from scratch each time. It uses nothing of the engine's arithmetic.
/// </summary>
internal sealed record NaiveRisk(
    BigInteger Equity, BigInteger Initial, BigInteger Maintenance, BigInteger Reserved, BigInteger Notional,
    IReadOnlyList<BigInteger> Positions)
{
    /// <summary>What leaves equity >= max(initial margin with orders, a tenth of notional).</summary>
    public BigInteger Withdrawable => BigInteger.Max(
        0, Equity - BigInteger.Max(Reserved, NaiveMargin.Up(Notional, 10)));

    /// <summary>The cross bucket.</summary>
    public static NaiveRisk Of(VenueState state, Account account) => Cross(state, account, null, 0);

    /// <summary>The cross bucket, then one for each market in which the account might be isolated.</summary>
    public static IReadOnlyList<NaiveRisk> Buckets(VenueState state, Account account) =>
    [
        Of(state, account), .. state.Markets.Select(market => Isolated(account, market, market.Mark.Value)),
    ];

    /// <summary>The bucket of an isolated position; all zero where there is none.</summary>
    public static NaiveRisk Isolated(Account account, MarketState market, BigInteger mark)
    {
        var holding = NaiveHolding.Of(account, market, mark);
        if (!holding.IsIsolated)
        {
            return new NaiveRisk(0, 0, 0, 0, 0, [0]);
        }

        var initial = holding.Initial(holding.Size);
        return new NaiveRisk(
            account.FindSlot(market.Id)!.IsolatedCollateral.Value + holding.Unrealised, initial,
            holding.Maintenance, initial, holding.Notional, [holding.Size]);
    }

    /// <summary>Rules section 5: E' >= M', or nothing grew, M' fell and the health ratio did not.</summary>
    /// <param name="fills">How many there were: after one alone, what grew has its initial margin.</param>
    public static void AssertNotWorse(NaiveRisk before, NaiveRisk after, int fills)
    {
        var grew = before.Positions.Zip(after.Positions, HasGrown).Any(grown => grown);
        var isRatioKept = before.Equity >= 0
            ? after.Equity * before.Maintenance >= before.Equity * after.Maintenance
            : after.Equity >= before.Equity;
        Assert.True(
            after.Equity >= after.Maintenance
            || (!grew && after.Maintenance <= before.Maintenance && isRatioKept),
            $"from {before} to {after}");
        Assert.True(!grew || fills > 1 || after.Equity >= after.Initial, $"from {before} to {after}");
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
                var there = position.Mode == MarginMode.Isolated
                    ? Isolated(account, market, mark)
                    : Cross(state, account, market, mark);
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

    private static NaiveRisk Cross(VenueState state, Account account, MarketState? moved, BigInteger to)
    {
        BigInteger equity = account.Collateral.Value, initial = 0, maintenance = 0, reserved = 0;
        BigInteger quotes = 0, builders = 0, notional = 0;
        var positions = new List<BigInteger>();
        foreach (var market in state.Markets)
        {
            var holding = NaiveHolding.Of(account, market, market == moved ? to : market.Mark.Value);
            reserved += holding.ReservedInCross;
            quotes += holding.Quotes;
            builders += holding.BuilderQuotes;
            if (holding.IsIsolated)
            {
                positions.Add(0);
                continue;
            }

            equity += holding.Unrealised;
            initial += holding.Initial(holding.Size);
            maintenance += holding.Maintenance;
            notional += holding.Notional;
            positions.Add(holding.Size);
        }

        var maker = BigInteger.Max(0, state.Fees.MakerMost.Value);
        reserved += NaiveMargin.Up((quotes * maker) + (builders * 10_000), 1_000_000_000);
        return new NaiveRisk(equity, initial, maintenance, reserved, notional, positions);
    }

    private static bool HasGrown(BigInteger before, BigInteger after) =>
        BigInteger.Abs(after) > BigInteger.Abs(before) || (!after.IsZero && after.Sign != before.Sign);
}
