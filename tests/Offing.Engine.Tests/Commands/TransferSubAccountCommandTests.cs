using Offing.Engine.Accounts;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Commands;

public class TransferSubAccountCommandTests
{
    [Fact]
    [Trait("rule", "ENG-MON-009")]
    public void Collateral_moves_there_and_back()
    {
        var venue = Ready();
        var sub = venue.Sub(Alice, "a");
        Assert.Equal(
            [new CollateralMoved(Who(Alice), sub, new MicroUsd(60_000_000_000)), new ActionDone(Who(Alice))],
            venue.Act(Alice, To(sub, 60_000_000_000)));
        Assert.Equal(
            [new CollateralMoved(sub, Who(Alice), new MicroUsd(1)), new ActionDone(Who(Alice))],
            venue.Act(Alice, From(sub, 1)));
        Assert.Equal(40_000_000_001, venue.Account(Alice).Collateral.Value);
        Assert.Equal(59_999_999_999, venue.State.FindAccount(sub)!.Collateral.Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(100_000_000_001)]
    [Trait("rule", "ENG-MON-009")]
    public void Nothing_less_than_nothing_and_more_than_is_there_are_refused(long amount)
    {
        var venue = Ready();
        var sub = venue.Sub(Alice, "a");
        Rejected(RejectCode.TransferAmount, venue.Act(Alice, To(sub, amount)));
        Rejected(RejectCode.TransferAmount, venue.Act(Alice, From(sub, 1)));
        Assert.Equal(2, venue.Act(Alice, To(sub, 100_000_000_000)).Count);
    }

    [Fact]
    [Trait("rule", "ENG-MON-009")]
    public void Somebody_elses_sub_account_an_account_and_ones_own_address_are_unknown()
    {
        var venue = Ready();
        var sub = venue.Sub(Bob, "a");
        foreach (var other in (Address[])[sub, Who(Bob), Who(Alice), Who("nobody"), Address.Zero])
        {
            Rejected(RejectCode.SubAccountUnknown, venue.Act(Alice, To(other, 1)));
            Rejected(RejectCode.SubAccountUnknown, venue.Act(Alice, From(other, 1)));
        }
    }

    [Fact]
    [Trait("rule", "ENG-MON-009")]
    public void What_margin_and_open_orders_need_stays_on_the_paying_side()
    {
        var venue = Ready();
        var sub = venue.Sub(Bob, "a");
        venue.Act(Bob, To(sub, 50_000_000_000));
        venue.Sell(Alice, Btc, "30000", "10");
        venue.Apply(venue.For(sub, Bob, Order(Btc, Side.Buy, "30000", "10")));
        // 50,000 less the taker fee of 135, less a tenth of 300,000.
        Rejected(RejectCode.TransferAmount, venue.Act(Bob, From(sub, 19_865_000_001)));
        Assert.Equal(2, venue.Act(Bob, From(sub, 19_865_000_000)).Count);
    }

    [Fact]
    [Trait("rule", "ENG-MON-009")]
    public void A_side_with_a_position_pays_nothing_without_a_quorum()
    {
        var venue = Ready();
        var sub = venue.Sub(Bob, "a");
        venue.Act(Bob, To(sub, 50_000_000_000));
        venue.Sell(Alice, Btc, "30000", "1");
        venue.Apply(venue.For(sub, Bob, Order(Btc, Side.Buy, "30000", "1")));
        venue.Now += 20_000;
        venue.Apply(new Tick());
        Rejected(RejectCode.NoMark, venue.Act(Bob, From(sub, 1_000_000)));
        Assert.Single(venue.Act(Bob, To(sub, 1_000_000)).OfType<CollateralMoved>());
    }

    [Fact]
    [Trait("rule", "ENG-MON-009")]
    public void Neither_side_may_come_past_the_most_that_collateral_may_be()
    {
        var venue = Ready();
        var sub = venue.Sub(Alice, "a");
        var account = venue.State.FindAccount(sub)!;
        // No path of entries leads here in a test's time: both sides are put at their ends by hand.
        var near = new MicroUsd(Account.CollateralMax_MicroUsd - 5);
        account.Collateral += near;
        venue.State.DepositsCredited += near.Value;
        Rejected(RejectCode.TransferAmount, venue.Act(Alice, To(sub, 6)));
        Assert.Equal(2, venue.Act(Alice, To(sub, 5)).Count);
    }

    private static TransferSubAccount To(Address sub, long amount) => new(sub, true, new MicroUsd(amount));

    private static TransferSubAccount From(Address sub, long amount) => new(sub, false, new MicroUsd(amount));
}
