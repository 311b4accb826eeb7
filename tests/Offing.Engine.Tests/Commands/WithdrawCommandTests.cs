using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Commands;

public class WithdrawCommandTests
{
    [Fact]
    [Trait("rule", "ENG-MON-008")]
    public void A_withdrawal_debits_at_once_and_takes_the_next_index()
    {
        var venue = Ready();
        for (ulong index = 0; index < 2; index++)
        {
            var events = venue.Act(Alice, Of(Alice, 1_000_000));
            var queued = events.OfType<WithdrawalQueued>().Single();
            Assert.Equal((index, Who(Alice), 1_000_000L), (queued.Index, queued.Owner, queued.Amount.Value));
        }

        Assert.Equal(99_998_000_000, venue.Account(Alice).Collateral.Value);
        Assert.Equal(2_000_000, venue.State.WithdrawalsDebited);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(999_999)]
    [InlineData(long.MinValue)]
    [Trait("rule", "ENG-MON-006")]
    public void Less_than_the_minimum_is_refused(long amount) =>
        Rejected(RejectCode.WithdrawTooSmall, Ready().Act(Alice, Of(Alice, amount)));

    [Fact]
    [Trait("rule", "ENG-MON-006")]
    [Trait("rule", "ENG-MON-007")]
    public void To_another_and_more_than_is_there_are_refused()
    {
        var venue = Ready();
        Rejected(RejectCode.WithdrawToOther, venue.Act(Alice, Of(Bob, 1_000_000)));
        Rejected(RejectCode.InsufficientBalance, venue.Act(Alice, Of(Alice, 100_000_000_001)));
        Rejected(RejectCode.InsufficientBalance, venue.Act(Alice, Of(Alice, long.MaxValue)));
        Assert.Single(venue.Act(Alice, Of(Alice, 100_000_000_000)).OfType<WithdrawalQueued>());
    }

    [Fact]
    [Trait("rule", "ENG-MON-007")]
    public void Initial_margin_a_tenth_of_notional_and_open_orders_stay_behind()
    {
        var venue = Ready();
        venue.Sell(Alice, Btc, "30000", "10");
        venue.Buy(Bob, Btc, "30000", "10");
        // 100,000 less the taker fee of 135, less a tenth of 300,000.
        Rejected(RejectCode.InsufficientBalance, venue.Act(Bob, Of(Bob, 69_865_000_001)));
        venue.Buy(Bob, Btc, "29000", "30");
        // 40 BTC at 20x are 60,000 by then, and the maker fee of 870,000 is 130.5.
        Rejected(RejectCode.InsufficientBalance, venue.Act(Bob, Of(Bob, 39_734_500_001)));
        Assert.Single(venue.Act(Bob, Of(Bob, 39_734_500_000)).OfType<WithdrawalQueued>());
    }

    [Fact]
    [Trait("rule", "ENG-MON-006")]
    public void An_account_with_a_position_cannot_withdraw_without_a_quorum()
    {
        var venue = Ready();
        venue.Sell(Alice, Btc, "30000", "1");
        venue.Buy(Bob, Btc, "30000", "1");
        venue.Now += 20_000;
        venue.Apply(new Tick());
        Rejected(RejectCode.NoMark, venue.Act(Bob, Of(Bob, 1_000_000)));
        Assert.Single(venue.Act(Carol, Of(Carol, 1_000_000)).OfType<WithdrawalQueued>());
    }

    private static Withdraw Of(string to, long amount) => new(Who(to), new MicroUsd(amount));
}
