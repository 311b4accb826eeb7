using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Commands;

public class ApproveAgentCommandTests
{
    private const ulong Day_Ms = 24UL * 3600 * 1000;

    [Fact]
    [Trait("rule", "ENG-ACC-010")]
    [Trait("rule", "ENG-ACC-012")]
    public void A_granted_key_trades_for_the_account_and_nothing_else()
    {
        var venue = Ready();
        var granted = venue.Act(Alice, Grant("bot")).OfType<SessionGranted>().Single();
        Assert.Equal(venue.Now + (180 * Day_Ms), granted.Expiry_Ms);
        Assert.Equal(OutcomeKind.Resting, venue.Buy("bot", Btc, "29000", "0.1").Kind);
        Assert.Equal(Who("bot"), venue.Account(Alice).Orders.InIdOrder.Single().Signer);
        Rejected(
            RejectCode.AgentNotAllowed, venue.Act("bot", new Withdraw(Who(Alice), new MicroUsd(1_000_000))),
            nonceUsed: false);
        Rejected(RejectCode.AgentNotAllowed, venue.Act("bot", Grant("other")), nonceUsed: false);
    }

    [Fact]
    [Trait("rule", "ENG-ACC-011")]
    [Trait("rule", "ENG-ACC-013")]
    [Trait("rule", "ENG-ACC-016")]
    public void A_new_key_under_the_same_name_revokes_the_old_one_for_ever()
    {
        var venue = Ready();
        venue.Act(Alice, Grant("bot", "desk"));
        var events = venue.Act(Alice, Grant("bot2", "desk"));
        Assert.Equal(Who("bot"), events.OfType<SessionRevoked>().Single().Key);
        Rejected(RejectCode.UnknownSigner, venue.Act("bot", new Noop(false)), nonceUsed: false);
        Rejected(RejectCode.AgentAddressUsed, venue.Act(Alice, Grant("bot", "desk")));
        Rejected(RejectCode.AgentAddressUsed, venue.Act(Bob, Grant("bot")));
    }

    [Fact]
    [Trait("rule", "ENG-ACC-011")]
    public void An_account_can_be_nobodys_key()
    {
        var venue = Ready();
        Rejected(RejectCode.AgentAddressUsed, venue.Act(Alice, Grant(Bob)));
        Rejected(RejectCode.AgentAddressUsed, venue.Act(Alice, Grant(Alice)));
        Rejected(
            RejectCode.AgentAddressUsed,
            venue.Act(Alice, new ApproveAgent(Address.Zero, "", 0, SessionLimits.None)));
    }

    [Fact]
    [Trait("rule", "ENG-ACC-016")]
    public void A_key_ends_with_its_expiry()
    {
        var venue = Ready();
        venue.Act(Alice, Grant("bot", expiry: venue.Now + 10));
        venue.Now += 10;
        Assert.Single(venue.Act("bot", new Noop(false)).OfType<ActionDone>());
        venue.Now += 1;
        Rejected(RejectCode.UnknownSigner, venue.Act("bot", new Noop(false)), nonceUsed: false);
    }

    [Fact]
    [Trait("rule", "ENG-ACC-012")]
    [Trait("rule", "ENG-ACC-013")]
    [Trait("rule", "ENG-ACC-015")]
    public void Bad_expiry_name_and_limits_are_refused()
    {
        var venue = Ready();
        foreach (var expiry in (ulong[])[1, venue.Now, venue.Now + (180 * Day_Ms) + 1, ulong.MaxValue])
        {
            Rejected(RejectCode.AgentExpiryInvalid, venue.Act(Alice, Grant("bot", expiry: expiry)));
        }

        Rejected(RejectCode.BadAgentName, venue.Act(Alice, Grant("bot", new string('x', 17))));
        var limited = SessionLimits.None with { Markets = [Btc, new MarketId(99)] };
        Rejected(RejectCode.GrantLimits, venue.Act(Alice, new ApproveAgent(Who("bot"), "", 0, limited)));
    }

    [Fact]
    [Trait("rule", "ENG-ACC-014")]
    public void The_limit_counts_active_keys_only()
    {
        var venue = Ready();
        for (var i = 0; i < Limits.AgentsPerAccount; i++)
        {
            venue.Act(Alice, Grant($"bot{i}", $"n{i}", i == 0 ? venue.Now + 5 : 0));
        }

        Rejected(RejectCode.AgentLimitReached, venue.Act(Alice, Grant("more", "m")));
        venue.Now += 6;
        Assert.Single(venue.Act(Alice, Grant("more", "m")).OfType<SessionGranted>());
    }

    private static ApproveAgent Grant(string key, string name = "", ulong expiry = 0) =>
        new(Who(key), name, expiry, SessionLimits.None);
}
