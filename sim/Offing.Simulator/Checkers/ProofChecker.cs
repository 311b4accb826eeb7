using Offing.Commitment.Batches;
using Offing.Commitment.State;
using Offing.Engine;
using Offing.Primitives;
using Offing.Protocol.Events;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Checkers;

/// <summary>
/// At each batch, proofs of what a user would ask for: they hold under the root that is posted.
/// </summary>
internal sealed class ProofChecker(VenueState state, SimRandom random) : IStepChecker
{
    private const string Name = "proofs";

    /// <inheritdoc/>
    public void Applied(EntryOutput output)
    {
    }

    /// <inheritdoc/>
    public void BatchEnded(SettlementBatch batch, StateTree tree)
    {
        var root = batch.Header.NewRoot;
        var owner = state.Accounts[random.Below(state.Accounts.Count)].Owner;
        SimFailure.Unless(
            tree.ProveAccount(owner)?.Verify(root, owner) == true, Name, () => $"of account {owner}");
        var market = state.Markets[random.Below(state.Markets.Count)];
        SimFailure.Unless(
            tree.ProveMarket(market.Id)?.Verify(root, market.Id) == true, Name,
            () => $"of market {market.Id.Value}");
        if (market.Book.Best(Side.Buy) is { } order)
        {
            var sums = OrderLeaf.Sums(order);
            SimFailure.Unless(
                tree.ProveOrder(market.Id, Side.Buy, order.Price, order.Place)
                    ?.Verify(root, market.Id, Side.Buy, order.Price, order.Place, sums) == true,
                Name, () => $"of order {order.Id.Value}");
        }

        foreach (var leaf in batch.Withdrawals.Withdrawals)
        {
            var claim = batch.Withdrawals.Claim(leaf.Index);
            SimFailure.Unless(
                claim is { } found && found.Proof.Verify(batch.Header.WithdrawalsRoot, leaf.Hash()), Name,
                () => $"of withdrawal {leaf.Index}");
        }
    }
}
