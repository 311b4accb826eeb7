using Offing.Engine;
using Offing.Engine.Margin;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Node.Reversals;

/// <summary>What a reversal does to one account, at the marks of now; micro-USDC.</summary>
/// <param name="TakenBack">In all.</param>
/// <param name="Credited">Again, of what the chain holds in its place.</param>
/// <param name="Collateral">Afterwards; under zero it owes.</param>
/// <param name="Equity">Of the cross bucket, afterwards.</param>
/// <param name="Maintenance">What that must be to keep its positions.</param>
public sealed record ReversalEffect(
    Address Account, MicroUsd TakenBack, MicroUsd Credited, MicroUsd Collateral, MicroUsd Equity,
    MicroUsd Maintenance)
{
    /// <summary>Whether its turn comes with the next mark or tick (rules.md, LIQ).</summary>
    public bool IsLiquidated => Equity < Maintenance;

    /// <summary>Carries a plan out on a machine that is thrown away, and says what came of it.</summary>
    public static IReadOnlyList<ReversalEffect> Of(ReversalPlan plan, Machine machine)
    {
        var moved = new SortedDictionary<Address, (MicroUsd TakenBack, MicroUsd Credited)>(
            Comparer<Address>.Create((left, right) =>
                left.ToArray().AsSpan().SequenceCompareTo(right.ToArray())));
        foreach (var entry in plan.Entries)
        {
            var seq = machine.State.InputCursor + 1;
            foreach (var happened in machine.Apply(
                new SequencedEntry(seq, seq, machine.State.Time, entry)).Events)
            {
                if (happened is DepositReversed back)
                {
                    var (gone, came) = moved.GetValueOrDefault(back.Account);
                    moved[back.Account] = (gone + back.Amount, came);
                }
                else if (happened is Deposited again)
                {
                    var (gone, came) = moved.GetValueOrDefault(again.Account);
                    moved[again.Account] = (gone, came + again.Amount);
                }
            }
        }

        return [.. moved.Select(each => Effect(machine.State, each.Key, each.Value))];
    }

    private static ReversalEffect Effect(
        VenueState state, Address owner, (MicroUsd TakenBack, MicroUsd Credited) moved)
    {
        var account = state.FindAccount(owner)!;
        var view = AccountView.Of(state, account);
        return new ReversalEffect(
            owner, moved.TakenBack, moved.Credited, account.Collateral, view.Equity, view.MaintenanceMargin);
    }
}
