using Offing.Commitment.Trees;
using Offing.Primitives;

namespace Offing.Commitment.State;

/// <summary>
/// A keyed tree together with the bytes of its leaves: what a proof has to show, and what tells a leaf that
/// was written again unchanged (it costs no hash).
/// </summary>
internal sealed class LeafTree(TreeShape shape)
{
    private readonly KeyedTree _tree = new(shape);
    private readonly Dictionary<TreeKey, byte[]> _leaves = [];

    public int Count => _tree.Count;

    /// <summary>All of them, in no order.</summary>
    public IReadOnlyDictionary<TreeKey, byte[]> Leaves => _leaves;

    public Hash32 Root() => _tree.Root();

    /// <summary>Writes a leaf, its tag byte included; true when the key is new.</summary>
    public bool Set(TreeKey key, byte[] leaf, BookSums sums = default)
    {
        var isKnown = _leaves.TryGetValue(key, out var before);
        if (isKnown && before.AsSpan().SequenceEqual(leaf))
        {
            return false;
        }

        _leaves[key] = leaf;
        _tree.Set(key, new TreeValue(Keccak.Hash(leaf), sums));
        return !isKnown;
    }

    /// <summary>Takes the leaf out if it is there.</summary>
    public void Remove(TreeKey key)
    {
        _leaves.Remove(key);
        _tree.Remove(key);
    }

    /// <summary>The leaf with its path, or null when the key is not in the tree.</summary>
    public LeafProof? Prove(TreeKey key) =>
        _tree.Prove(key) is { } path ? new LeafProof(_leaves[key], path) : null;
}
