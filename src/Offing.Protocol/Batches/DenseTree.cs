using System.Numerics;
using Offing.Primitives;

namespace Offing.Protocol.Batches;

/// <summary>
/// The dense tree of spec/hashing.md over a list of leaf hashes, with every level kept for proofs. Joining
/// neighbours and carrying an odd last one up gives the same shape as splitting after the largest power of
/// two.
/// </summary>
public sealed class DenseTree
{
    private readonly List<Hash32[]> _levels = [];

    public DenseTree(IReadOnlyList<Hash32> leafHashes)
    {
        Count = leafHashes.Count;
        var hashes = new KeccakBatch();
        var level = Leaves(leafHashes, hashes);
        _levels.Add(level);
        while (level.Length > 1)
        {
            level = Above(level, hashes);
            _levels.Add(level);
        }
    }

    /// <summary>Leaves in the tree.</summary>
    public int Count { get; }

    /// <summary>32 zero bytes when there are no leaves.</summary>
    public Hash32 Root => Count == 0 ? Hash32.Zero : _levels[^1][0];

    /// <summary>Proof that the leaf at <paramref name="index"/> is in the tree.</summary>
    public DenseProof Prove(int index)
    {
        Check.That(index >= 0 && index < Count);
        var siblings = new List<Hash32>(_levels.Count);
        var path = 0UL;
        foreach (var level in _levels)
        {
            var sibling = index ^ 1;
            if (sibling < level.Length)
            {
                path |= (ulong)(index & 1) << siblings.Count;
                siblings.Add(level[sibling]);
            }

            index >>= 1;
        }

        return new DenseProof(path, siblings);
    }

    /// <summary>The tagged hash of a leaf.</summary>
    public static Hash32 Leaf(Hash32 leafHash)
    {
        Span<byte> bytes = stackalloc byte[1 + Hash32.SizeBytes];
        bytes[0] = HashTag.DenseLeaf;
        leafHash.CopyTo(bytes[1..]);
        return Keccak.Hash(bytes);
    }

    /// <summary>The hash that joins two subtrees.</summary>
    public static Hash32 Node(Hash32 left, Hash32 right)
    {
        Span<byte> bytes = stackalloc byte[1 + 2 * Hash32.SizeBytes];
        bytes[0] = HashTag.DenseNode;
        left.CopyTo(bytes[1..]);
        right.CopyTo(bytes[(1 + Hash32.SizeBytes)..]);
        return Keccak.Hash(bytes);
    }

    private static Hash32[] Leaves(IReadOnlyList<Hash32> leafHashes, KeccakBatch hashes)
    {
        var level = new Hash32[leafHashes.Count];
        for (var i = 0; i < level.Length; i++)
        {
            var place = hashes.Add(1 + Hash32.SizeBytes);
            place[0] = HashTag.DenseLeaf;
            leafHashes[i].CopyTo(place[1..]);
            if (hashes.IsFull || i == level.Length - 1)
            {
                hashes.Finish(level.AsSpan(i + 1 - hashes.Count));
            }
        }

        return level;
    }

    private static Hash32[] Above(Hash32[] level, KeccakBatch hashes)
    {
        var above = new Hash32[(level.Length + 1) / 2];
        var pairs = level.Length / 2;
        for (var i = 0; i < pairs; i++)
        {
            var place = hashes.Add(1 + (2 * Hash32.SizeBytes));
            place[0] = HashTag.DenseNode;
            level[2 * i].CopyTo(place[1..]);
            level[(2 * i) + 1].CopyTo(place[(1 + Hash32.SizeBytes)..]);
            if (hashes.IsFull || i == pairs - 1)
            {
                hashes.Finish(above.AsSpan(i + 1 - hashes.Count));
            }
        }

        if (pairs < above.Length)
        {
            above[pairs] = level[^1];
        }

        return above;
    }
}

/// <summary>That a leaf hash is in a dense tree.</summary>
/// <param name="Path">Bit i is 1 when the running hash is the right child at level i, from the leaf.</param>
/// <param name="Siblings">From the leaf up.</param>
public sealed record DenseProof(ulong Path, IReadOnlyList<Hash32> Siblings)
{
    /// <summary>Most levels of a proof: the width of <see cref="Path"/>.</summary>
    public const int MaxLevels = 64;

    /// <summary>
    /// Whether the proof leads from the leaf to the root; a path bit beyond the siblings refuses.
    /// </summary>
    public bool Verify(Hash32 root, Hash32 leafHash)
    {
        if (Siblings.Count > MaxLevels || MaxLevels - BitOperations.LeadingZeroCount(Path) > Siblings.Count)
        {
            return false;
        }

        var running = DenseTree.Leaf(leafHash);
        for (var i = 0; i < Siblings.Count; i++)
        {
            var isRight = (Path >> i & 1) != 0;
            running = isRight ? DenseTree.Node(Siblings[i], running) : DenseTree.Node(running, Siblings[i]);
        }

        return running == root;
    }

    /// <summary>
    /// Whether siblings lead from the leaf at a place to the root of a tree with so many leaves. The shape
    /// follows from the count, so each place has one proof only.
    /// </summary>
    public static bool VerifyAt(
        Hash32 root, Hash32 leafHash, ulong index, ulong count, IReadOnlyList<Hash32> siblings)
    {
        if (index >= count)
        {
            return false;
        }

        var running = DenseTree.Leaf(leafHash);
        var used = 0;
        for (var last = count - 1; last > 0; last >>= 1)
        {
            var isRight = (index & 1) != 0;
            if (isRight || index < last)
            {
                if (used == siblings.Count)
                {
                    return false;
                }

                var sibling = siblings[used++];
                running = isRight ? DenseTree.Node(sibling, running) : DenseTree.Node(running, sibling);
            }

            index >>= 1;
        }

        return used == siblings.Count && running == root;
    }
}
