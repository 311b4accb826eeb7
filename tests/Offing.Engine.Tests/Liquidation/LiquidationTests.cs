using Offing.Engine.Margin;
using Offing.Primitives;
using Offing.Protocol.Deleveraging;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Tests.Liquidation;

/// <summary>Alice is long 1 BTC at 30,000 against Bob, at leverage 40: maintenance 375.</summary>
public class LiquidationTests
{
    private readonly Venue _venue = new Venue(Jumpy()).Price(Venue.Btc, "30000").Price(Venue.Eth, "2000");

    public LiquidationTests() => _venue.Deposit(Venue.Bob, 1_000_000).Deposit(Venue.Carol, 1_000_000);

    [Fact]
    [Trait("rule", "ENG-LIQ-001")]
    [Trait("rule", "ENG-LIQ-002")]
    [Trait("rule", "ENG-LIQ-003")]
    public void A_bucket_under_its_maintenance_margin_is_closed_on_the_book_and_its_orders_are_cancelled()
    {
        Long(1_000);
        _venue.Buy(Venue.Alice, Venue.Btc, "25000", "0.001");
        _venue.Buy(Venue.Carol, Venue.Btc, "29300", "5");
        var events = Fall("29350");
        Assert.Equal(OrderStatus.LiquidatedCanceled, events.OfType<OrderClosed>().First().Status);
        var step = Assert.Single(events.OfType<LiquidationStep>());
        Assert.Equal((LiquidationMeans.Book, 100_000), (step.Means, step.Size.Value));
        Assert.True(_venue.Slot(Venue.Alice, Venue.Btc).Size.IsZero);
        AssertNoWorse(step);
    }

    [Fact]
    [Trait("rule", "ENG-LIQ-002")]
    public void A_healthy_bucket_is_left_alone()
    {
        Long(1_000);
        Assert.Empty(Fall("29400").OfType<LiquidationStep>());
        Assert.Equal(100_000, _venue.Slot(Venue.Alice, Venue.Btc).Size.Value);
    }

    [Fact]
    [Trait("rule", "ENG-LIQ-004")]
    [Trait("rule", "ENG-LIQ-006")]
    public void The_fee_is_one_per_cent_at_most_and_only_out_of_what_is_better_than_the_zero_price()
    {
        Long(1_000);
        _venue.Buy(Venue.Carol, Venue.Btc, "29350", "1");
        var events = Fall("29360");
        var ordered = Assert.Single(events.OfType<LiquidationOrdered>());
        var trade = Assert.Single(events.OfType<Traded>());
        Assert.True(ordered.Price < trade.Price);
        var better = (trade.Price.Value - (long)ordered.Price.Value) * trade.Size.Value;
        var most = trade.Price.Value * trade.Size.Value / 100;
        Assert.Equal(Math.Min(better, most), trade.Taker.Fee.Value);
        Assert.Equal(trade.Taker.Fee, _venue.State.Insurance.Collateral);
    }

    [Fact]
    [Trait("rule", "ENG-LIQ-003")]
    public void Nothing_is_sold_below_the_zero_price_while_the_book_alone_is_the_means()
    {
        Long(1_000);
        _venue.Buy(Venue.Carol, Venue.Btc, "28000", "5");
        var events = Fall("29360");
        Assert.Empty(events.OfType<LiquidationOrdered>());
        Assert.Equal(100_000, _venue.Slot(Venue.Alice, Venue.Btc).Size.Value);

        // Tried again as time passes.
        _venue.Buy(Venue.Carol, Venue.Btc, "29350", "5");
        _venue.Now += 1_000;
        Assert.Single(_venue.Apply(new Tick()).OfType<LiquidationOrdered>());
        Assert.Equal(0, _venue.Slot(Venue.Alice, Venue.Btc).Size.Value);
    }

