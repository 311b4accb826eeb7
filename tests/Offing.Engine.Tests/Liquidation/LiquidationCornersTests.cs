using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Tests.Liquidation;

/// <summary>What a random life of the venue found.</summary>
public class LiquidationCornersTests
{
    [Fact]
    [Trait("rule", "ENG-FEE-001")]
    [Trait("rule", "ENG-FEE-002")]
    public void A_maker_gets_no_rebate_out_of_a_liquidation_which_pays_the_venue_nothing()
    {
        var venue = Ready(isCross: true);
        var trade = Assert.Single(Fall(venue).OfType<Traded>());
        Assert.True(trade.Maker.Fee >= MicroUsd.Zero && trade.Taker.Fee >= MicroUsd.Zero);
    }

    [Fact]
    [Trait("rule", "ENG-LIQ-011")]
    public void The_step_that_closes_an_isolated_position_tells_nothing_of_the_cross_bucket()
    {
        var venue = Ready(isCross: false);
        var step = Assert.Single(Fall(venue).OfType<LiquidationStep>());
        Assert.True(step.IsIsolated);
        Assert.Equal((0, 0), (step.EquityAfter.Value, step.MaintenanceAfter.Value));
        Assert.True(venue.Account(Venue.Alice).Collateral > MicroUsd.Zero);
    }

    // Alice is long 1 BTC at 30,000 at leverage 40, and only Carol buys below.
    private static Venue Ready(bool isCross)
    {
        var venue = new Venue(Venue.Genesis(maker: -100_000) with
        {
            Oracle = new OracleParameters(10_000, 2, new Nano(500_000_000)),
        });
        venue.Price(Venue.Btc, "30000").Deposit(Venue.Alice, isCross ? 1_000UL : 5_000);
        venue.Deposit(Venue.Bob, 1_000_000).Deposit(Venue.Carol, 1_000_000);
        venue.Act(Venue.Alice, new UpdateLeverage(Venue.Btc, isCross, 40));
        venue.Sell(Venue.Bob, Venue.Btc, "30000", "1");
        Assert.Equal(OutcomeKind.Filled, venue.Buy(Venue.Alice, Venue.Btc, "30000", "1").Kind);
        venue.Buy(Venue.Carol, Venue.Btc, "29400", "5");
        return venue;
    }

    private static List<IEngineEvent> Fall(Venue venue)
    {
        venue.Now += 5_000;
        var price = venue.State.Markets[0].Parameters.PriceDecimals == 1 ? 293_500U : 0;
        return [.. Enumerable.Range(0, 3).SelectMany(
            publisher => venue.Report((byte)publisher, Venue.Btc, price))];
    }
}
