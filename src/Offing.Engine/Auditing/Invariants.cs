using Offing.Engine.Auditing;
using Offing.Engine.Triggers;

namespace Offing.Engine;

/// <summary>
/// What must hold after every entry (rules.md section 11). It recomputes everything from the accounts and the
/// books and trusts no running total: after every entry in tests and lives, every batch in simulated worlds,
/// after a replay and before a snapshot. A node that serves looks at what changed
/// (<see cref="InvariantWatch"/>).
/// </summary>
public static class Invariants
{
    /// <summary>One sentence a violation; empty when all is well.</summary>
    public static IReadOnlyList<string> Check(VenueState state)
    {
        var violations = new List<string>();
        var sums = new VenueSums();
        foreach (var account in state.Accounts)
        {
            sums.Add(AccountShare.Of(account));
            AccountInvariants.Check(state, account, violations);
        }

        sums.Check(state, violations);
        foreach (var market in state.Markets)
        {
            BookInvariants.Check(state, market, violations);
        }

        WaitingInvariants.Check(state, violations);
        return violations;
    }
}
