using System.Numerics;
using Offing.Engine.Accounts;
using Offing.Engine.Margin;
using Offing.Engine.Tests.Naive;

namespace Offing.Engine.Tests.Margin;

/// <summary>What the naive model says of a step and of the prices that are shown.</summary>
internal static class NaiveRiskAssert
{
    /// <summary>Rules section 5: E' >= M', or nothing grew, M' fell and the health ratio did not.</summary>
    /// <param name="fills">How many there were: after one alone, what grew has its initial margin.</param>
    public static void AssertNotWorse(NaiveRisk before, NaiveRisk after, int fills)
    {
        var grew = before.Positions.Zip(after.Positions, HasGrown).Any(grown => grown);
        var isAllowed = grew && fills > 1
            ? after.Equity >= after.Maintenance
            : NaiveHealth.IsAllowed(before.Health, after.Health, grew);
        Assert.True(isAllowed, $"from {before} to {after}");
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
                    ? NaiveRisk.Isolated(account, market, mark)
                    : NaiveRisk.Cross(state, account, market, mark);
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

    private static bool HasGrown(BigInteger before, BigInteger after) =>
        BigInteger.Abs(after) > BigInteger.Abs(before) || (!after.IsZero && after.Sign != before.Sign);
}
