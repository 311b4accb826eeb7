using Offing.Engine.Accounts;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Commands;

public class CreateSubAccountCommandTests
{
    [Fact]
    [Trait("rule", "ENG-ACC-019")]
    [Trait("rule", "ENG-ACC-020")]
    public void A_sub_account_is_an_empty_account_with_a_name_and_a_master()
    {
        var venue = Ready();
        var events = venue.Act(Alice, new CreateSubAccount("grid"));

        var address = SubAccountAddress.Of(Who(Alice), 0);
        Assert.Equal(
            [new SubAccountCreated(Who(Alice), address, "grid"), new ActionDone(Who(Alice))], events);
        var (master, sub) = (venue.Account(Alice), venue.State.FindAccount(address)!);
        Assert.Equal((Who(Alice), "grid", 0L), (sub.Master, sub.Name, sub.Collateral.Value));
        Assert.Equal((master.Index, master.Index), (master.Family, sub.Family));
        Assert.NotEqual(master.Index, sub.Index);
        Assert.Equal([sub], master.SubAccounts);
        Assert.Equal((Address.Zero, ""), (master.Master, master.Name));
    }

    [Fact]
    [Trait("rule", "ENG-ACC-020")]
    public void Its_address_is_the_keccak_of_prefix_master_and_ordinal()
    {
        // keccak("offing.account.sub." ‖ 20 bytes ‖ u32), once by hand so that no client has to guess.
        var master = Address.Parse("0x00000000000000000000000000000000000000aa");
        byte[] preimage = [.. "offing.account.sub."u8, .. master.ToArray(), 0, 0, 0, 3];
        var expected = new Address(Keccak.Hash(preimage).ToArray().AsSpan(12));
        Assert.Equal(expected, SubAccountAddress.Of(master, 3));
    }

    [Theory]
    [InlineData("")]
    [InlineData("seventeen letters")]
    [InlineData("taken")]
    [Trait("rule", "ENG-ACC-019")]
    public void A_name_has_1_to_16_characters_and_is_the_masters_only_one(string name)
    {
        var venue = Ready();
        venue.Act(Alice, new CreateSubAccount("taken"));
        Rejected(RejectCode.SubAccountName, venue.Act(Alice, new CreateSubAccount(name)));
        Assert.Single(venue.Act(Alice, new CreateSubAccount("sixteen  letters")).OfType<SubAccountCreated>());
        Assert.Single(venue.Act(Bob, new CreateSubAccount("taken")).OfType<SubAccountCreated>());
    }

    [Fact]
    [Trait("rule", "ENG-ACC-019")]
    public void The_eleventh_is_refused()
    {
        var venue = Ready();
        for (var i = 0; i < Limits.SubAccountsPerAccount; i++)
        {
            Assert.Single(venue.Act(Alice, new CreateSubAccount($"{i}")).OfType<SubAccountCreated>());
        }

        Rejected(RejectCode.SubAccountLimit, venue.Act(Alice, new CreateSubAccount("10")));
        Assert.Equal(10, venue.Account(Alice).SubAccounts.Count);
    }

    [Fact]
    [Trait("rule", "ENG-ACC-020")]
    public void An_address_that_is_an_account_or_was_ever_granted_is_passed_over()
    {
        var venue = Ready();
        venue.Apply(new QueueRequest(
            venue.State.QueueCursor, RequestType.Deposit, SubAccountAddress.Of(Who(Alice), 0), Who(Bob), 0,
            [0, 0, 0, 0, 0, 0x98, 0x96, 0x80]));
        venue.Act(Bob, new ApproveAgent(SubAccountAddress.Of(Who(Alice), 1), "", 0, SessionLimits.None));

        var first = venue.Act(Alice, new CreateSubAccount("a")).OfType<SubAccountCreated>().Single();
        var second = venue.Act(Alice, new CreateSubAccount("b")).OfType<SubAccountCreated>().Single();
        Assert.Equal(SubAccountAddress.Of(Who(Alice), 2), first.SubAccount);
        Assert.Equal(SubAccountAddress.Of(Who(Alice), 3), second.SubAccount);
        Assert.Equal(Address.Zero, venue.State.FindAccount(SubAccountAddress.Of(Who(Alice), 0))!.Master);
    }

    [Fact]
    [Trait("rule", "ENG-ACC-010")]
    public void A_session_key_creates_none()
    {
        var venue = Ready();
        venue.Act(Alice, new ApproveAgent(Who("bot"), "", 0, SessionLimits.None));
        Rejected(
            RejectCode.AgentNotAllowed, venue.Act("bot", new CreateSubAccount("x")), nonceUsed: false);
    }

    [Fact]
    [Trait("rule", "ENG-ACC-011")]
    [Trait("rule", "ENG-ACC-022")]
    public void Its_address_signs_nothing_and_is_never_granted()
    {
        var venue = Ready();
        var sub = venue.Sub(Alice, "a");
        Rejected(
            RejectCode.AgentAddressUsed,
            venue.Act(Bob, new ApproveAgent(sub, "", 0, SessionLimits.None)));
        var action = venue.Signed(Alice, new Noop(false)) with { Signer = sub };
        Rejected(RejectCode.UnknownSigner, venue.Apply(action), nonceUsed: false);
    }

    [Fact]
    [Trait("rule", "ENG-MON-005")]
    public void A_deposit_of_the_chain_to_its_address_is_credited_to_it()
    {
        var venue = Ready();
        var sub = venue.Sub(Alice, "a");
        venue.Apply(new QueueRequest(
            venue.State.QueueCursor, RequestType.Deposit, sub, Who(Alice), 0,
            [0, 0, 0, 0, 0, 0x98, 0x96, 0x80]));
        Assert.Equal(10_000_000, venue.State.FindAccount(sub)!.Collateral.Value);
        Assert.Equal(Who(Alice), venue.State.FindAccount(sub)!.Master);
    }
}
