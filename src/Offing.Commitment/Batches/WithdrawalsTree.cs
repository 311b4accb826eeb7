using Offing.Commitment.Trees;
using Offing.Primitives;
using Offing.Protocol.Batches;

namespace Offing.Commitment.Batches;

/// <summary>The withdrawals of one batch, and the proofs with which they are claimed.</summary>
public sealed class WithdrawalsTree
{
    private readonly DenseTree _tree;

    /// <param name="withdrawals">By ascending index.</param>
    public WithdrawalsTree(IReadOnlyList<WithdrawalLeaf> withdrawals)
    {
        for (var i = 1; i < withdrawals.Count; i++)
        {
            Check.That(withdrawals[i - 1].Index < withdrawals[i].Index);
        }

        Withdrawals = withdrawals;
        _tree = new DenseTree([.. withdrawals.Select(leaf => leaf.Hash())]);
    }

    /// <summary>By ascending index.</summary>
    public IReadOnlyList<WithdrawalLeaf> Withdrawals { get; }

    /// <summary>Zero when there are none.</summary>
    public Hash32 Root => _tree.Root;

    /// <summary>The withdrawal with this index and its proof, or null when it is not of this batch.</summary>
    public (WithdrawalLeaf Leaf, DenseProof Proof)? Claim(ulong index)
    {
        for (var i = 0; i < Withdrawals.Count; i++)
        {
            if (Withdrawals[i].Index == index)
            {
                return (Withdrawals[i], _tree.Prove(i));
            }
        }

        return null;
    }
}
