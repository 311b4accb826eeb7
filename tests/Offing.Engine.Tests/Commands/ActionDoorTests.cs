using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
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
    public void Whoever_is_not_its_master_does_not_act_for_an_account_and_has_used_the_nonce()
    {
        var venue = Ready();
        var sub = venue.Sub(Bob, "a");
        foreach (var other in (Address[])[Who(Bob), sub, Who(Alice), Who("nobody"), Address.Zero])
        {
            var action = venue.Signed(Alice, new Noop(false)) with { Vault = other };
            Rejected(RejectCode.SubAccountUnknown, venue.Apply(action));
            Rejected(RejectCode.NonceUsed, venue.Apply(action), nonceUsed: false);
        }
    }

    [Fact]
    [Trait("rule", "ENG-ACC-009")]
    [Trait("rule", "ENG-ACC-021")]
    public void Master_and_session_key_act_for_the_sub_account_with_their_own_nonces()
    {
        var venue = Ready();
        venue.Act(Alice, new ApproveAgent(Who("bot"), "", 0, SessionLimits.None));
        var address = venue.Sub(Alice, "a");
        var sub = venue.State.FindAccount(address)!;
        venue.Act(Alice, new TransferSubAccount(address, true, new MicroUsd(50_000_000_000)));
        foreach (var signer in (string[])[Alice, "bot"])
        {
            var action = venue.For(address, signer, Order(Btc, Side.Buy, "29000", "0.1"));
            var placed = venue.Apply(action).OfType<OrderPlaced>().Single();
            Assert.Equal((address, Who(signer)), (placed.Account, placed.Signer));
            Rejected(RejectCode.NonceUsed, venue.Apply(action), nonceUsed: false);
        }

        Assert.Equal((2, 0), (sub.Orders.Count, venue.Account(Alice).Orders.Count));
        Assert.Empty(sub.Nonces.Ascending);
        var order = Assert.Single(sub.Orders.InIdOrder, order => order.Signer == Who(Alice));
        Command cancel = new CancelOrders([(Btc, order.Id)]);
        Assert.Equal(
            RejectCode.UnknownOrder, venue.Act(Alice, cancel).OfType<ItemOutcome>().Single().Code);
        var done = venue.Apply(venue.Signed("bot", cancel) with { Vault = address });
        Assert.Equal(OutcomeKind.Cancelled, done.OfType<ItemOutcome>().Single().Kind);
    }

    [Fact]
    [Trait("rule", "ENG-ACC-021")]
    public void A_signature_that_does_not_cover_the_sub_account_does_not_act_for_it()
    {
        var venue = Ready();
        var sub = venue.Sub(Alice, "a");
        foreach (var scheme in (SigningScheme[])[SigningScheme.UserTyped, SigningScheme.Offing])
        {
            var action = venue.Signed(Alice, new Noop(false)) with { Vault = sub, Scheme = scheme };
            Rejected(RejectCode.SubAccountUnknown, venue.Apply(action));
        }
    }

    [Fact]
    [Trait("rule", "ENG-ACC-023")]
    public void What_only_the_owner_may_sign_is_not_done_for_a_sub_account()
    {
        var venue = Ready();
        var sub = venue.Sub(Alice, "a");
        venue.Act(Alice, new TransferSubAccount(sub, true, new MicroUsd(50_000_000_000)));
        foreach (var (command, code) in ((Command, RejectCode)[])[
            (new Withdraw(sub, new MicroUsd(1_000_000)), RejectCode.WithdrawToOther),
            (new Withdraw(Who(Alice), new MicroUsd(1_000_000)), RejectCode.WithdrawToOther),
            (new CreateSubAccount("b"), RejectCode.SubAccountNested),
            (new TransferSubAccount(sub, false, new MicroUsd(1)), RejectCode.SubAccountUnknown),
            (new ApproveAgent(Who("bot"), "", 0, SessionLimits.None), RejectCode.SubAccountUnknown),
            (new Noop(true), RejectCode.SubAccountUnknown)])
        {
            Rejected(code, venue.Apply(venue.Signed(Alice, command) with { Vault = sub }));
        }

        Assert.Equal(50_000_000_000, venue.State.FindAccount(sub)!.Collateral.Value);
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

    [Fact]
    [Trait("rule", "ENG-SEQ-004")]
    public void An_action_is_sorted_by_the_account_that_it_may_act_for()
    {
        var venue = Ready();
        venue.Act(Alice, new ApproveAgent(Who("bot"), "", 0, SessionLimits.None));
        var sub = venue.Sub(Alice, "a");
        foreach (var (signer, vault, account) in ((string, Address?, Address)[])[
            (Alice, null, Who(Alice)), ("bot", null, Who(Alice)), ("nobody", null, Who("nobody")),
            (Alice, sub, sub), ("bot", sub, sub), (Alice, Who(Bob), Who(Alice)),
            (Alice, Who(Alice), Who(Alice)), (Bob, sub, Who(Bob)), ("nobody", sub, Who("nobody"))])
        {
            var action = venue.Signed(signer, new Noop(false)) with { Vault = vault };
            Assert.Equal(account, venue.State.AccountOf(action));
        }

        Assert.Equal(Who("bot"), venue.State.AccountOf(venue.Signed("bot", new Noop(true))));
        venue.Now += 181UL * 24 * 3600 * 1000;
        venue.Apply(new Tick());
        Assert.Equal(Who("bot"), venue.State.AccountOf(venue.Signed("bot", new Noop(false))));
    }

    private static void AssertChanged(Venue venue, params int[] accounts)
    {
        var changes = venue.State.Changes.Drain();
        Assert.Equal(accounts, changes.Accounts);
        Assert.Empty(changes.Markets);
        Assert.Empty(changes.Orders);
    }
}
