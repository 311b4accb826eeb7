using Offing.Engine.Accounts;
using Offing.Engine.Matching;
using Offing.Primitives;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Matching;

public class PositionChangeTests
{
    // 0.3 BTC cost 9,000.2 USDC: a third of it is 3,000,066,666.67.
    [Theory]
    [Trait("rule", "ENG-MAT-006")]
    [InlineData(Side.Buy, -66_667, 6_000_133_333)]
    [InlineData(Side.Sell, 66_666, -6_000_133_334)]
    public void The_closed_part_of_the_cost_is_rounded_up_and_the_rest_keeps_the_fraction(
        Side side, long profit, long left)
    {
        var venue = Ready();
        Trade(venue, side, "30000", "0.1");
        Trade(venue, side, "30001", "0.2");
        var closing = Trade(venue, side == Side.Buy ? Side.Sell : Side.Buy, "30000", "0.1");
        Assert.Equal(profit, closing.Taker.ClosedPnl.Value);
        Assert.Equal(left, venue.Slot(Bob, Btc).EntryNotional.Value);

        var last = Trade(venue, side == Side.Buy ? Side.Sell : Side.Buy, "30000", "0.2");
        // Closed whole, nothing is left of the fraction: 0.2 BTC bought a dollar dearer lost 0.2 USDC.
        var sum = closing.Taker.ClosedPnl.Value + last.Taker.ClosedPnl.Value;
        Assert.Equal(side == Side.Buy ? -200_000 : 200_000, sum);
    }

    [Theory]
    [Trait("rule", "ENG-MAT-007")]
    [InlineData(0, 0, 0, true)]
    [InlineData(1, 0, 0, false)]
    [InlineData(0, 1, 0, false)]
    [InlineData(0, 0, 1, false)]
    public void What_passes_a_limit_does_not_fit(int lots, int cost, int collateral, bool fits)
    {
        foreach (var sign in (int[])[-1, 1])
        {
            var change = new PositionChange(
                sign * ((Int128)Limits.PositionMax_Lots + lots),
                sign * ((Int128)Limits.PositionMaxNotional_MicroUsd + cost),
                sign * ((Int128)Account.CollateralMax_MicroUsd + collateral), 0, MicroUsd.Zero);
            Assert.Equal(fits, change.Fits);
        }
    }

    private static Traded Trade(Venue venue, Side side, string price, string size)
    {
        venue.Place(Alice, Order(Btc, side == Side.Buy ? Side.Sell : Side.Buy, price, size));
        return venue.Act(Bob, new Protocol.Commands.PlaceOrders([Order(Btc, side, price, size)], null))
            .OfType<Traded>().Single();
    }
}