    [Fact]
    [Trait("rule", "ENG-LIQ-005")]
    public void A_large_position_goes_a_fifth_first_and_then_whole()
    {
        Long(10_000, lots: 1_000_000);
        _venue.Buy(Venue.Carol, Venue.Btc, "29350", "9");
        var first = Assert.Single(Fall("29360").OfType<LiquidationOrdered>());
        Assert.Equal(200_000, first.Size.Value);
        _venue.Now += 1_000;
        var second = Assert.Single(_venue.Apply(new Tick()).OfType<LiquidationOrdered>());
        Assert.Equal(800_000, second.Size.Value);
        Assert.Equal(100_000, _venue.Slot(Venue.Alice, Venue.Btc).Size.Value);
    }

    [Fact]
    [Trait("rule", "ENG-LIQ-007")]
    [Trait("rule", "ENG-LIQ-009")]
    public void Under_two_thirds_the_backstop_vault_takes_the_position_with_what_stands_behind_it()
    {
        DepositTo(SystemAccounts.Backstop, 1_000_000);
        Long(1_000);
        var events = Fall("29200");
        var moved = Assert.Single(events.OfType<PositionMoved>());
        Assert.Equal((LiquidationMeans.Backstop, 100_000), (moved.Means, moved.Size.Value));
        Assert.True(_venue.Slot(Venue.Alice, Venue.Btc).Size.IsZero);
        Assert.Equal(MicroUsd.Zero, _venue.Account(Venue.Alice).Collateral);
        Assert.Equal(100_000, _venue.State.Backstop.FindSlot(Venue.Btc)!.Size.Value);
        Assert.True(_venue.State.Backstop.Collateral.Value > 1_000_000_000_000);
    }

    [Fact]
    [Trait("rule", "ENG-LIQ-010")]
    public void The_vault_takes_no_more_than_its_caps_and_the_rest_is_deleveraged()
    {
        DepositTo(SystemAccounts.Backstop, 1_000);
        Long(1_000);
        var events = Fall("29200");
        var moved = events.OfType<PositionMoved>().ToList();
        Assert.Equal(
            [LiquidationMeans.Backstop, LiquidationMeans.Deleverage], moved.Select(m => m.Means));
        var vault = Bucket.Of(_venue.State, _venue.State.Backstop);
        var margin = vault.Notional / 3;
        Assert.True(100 * margin < 25 * vault.Equity);
        Assert.True(100 * (margin + (margin / 50)) > 25 * vault.Equity, "it could take more");
        Assert.Equal(MicroUsd.Zero, _venue.Account(Venue.Alice).Collateral);
        Assert.Equal(Bob(), -_venue.State.Backstop.FindSlot(Venue.Btc)!.Size.Value);
    }

    [Fact]
    [Trait("rule", "ENG-LIQ-008")]
    public void Below_zero_the_insurance_fund_pays_first_and_the_account_ends_at_nothing()
    {
        DepositTo(SystemAccounts.Insurance, 5_000);
        Long(1_000);
        var events = Fall("28500");
        var steps = events.OfType<LiquidationStep>().ToList();
        Assert.Equal(
            [LiquidationMeans.Insurance, LiquidationMeans.Deleverage],
            steps.Select(step => step.Means));
        Assert.Equal(0, steps[0].EquityAfter.Value);
        Assert.Equal(MicroUsd.Zero, _venue.Account(Venue.Alice).Collateral);
        Assert.All(steps, AssertNoWorse);
    }

    [Fact]
    [Trait("rule", "ENG-LIQ-008")]
    [Trait("rule", "ENG-LIQ-011")]
    [Trait("rule", "ENG-ADL-005")]
    public void When_the_fund_does_not_reach_the_other_side_pays_and_a_stranger_can_check_who()
    {
        Long(1_000);
        List<DeleverageCandidate> before = [];
        var sink = new Witness(_venue, list => before = list);
        Fall("28500", sink);
        var certificate = Assert.Single(sink.Events.OfType<DeleverageCertificate>());
        Assert.Empty(DeleverageChecker.Check(certificate, before));
        Assert.Equal(MicroUsd.Zero, _venue.Account(Venue.Alice).Collateral);
        Assert.Null(_venue.Account(Venue.Bob).FindSlot(Venue.Btc));
        // Bob keeps all that Alice had, and no more than that: 1,000 less the fees of both.
        var fees = _venue.State.FeeAccount.Collateral;
        Assert.Equal(1_001_000_000_000, (_venue.Account(Venue.Bob).Collateral + fees).Value);
    }

