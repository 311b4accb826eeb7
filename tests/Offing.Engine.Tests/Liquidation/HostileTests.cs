using Offing.Engine.Accounts;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Liquidation;

/// <summary>What somebody might arrange so that a liquidation stops the venue, or does not come.</summary>
public class HostileTests
{
    private static readonly MarketId Small = new(3);

    [Fact]
    [Trait("rule", "ENG-LIQ-004")]
    public void A_position_larger_than_any_order_goes_in_several()
    {
        var venue = new Venue(Jumpy()).Price(Small, "0.0001");
        venue.Deposit(Bob, 1_000_000).Deposit(Carol, 1_000_000).Deposit(Alice, 132_000);
        venue.Act(Alice, new UpdateLeverage(Small, true, 5));
        for (var i = 0; i < 3; i++)
        {
            venue.Sell(Bob, Small, "0.0001", "2147483647");
            Assert.Equal(OutcomeKind.Filled, venue.Buy(Alice, Small, "0.0001", "2147483647").Kind);
            venue.Buy(Carol, Small, "0.000085", "2147483647");
        }

        Assert.True(venue.Slot(Alice, Small).Size.Value > uint.MaxValue);
        var events = Move(venue, Small, 85);
        // Two are enough for the margin of what is left.
        Assert.Equal(2, events.OfType<LiquidationOrdered>().Count());
        Assert.Equal(Limits.OrderMax_Lots, venue.Slot(Alice, Small).Size.Value);
    }

    [Theory]
    [Trait("rule", "ENG-ISO-009")]
    [Trait("rule", "ENG-UNI-005")]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_is_deleveraged_below_zero_in_an_isolated_position_owes_it_there_alone(bool isOnly)
    {
        var genesis = Jumpy();
        var venue = new Venue(genesis with
        {
            Markets = [genesis.Markets[0] with { IsolatedOnly = isOnly }, .. genesis.Markets.Skip(1)],
        }).Price(Btc, "30000");
        foreach (var name in new[] { Alice, Bob, Carol })
        {
            venue.Deposit(name, 100_000);
            venue.Act(name, new UpdateLeverage(Btc, IsCross: false, 20));
        }

        venue.Sell(Bob, Btc, "30000", "1");
        venue.Buy(Alice, Btc, "30000", "1");
        HandOverWhileGated(venue);
        venue.Now += 3_000;
        var events = venue.Report(1, Btc, 200_000);
        Assert.Single(events.OfType<DeleverageCertificate>());
        var owed = venue.Slot(Carol, Btc);
        Assert.True(owed.Size.IsZero && owed.IsolatedCollateral < MicroUsd.Zero);
        Assert.True(venue.Account(Carol).Collateral.Value > 90_000_000_000);

        Rejected(
            isOnly ? RejectCode.IsolatedOnlyMarket : RejectCode.MarginModeInUse,
            venue.Act(Carol, new UpdateLeverage(Btc, IsCross: true, 20)));
        Rejected(RejectCode.InsufficientMargin, venue.Sell(Carol, Btc, "20000", "1"));
        DepositTo(venue, SystemAccounts.Insurance, 50_000);
        venue.Apply(new Tick());
        Assert.Equal(isOnly, venue.Account(Carol).FindSlot(Btc) is null);
        Assert.Equal(0, venue.Account(Carol).FindSlot(Btc)?.IsolatedCollateral.Value ?? 0);
    }

    [Fact]
    [Trait("rule", "ENG-LIQ-012")]
    public void A_position_of_which_the_funding_is_not_known_shelters_no_other_bucket()
    {
        var venue = new Venue(Jumpy()).Price(Btc, "30000").Price(Eth, "2000");
        venue.Deposit(Alice, 100_000).Deposit(Bob, 1_000_000);
        venue.Act(Alice, new UpdateLeverage(Eth, IsCross: false, 20));
        foreach (var (market, price) in new[] { (Btc, "30000"), (Eth, "2000") })
        {
            venue.Sell(Bob, market, price, "1");
            venue.Buy(Alice, market, price, "1");
        }

        venue.State.MarketOf(Btc).FundingAnchor = 1;
        venue.Apply(new Started(1));
        venue.Now += 1_000;
        venue.Refresh();
        Assert.True(venue.State.MarketOf(Btc).IsFundingBroken);
        Assert.NotEmpty(Move(venue, Eth, 192_000).OfType<LiquidationStep>());
    }

    [Fact]
    [Trait("rule", "ENG-MON-004")]
    [Trait("rule", "ENG-FEE-007")]
    public void Nothing_but_funding_comes_into_a_funding_pool()
    {
        var venue = Ready();
        var pool = SystemAccounts.FundingPool(Btc);
        Assert.Equal(
            RejectCode.RequestMalformed,
            Assert.Single(DepositTo(venue, pool, 1).OfType<RequestRefused>()).Code);
        Rejected(RejectCode.BuilderFeeTooHigh, venue.Act(Alice, new ApproveBuilderFee(pool, 1)));
    }

    // Carol comes in at a mark at which Alice is bankrupt already: one report after a start moves the mark
    // and opens no gate.
    private static void HandOverWhileGated(Venue venue)
    {
        venue.Now += 5_000;
        venue.Report(0, Btc, 300_000);
        venue.Report(1, Btc, 300_000);
        venue.Now += 6_000;
        venue.Apply(new Started(1));
        venue.Now++;
        venue.Report(0, Btc, 200_000);
        Assert.Equal(250_000U, venue.State.MarketOf(Btc).Mark.Value);
        venue.Sell(Carol, Btc, "25000", "1");
        Assert.Equal(OutcomeKind.Filled, venue.Buy(Bob, Btc, "25000", "1").Kind);
    }

    private static IReadOnlyList<IEngineEvent> DepositTo(Venue venue, Address account, ulong usdc) =>
        venue.Apply(venue.Request(RequestType.Deposit, Alice, usdc * 1_000_000) with { Account = account });

    private static List<IEngineEvent> Move(Venue venue, MarketId market, uint ticks)
    {
        var events = new List<IEngineEvent>();
        venue.Now += 5_000;
        for (byte publisher = 0; publisher < 3; publisher++)
        {
            events.AddRange(venue.Report(publisher, market, ticks));
        }

        Assert.Equal(ticks, venue.State.MarketOf(market).Mark.Value);
        return events;
    }

    private static GenesisConfig Jumpy() => Genesis() with
    {
        Oracle = new OracleParameters(10_000, 2, new Nano(500_000_000)),
    };
}
