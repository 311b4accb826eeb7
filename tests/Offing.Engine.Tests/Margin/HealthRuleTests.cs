using Offing.Engine.Margin;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Margin;

public class HealthRuleTests
{
    [Theory]
    [Trait("rule", "ENG-MRG-006")]
    [InlineData(100, 50, 100, 50, true, true)] // grew, and initial margin (twice maintenance) is covered
    [InlineData(100, 50, 99, 50, true, false)] // grew, and it is not
    [InlineData(100, 50, 50, 50, false, true)] // worse, and still healthy
    [InlineData(40, 50, 32, 40, false, true)] // under maintenance: the ratio is kept
    [InlineData(40, 50, 31, 40, false, false)] // the ratio falls
    [InlineData(40, 50, 49, 51, false, false)] // more to maintain
    [InlineData(40, 50, -1, 0, false, false)] // closed whole at a loss beyond the equity
    [InlineData(0, 50, 0, 40, false, true)] // nothing lost where nothing was
    [InlineData(-5, 50, -5, 40, false, true)] // in debt, and not deeper
    [InlineData(-5, 50, -6, 0, false, false)] // deeper in debt
    [InlineData(-5, 50, -4, 51, false, false)] // less debt, more to maintain
    public void A_step_keeps_the_account_healthy_or_no_worse(
        int equity, int maintenance, int equityAfter, int maintenanceAfter, bool grew, bool allowed) =>
        Assert.Equal(
            allowed,
            HealthRule.Allows(Of(equity, maintenance), Of(equityAfter, maintenanceAfter), grew));

    [Theory]
    [Trait("rule", "ENG-MRG-006")]
    [InlineData(5, 6, true)]
    [InlineData(5, 5, false)]
    [InlineData(5, 0, false)]
    [InlineData(5, -1, true)]
    [InlineData(-5, -6, true)]
    [InlineData(-5, 1, true)]
    [InlineData(0, 1, true)]
    public void A_position_grows_away_from_zero_and_by_changing_sides(int before, int after, bool grew) =>
        Assert.Equal(grew, HealthRule.Grew(before, after));

    [Fact]
    [Trait("rule", "ENG-MRG-007")]
    public void An_account_in_debt_can_only_cancel()
    {
        var venue = Ready().Deposit("dave", 1_000);
        venue.Act("dave", new UpdateLeverage(Btc, true, 40));
        venue.Sell(Alice, Btc, "30000", "1");
        venue.Buy("dave", Btc, "30000", "1");
        var resting = venue.Sell("dave", Btc, "32000", "0.5").Order;
        // A mark would bring a liquidation along: the debt comes by hand.
        venue.Account("dave").Collateral -= new MicroUsd(2_000_000_000);
        venue.State.Insurance.Collateral += new MicroUsd(2_000_000_000);

        Rejected(RejectCode.InsufficientMargin, venue.Buy("dave", Btc, "27000", "0.1"));
        var reduce = Order(Btc, Side.Sell, "28000", "0.1", TimeInForce.Ioc, reduceOnly: true);
        Rejected(RejectCode.InsufficientMargin, venue.Place("dave", reduce));
        var modify = new ModifyOrders(
            [(new OrderReference(resting, default), Order(Btc, Side.Sell, "31000", "0.5"))], false);
        Rejected(RejectCode.InsufficientMargin, venue.Act("dave", modify).OfType<ItemOutcome>().Single());
        Rejected(
            RejectCode.InsufficientBalance,
            venue.Act("dave", new Withdraw(Who("dave"), new MicroUsd(1_000_000))));
        Assert.Single(venue.Act("dave", new CancelOrders([(Btc, resting)])).OfType<OrderClosed>());
    }

    private static Bucket Of(int equity, int maintenance) =>
        new(equity, 2 * maintenance, maintenance, 2 * maintenance, 0);
}
