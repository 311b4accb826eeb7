using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Tests.Liquidation;

/// <summary>
/// A market that somebody moves must not be able to hand its losses to the vault (the squeeze of March 2025).
/// </summary>
public class IsolatedOnlyTests
{
    [Theory]
    [Trait("rule", "ENG-LIQ-009")]
    [InlineData(false, LiquidationMeans.Backstop)]
    [InlineData(true, LiquidationMeans.Deleverage)]
    public void The_vault_takes_nothing_of_a_market_of_isolated_positions_only(
        bool isIsolatedOnly, LiquidationMeans means)
    {
        var genesis = Venue.Genesis();
        var venue = new Venue(genesis with
        {
            Oracle = new OracleParameters(10_000, 2, new Nano(500_000_000)),
            Markets = [genesis.Markets[0] with { IsolatedOnly = isIsolatedOnly }, .. genesis.Markets.Skip(1)],
        });
        venue.Price(Venue.Btc, "30000").Price(Venue.Eth, "2000");
        venue.Deposit(Venue.Bob, 1_000_000).Deposit(Venue.Alice, 1_550);
        venue.Apply(venue.Request(RequestType.Deposit, Venue.Alice, 1_000_000_000_000) with
        {
            Account = SystemAccounts.Backstop,
        });
        venue.Sell(Venue.Bob, Venue.Btc, "30000", "1");
        Assert.Equal(OutcomeKind.Filled, venue.Buy(Venue.Alice, Venue.Btc, "30000", "1").Kind);

        venue.Now += 5_000;
        var moved = new List<PositionMoved>();
        for (byte publisher = 0; publisher < 3; publisher++)
        {
            moved.AddRange(venue.Report(publisher, Venue.Btc, 286_500, null).OfType<PositionMoved>());
        }

        Assert.Equal(means, Assert.Single(moved).Means);
        Assert.True(venue.Account(Venue.Alice).FindSlot(Venue.Btc)?.Size.IsZero ?? true);
        Assert.Empty(Invariants.Check(venue.State));
    }
}