    [Fact]
    [Trait("rule", "ENG-LIQ-012")]
    public void Without_a_quorum_nobody_is_liquidated()
    {
        Long(1_000);
        _venue.Now += 11_000;
        _venue.Apply(new Tick());
        Assert.False(_venue.State.MarketOf(Venue.Btc).MayLiquidate);
        for (byte publisher = 0; publisher < 3; publisher++)
        {
            _venue.Report(publisher, Venue.Btc, 280_000);
            if (!_venue.State.MarketOf(Venue.Btc).MayLiquidate)
            {
                Assert.Equal(100_000, _venue.Slot(Venue.Alice, Venue.Btc).Size.Value);
            }
        }
    }

    // A mark that may move by half in a second: the fall comes in one step.
    private static GenesisConfig Jumpy() => Venue.Genesis() with
    {
        Oracle = new OracleParameters(10_000, 2, new Nano(500_000_000)),
    };

    private static void AssertNoWorse(LiquidationStep step) => Assert.True(
        step.EquityBefore.Value < 0
            ? step.EquityAfter >= step.EquityBefore
            : WideMath.CompareProducts(
                step.EquityAfter.Value, step.MaintenanceBefore.Value, step.EquityBefore.Value,
                step.MaintenanceAfter.Value) >= 0);

    private long Bob() => _venue.Account(Venue.Bob).FindSlot(Venue.Btc)?.Size.Value ?? 0;

    private void Long(ulong usdc, long lots = 100_000)
    {
        _venue.Deposit(Venue.Alice, usdc);
        _venue.Act(Venue.Alice, new Protocol.Commands.UpdateLeverage(Venue.Btc, true, 40));
        var size = $"{lots / 100_000}";
        Assert.Equal(OutcomeKind.Resting, _venue.Sell(Venue.Bob, Venue.Btc, "30000", size).Kind);
        Assert.Equal(OutcomeKind.Filled, _venue.Buy(Venue.Alice, Venue.Btc, "30000", size).Kind);
    }

    private void DepositTo(Address account, ulong usdc) => _venue.Apply(
        _venue.Request(RequestType.Deposit, Venue.Alice, usdc * 1_000_000) with { Account = account });

    private List<IEngineEvent> Fall(string price, EventSink? sink = null)
    {
        var events = new List<IEngineEvent>();
        _venue.Now += 5_000;
        Assert.True(Venue.Number(price).TryScale(1, out var ticks));
        for (byte publisher = 0; publisher < 3; publisher++)
        {
            events.AddRange(_venue.Report(publisher, Venue.Btc, (uint)ticks, sink));
        }

        Assert.Equal(ticks, _venue.State.MarketOf(Venue.Btc).Mark.Value);
        return events;
    }

    /// <summary>Looks at the accounts at the moment of the certificate.</summary>
    private sealed class Witness(Venue venue, Action<List<DeleverageCandidate>> seen) : EventSink
    {
        public List<IEngineEvent> Events { get; } = [];

        public override void Take<T>(in T happened)
        {
            Events.Add(happened);
            if (happened is DeleverageCertificate certificate)
            {
                seen(Before(certificate));
            }
        }

        private List<DeleverageCandidate> Before(DeleverageCertificate certificate) =>
        [
            .. venue.State.Accounts.Select(account => (account, slot: account.FindSlot(certificate.Market)))
                .Where(pair => pair.slot is not null
                    && pair.slot.Size.Value * (certificate.Side == Side.Buy ? 1 : -1) > 0)
                .Select(pair => new DeleverageCandidate(
                    (uint)pair.account.Index, new Lots(Math.Abs(pair.slot!.Size.Value)),
                    AccountView.Of(venue.State, pair.account).Notional.Value,
                    AccountView.Of(venue.State, pair.account).Equity.Value, false)),
        ];
    }
}
