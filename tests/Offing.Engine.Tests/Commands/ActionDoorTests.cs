using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Commands;

public class ActionDoorTests
{
    [Fact]
    [Trait("rule", "ENG-ACC-002")]
    public void A_stranger_is_a_logged_no_op() =>
        Rejected(RejectCode.UnknownSigner, Ready().Act("stranger", new Noop(false)), nonceUsed: false);

    [Fact]
    [Trait("rule", "ENG-ACC-005")]
    [Trait("rule", "ENG-ACC-018")]
    public void A_nonce_is_applied_once()
    {
        var venue = Ready();
        var action = venue.Signed(Alice, new Noop(false));
        Assert.Single(venue.Apply(action).OfType<ActionDone>());
        Rejected(RejectCode.NonceUsed, venue.Apply(action), nonceUsed: false);
    }

    [Fact]
    [Trait("rule", "ENG-ACC-003")]
    [Trait("rule", "ENG-ACC-008")]
    public void A_rejected_action_has_used_its_nonce_and_an_expired_one_has_not()
    {
        var venue = Ready();
        var rejected = venue.Signed(Alice, new UpdateLeverage(Btc, true, 0));
        Rejected(RejectCode.LeverageOutOfRange, venue.Apply(rejected));
        Rejected(RejectCode.NonceUsed, venue.Apply(rejected), nonceUsed: false);

        var late = venue.Signed(Alice, new Noop(false)) with { ExpiresAfter_Ms = venue.Now - 1 };
        Rejected(RejectCode.Expired, venue.Apply(late), nonceUsed: false);
        Assert.Single(venue.Apply(late with { ExpiresAfter_Ms = venue.Now }).OfType<ActionDone>());
    }

    [Fact]
    [Trait("rule", "ENG-ACC-008")]
    public void A_rejected_action_changes_its_signers_nonces_and_nothing_else()
    {
        var venue = Ready();
        Command[] rejected =
        [
            new PlaceOrders([], null), new CancelOrders([]), new ModifyOrders([], false),
            new UpdateLeverage(Btc, true, 0), new Withdraw(Who(Bob), new MicroUsd(1_000_000)),
            new ApproveAgent(Who(Bob), "", 0, SessionLimits.None),
        ];
        foreach (var command in rejected)
        {
            venue.State.Changes.Drain();
            var action = venue.Signed(Alice, command);
            Assert.True(Assert.IsType<ActionRejected>(Assert.Single(venue.Apply(action))).NonceUsed);
            AssertChanged(venue, venue.Account(Alice).Index);
            Rejected(RejectCode.NonceUsed, venue.Apply(action), nonceUsed: false);
            AssertChanged(venue);
        }

        Assert.Equal(100_000_000_000, venue.Account(Alice).Collateral.Value);
        Assert.Empty(venue.Account(Alice).Sessions);
        Assert.Equal(1UL, venue.State.NextOrderId);
    }

    [Fact]
    [Trait("rule", "ENG-ACC-009")]
    public void Acting_for_a_sub_account_is_refused_and_uses_the_nonce()
    {
        var venue = Ready();
        var action = venue.Signed(Alice, new Noop(false)) with { Vault = Who(Bob) };
        Rejected(RejectCode.SubAccountUnknown, venue.Apply(action));
        Rejected(RejectCode.NonceUsed, venue.Apply(action), nonceUsed: false);
    }

    [Fact]
    [Trait("rule", "ENG-ACC-007")]
    public void What_a_session_signed_is_not_good_again_when_its_address_has_become_an_account()
    {
        var venue = Ready();
        venue.Act(Alice, new ApproveAgent(Who("bot"), "", 0, SessionLimits.None));
        var action = venue.Signed("bot", new Noop(false));
        Assert.Single(venue.Apply(action).OfType<ActionDone>());
        venue.Deposit("bot", 10);
        venue.Act(Alice, new ApproveAgent(Who("bot2"), "", 0, SessionLimits.None));

        Rejected(RejectCode.NonceUsed, venue.Apply(action), nonceUsed: false);
        var done = venue.Act("bot", new Noop(false)).OfType<ActionDone>().Single();
        Assert.Equal(Who("bot"), done.Account);
    }

    [Fact]
    [Trait("rule", "ENG-ACC-002")]
    [Trait("rule", "ENG-ACC-010")]
    public void An_active_session_that_is_an_account_too_signs_owner_actions_for_itself()
    {
        var venue = Ready();
        venue.Act(Alice, new ApproveAgent(Who("bot"), "", 0, SessionLimits.None));
        venue.Deposit("bot", 10);
        Assert.Equal(Who(Alice), venue.Act("bot", new Noop(false)).OfType<ActionDone>().Single().Account);
        Assert.Equal(Who("bot"), venue.Act("bot", new Noop(true)).OfType<ActionDone>().Single().Account);
    }

    private static void AssertChanged(Venue venue, params int[] accounts)
    {
        var changes = venue.State.Changes.Drain();
        Assert.Equal(accounts, changes.Accounts);
        Assert.Empty(changes.Markets);
        Assert.Empty(changes.Orders);
    }
}
