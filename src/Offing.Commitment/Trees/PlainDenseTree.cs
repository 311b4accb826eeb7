using Offing.Primitives;
using Offing.Protocol.Batches;

namespace Offing.Commitment.Trees;

/// <summary>
/// The definition of the dense tree, word for word; <see cref="DenseTree"/> is held against it.
/// </summary>
public static class PlainDenseTree
{
    public static Hash32 Root(ReadOnlySpan<Hash32> leafHashes)
    {
        if (leafHashes.Length <= 1)
        {
            return leafHashes.IsEmpty ? Hash32.Zero : DenseTree.Leaf(leafHashes[0]);
        }

        var split = 1;
        while (split * 2 < leafHashes.Length)
        {
            split *= 2;
        }

        return DenseTree.Node(Root(leafHashes[..split]), Root(leafHashes[split..]));
    }
}
