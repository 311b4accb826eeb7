using Offing.Engine.Margin;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Funding;

public class FundingSettlementTests
{
    // A lot of BTC is 1e-5; its price of 30,000 USDC is 300,000 ticks. A hundredth of a per cent of it: 30 u.
    private static readonly Int128 Hundredth = 30 * (Int128)Nano.One;

    [Fact]
    [Trait("rule", "ENG-FND-001")]
    [Trait("rule", "ENG-MRG-001")]
    public void A_payment_moves_the_index_and_is_part_of_the_equity_at_once()
    {
        var venue = Traded();
        var (alice, bob) = (View(venue, Alice), View(venue, Bob));
        var (a, b) = (venue.Account(Alice).Collateral, venue.Account(Bob).Collateral);
        venue.State.MarketOf(Btc).FundingIndex += Hundredth;
        // Bob is long of 10,000 lots.
        Assert.Equal(bob.Equity - new MicroUsd(300_000), View(venue, Bob).Equity);
        Assert.Equal(alice.Equity + new MicroUsd(300_000), View(venue, Alice).Equity);
        Assert.Equal(bob.Withdrawable - new MicroUsd(300_000), View(venue, Bob).Withdrawable);
        Assert.Equal(bob.Positions[0].UnrealisedPnl, View(venue, Bob).Positions[0].UnrealisedPnl);
        Assert.Equal((a, b), (venue.Account(Alice).Collateral, venue.Account(Bob).Collateral));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [Trait("rule", "ENG-FND-001")]
    [Trait("rule", "ENG-INV-015")]
    public void A_fraction_is_against_the_account_and_stays_in_the_pool(int sign)
    {
        var venue = Traded();
        // 10,000 lots by 1e-9: a hundred-thousandth of a micro-dollar.
        venue.State.MarketOf(Btc).FundingIndex += sign;
        Close(venue);
        var market = venue.State.MarketOf(Btc);
        Assert.Equal((1L, (Int128)Nano.One, 2UL), (
            Pool(venue).Collateral.Value, market.FundingDust, market.FundingSettlements));
    }

    [Fact]
    [Trait("rule", "ENG-FND-002")]
    public void A_trade_settles_both_sides_before_their_sizes_change()
    {
        var venue = Traded();
        venue.State.MarketOf(Btc).FundingIndex += Hundredth;
        var events = Close(venue);
        Assert.Equal(
            [(Who(Bob), 10_000L, -300_000L), (Who(Alice), -10_000L, 300_000L)],
            events.OfType<FundingPaid>().Select(p => (p.Account, p.Size.Value, p.Amount.Value)));
        Assert.IsType<FundingPaid>(events[events.ToList().FindIndex(e => e is Traded) - 1]);
        Assert.Equal(0, Pool(venue).Collateral.Value);
    }

    [Fact]
    [Trait("rule", "ENG-FND-002")]
    public void A_slot_that_had_no_position_begins_at_the_index_of_its_trade()
    {
        var venue = Ready();
        venue.Sell(Alice, Btc, "30000", "0.1");
        venue.State.MarketOf(Btc).FundingIndex += Hundredth;
        var events = venue.Act(Bob, new PlaceOrders([Order(Btc, Side.Buy, "30000", "0.1")], null));
        Assert.Empty(events.OfType<FundingPaid>());
        Assert.Equal(Hundredth, venue.Slot(Alice, Btc).FundingCheckpoint);
        Assert.Equal(Hundredth, venue.Slot(Bob, Btc).FundingCheckpoint);
    }

    [Fact]
    [Trait("rule", "ENG-FND-002")]
    public void A_withdrawal_and_a_transfer_settle_the_payer_first()
    {
        var venue = Traded();
        var sub = venue.Sub(Bob, "sub");
        venue.State.MarketOf(Btc).FundingIndex += Hundredth;
        var out1 = venue.Act(Alice, new Withdraw(Who(Alice), new MicroUsd(5_000_000)));
        Assert.Equal(300_000, Assert.IsType<FundingPaid>(out1[0]).Amount.Value);
        var out2 = venue.Act(Bob, new TransferSubAccount(sub, true, new MicroUsd(5_000_000)));
        Assert.Equal(-300_000, Assert.IsType<FundingPaid>(out2[0]).Amount.Value);
        Assert.Equal(0, Pool(venue).Collateral.Value);
    }

    [Fact]
    [Trait("rule", "ENG-FND-003")]
    public void What_is_past_every_limit_stays_due_and_stops_trades_and_outflows()
    {
        var venue = Traded();
        venue.State.MarketOf(Btc).FundingIndex -= (Int128)Limits.AmountMax_MicroUsd / 10_000 * Nano.One;
        Rejected(
            RejectCode.InsufficientBalance, venue.Act(Bob, new Withdraw(Who(Bob), new MicroUsd(5_000_000))));
        Assert.Empty(Close(venue).OfType<Traded>());
        Assert.Equal(0, Pool(venue).Collateral.Value);
    }

    [Fact]
    [Trait("rule", "ENG-INV-015")]
    public void What_settlements_left_over_goes_to_the_insurance_fund_to_the_last_whole_micro_dollar()
    {
        var venue = Traded();
        var market = venue.State.MarketOf(Btc);
        market.FundingIndex += 12_345_678_901;
        Close(venue);
        var swept = Engine.Funding.FundingSettlement.Sweep(venue.State, market);
        Assert.Equal(1, swept.Value);
        Assert.Equal(1, venue.State.FindAccount(SystemAccounts.Insurance)!.Collateral.Value);
        Assert.Equal((0L, (Int128)0, 0UL), (
            Pool(venue).Collateral.Value, market.FundingDust, market.FundingSettlements));
        Assert.Empty(Invariants.Check(venue.State));
    }

    [Fact]
    [Trait("rule", "ENG-INV-015")]
    public void A_pool_that_holds_another_sum_than_is_due_is_found()
    {
        var venue = Traded();
        Pool(venue).Collateral += new MicroUsd(1);
        var found = Invariants.Check(venue.State);
        Assert.Contains(found, text => text.StartsWith("I8", StringComparison.Ordinal));
    }

    /// <summary>Bob has bought 0.1 BTC of Alice at 30,000.</summary>
    private static Venue Traded()
    {
        var venue = Ready();
        venue.Sell(Alice, Btc, "30000", "0.1");
        venue.Buy(Bob, Btc, "30000", "0.1");
        return venue;
    }

    private static IReadOnlyList<IEngineEvent> Close(Venue venue)
    {
        venue.Buy(Alice, Btc, "30000", "0.1");
        return venue.Act(Bob, new PlaceOrders([Order(Btc, Side.Sell, "30000", "0.1")], null));
    }

    private static AccountView View(Venue venue, string who) =>
        AccountView.Of(venue.State, venue.Account(who));

    private static Engine.Accounts.Account Pool(Venue venue) =>
        venue.State.FindAccount(SystemAccounts.FundingPool(Btc))!;
}
