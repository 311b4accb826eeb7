using Offing.Engine.Tests.Life;
using Offing.Engine.Tests.Parameters;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Switches;

/// <summary>
/// A market is stopped, so that nobody is liquidated, falls, and is settled. Who is below zero is covered by
/// the insurance fund and then by the other side; every certificate is held against the accounts then.
/// </summary>
public class SettlementCoverTests
{
    private const ulong Delay_Ms = 3_600_000;

    private readonly Venue _venue = Ready(Genesis() with { ParameterDelay_Ms = Delay_Ms });

    [Theory]
    [InlineData(0, 12_500)]
    [InlineData(5_000, 7_500)]
    [InlineData(12_500, 0)]
    [InlineData(90_000, 0)]
    [Trait("rule", "ENG-SWI-008")]
    public void An_isolated_loss_is_paid_by_insurance_and_then_by_the_other_side_and_by_nobody_else(
        ulong insurance, long others)
    {
        if (insurance > 0)
        {
            _venue.Apply(_venue.Request(SystemAccounts.Insurance, insurance * 1_000_000));
        }

        _venue.Act(Alice, new UpdateLeverage(Btc, IsCross: false, 40));
        Trade(Alice, Bob, "10");
        var (alice, bob, fees) = (Collateral(Alice), Collateral(Bob), _venue.State.FeeAccount.Collateral);
        Stop("28000");
        var events = Settle();

        var steps = events.OfType<LiquidationStep>().ToList();
        var paid = Math.Min((long)insurance, 12_500);
        Assert.Equal(paid * 1_000_000, -steps.Where(IsInsurance).Sum(step => step.Cash.Value));
        Assert.Equal(others > 0 ? 1 : 0, events.OfType<DeleverageCertificate>().Count());
        Assert.All(steps, step => Assert.True(step.EquityAfter >= step.EquityBefore));
        Assert.Equal(alice, Collateral(Alice));
        Assert.Equal(bob + new MicroUsd((20_000 - others) * 1_000_000), Collateral(Bob));
        Assert.Equal(fees, _venue.State.FeeAccount.Collateral);
        Assert.Equal(
            ((long)insurance - paid) * 1_000_000, _venue.State.Insurance.Collateral.Value);
        Assert.Equal(0, _venue.Account(Alice).FindSlot(Btc)?.IsolatedCollateral.Value ?? 0);
    }

    [Fact]
    [Trait("rule", "ENG-SWI-008")]
    public void What_a_cross_bucket_is_below_zero_is_covered_too()
    {
        _venue.Act(Alice, new UpdateLeverage(Btc, IsCross: true, 40));
        _venue.Deposit(Bob, 1_000_000);
        Trade(Alice, Bob, "100");
        Trade(Alice, Carol, "1", Eth);
        var all = Collateral(Bob) + Collateral(Alice) + Collateral(Carol);
        Stop("28900");
        var events = Settle();

        // The part of the loss that stands behind its other position was borne there before, by Carol.
        Assert.Equal(Btc, Assert.Single(events.OfType<DeleverageCertificate>()).Market);
        Assert.Equal(MicroUsd.Zero, Collateral(Alice));
        Assert.Equal(all, Collateral(Bob) + Collateral(Alice) + Collateral(Carol));
    }

    [Fact]
    [Trait("rule", "ENG-SWI-008")]
    [Trait("rule", "ENG-ADL-001")]
    public void The_most_leveraged_of_the_other_side_bear_it_and_the_others_are_spared()
    {
        _venue.Act(Alice, new UpdateLeverage(Btc, IsCross: false, 40));
        _venue.Act(Carol, new UpdateLeverage(Btc, IsCross: true, 40));
        Trade("dave", Carol, "90", deposit: 1_000_000);
        Trade(Alice, Bob, "10");
        var bob = Collateral(Bob);
        Stop("28000");
        var events = Settle();

        var cut = Assert.Single(events.OfType<DeleverageCertificate>().Single().Cuts);
        Assert.Equal((uint)_venue.Account(Carol).Index, cut.Account);
        Assert.Equal(bob + new MicroUsd(20_000_000_000), Collateral(Bob));
    }

