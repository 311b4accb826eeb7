using Offing.Primitives;

namespace Offing.Commitment.Trees;

/// <summary>
/// The definition of the keyed tree, word for word, on a sorted list: slow, and what <see
/// cref="KeyedTree"/> is held against.
/// </summary>
public static class PlainKeyedTree
{
    /// <summary>Root over a set of keys, each given once, in any order.</summary>
    public static Hash32 Root(TreeShape shape, IEnumerable<KeyValuePair<TreeKey, TreeValue>> set)
    {
        var sorted = set.OrderBy(pair => pair.Key).ToArray();
        return sorted.Length == 0 ? Hash32.Zero : Subtree(shape, sorted).Hash;
    }

    private static TreeValue Subtree(TreeShape shape, ReadOnlySpan<KeyValuePair<TreeKey, TreeValue>> sorted)
    {
        if (sorted.Length == 1)
        {
            return sorted[0].Value with { Hash = TreeHash.Leaf(shape, sorted[0].Key, sorted[0].Value) };
        }

        // In sorted keys the first bit in which any two differ is the one in which the ends differ.
        var bit = sorted[0].Key.FirstDifference(sorted[^1].Key);
        Check.That(bit >= 0);
        var split = 1;
        while (!sorted[split].Key.Bit(bit))
        {
            split++;
        }

        var left = Subtree(shape, sorted[..split]);
        var right = Subtree(shape, sorted[split..]);
        var sums = left.Sums + right.Sums;
        return new TreeValue(TreeHash.Node(shape, bit, left.Hash, right.Hash, sums), sums);
    }
}