    [Fact]
    [Trait("rule", "ENG-SWI-008")]
    public void Who_is_over_zero_is_closed_at_the_mark_and_asks_nobody()
    {
        _venue.Apply(_venue.Request(SystemAccounts.Insurance, 5_000_000_000));
        _venue.Act(Alice, new UpdateLeverage(Btc, IsCross: false, 40));
        Trade(Alice, Bob, "10");
        var alice = Collateral(Alice);
        // 7,500 less 7,400.
        Stop("29260");
        var events = Settle();
        Assert.Empty(events.OfType<LiquidationStep>());
        Assert.Equal(2, events.OfType<PositionSettled>().Count());
        Assert.Equal(5_000_000_000, _venue.State.Insurance.Collateral.Value);
        Assert.Equal(alice + new MicroUsd(100_000_000), Collateral(Alice));
    }

    [Fact]
    [Trait("rule", "ENG-SWI-006")]
    [Trait("rule", "ENG-SWI-008")]
    public void More_than_an_entry_may_cover_come_with_the_next_and_nobody_is_closed_before()
    {
        _venue.Deposit(Bob, 1_000_000);
        for (var i = 0; i < 300; i++)
        {
            _venue.Deposit($"t{i}", 100);
            _venue.Act($"t{i}", new UpdateLeverage(Btc, IsCross: false, 40));
            Trade($"t{i}", Bob, "0.01");
        }

        // Mostly Bob's, so that his own closing has something to close.
        Trade(Alice, Bob, "1");
        Stop("28000");
        _venue.Apply(ChangeBytes.Request(_venue, ChangeBytes.Delist(Btc, 0)));
        _venue.Now += Delay_Ms;
        var first = Apply(new Tick());
        var second = Apply(new Tick());
        Assert.Equal(Limits.SettlementsPerEntry, Covered(first));
        Assert.Empty(first.OfType<PositionSettled>());
        Assert.Equal(300 - Limits.SettlementsPerEntry, Covered(second));
        Assert.Equal(2, second.OfType<PositionSettled>().Count());
        Assert.Single(second.OfType<SettlementEnded>());
    }

    private static int Covered(List<IEngineEvent> events) => events.OfType<DeleverageCertificate>().Count();

    private static bool IsInsurance(LiquidationStep step) => step.Means == LiquidationMeans.Insurance;

    private MicroUsd Collateral(string who) => _venue.Account(who).Collateral;

    private void Trade(
        string buyer, string seller, string size, MarketId? market = null, ulong deposit = 0)
    {
        if (deposit > 0)
        {
            _venue.Deposit(buyer, deposit);
        }

        var price = market == Eth ? "2000" : "30000";
        _venue.Sell(seller, market ?? Btc, price, size);
        _venue.Buy(buyer, market ?? Btc, price, size);
    }

    private void Stop(string price)
    {
        _venue.Switch(Btc, 7);
        _venue.Price(Btc, price);
    }

    private List<IEngineEvent> Settle()
    {
        _venue.Apply(ChangeBytes.Request(_venue, ChangeBytes.Delist(Btc, 0)));
        _venue.Now += Delay_Ms;
        List<IEngineEvent> events = [.. Apply(new Tick()), .. Apply(new Tick())];
        Assert.Equal(Lots.Zero, _venue.State.MarketOf(Btc).OpenInterest);
        Assert.Equal(0u, _venue.State.MarketOf(Btc).SettleCursor);
        return events;
    }

    private List<IEngineEvent> Apply(Entry entry)
    {
        var witness = new Witness(_venue.State);
        _venue.Apply(entry, witness);
        return witness.Events;
    }

    private sealed class Witness(VenueState state) : EventSink
    {
        public List<IEngineEvent> Events { get; } = [];

        public override void Take<T>(in T happened)
        {
            Events.Add(happened);
            if (happened is DeleverageCertificate certificate)
            {
                Certificates.Check(state, certificate);
            }
        }
    }
}
