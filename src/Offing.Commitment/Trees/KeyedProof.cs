using System.Buffers.Binary;
using Offing.Primitives;

namespace Offing.Commitment.Trees;

/// <summary>One level of a proof, from the leaf up.</summary>
/// <param name="Bit">At which the keys of the node differ.</param>
/// <param name="SiblingSums">Sums below the sibling; zero in a tree without sums.</param>
public readonly record struct ProofLevel(ushort Bit, Hash32 Sibling, BookSums SiblingSums);

/// <summary>That a key is in a keyed tree and what it stands for (spec/hashing.md).</summary>
public sealed record KeyedProof(IReadOnlyList<ProofLevel> Levels)
{
    /// <summary>
    /// Whether the proof leads from the key and its value to <paramref name="root"/>. Every input may come
    /// from a stranger: a defect is false, never an exception.
    /// </summary>
    public bool Verify(TreeShape shape, Hash32 root, TreeKey key, TreeValue value)
    {
        if (!shape.HasSums && value.Sums != BookSums.Zero)
        {
            return false;
        }

        var running = TreeHash.Leaf(shape, key, value);
        var sums = value.Sums;
        var below = shape.KeyBits;
        foreach (var level in Levels)
        {
            // Bits that fall strictly bound the length of a proof by the width of the key.
            var hasStraySums = !shape.HasSums && level.SiblingSums != BookSums.Zero;
            if (level.Bit >= below || hasStraySums || !CanAdd(sums, level.SiblingSums))
            {
                return false;
            }

            below = level.Bit;
            sums += level.SiblingSums;
            running = key.Bit(level.Bit)
                ? TreeHash.Node(shape, level.Bit, level.Sibling, running, sums)
                : TreeHash.Node(shape, level.Bit, running, level.Sibling, sums);
        }

        return running == root;
    }

    /// <summary>
    /// Whether a proof that verifies also shows that the key is the first of its tree: wherever its bit is 1
    /// the left sibling would hold a smaller key, and a node has no empty side.
    /// </summary>
    public bool IsFirst(TreeKey key)
    {
        foreach (var level in Levels)
        {
            if (key.Bit(level.Bit))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// As a contract takes it: bit (u16) and sibling of each level, from the leaf up; of a tree without sums.
    /// </summary>
    public byte[] Pack()
    {
        const int Level_Bytes = sizeof(ushort) + Hash32.SizeBytes;
        var packed = new byte[Levels.Count * Level_Bytes];
        for (var i = 0; i < Levels.Count; i++)
        {
            var level = packed.AsSpan(i * Level_Bytes, Level_Bytes);
            BinaryPrimitives.WriteUInt16BigEndian(level, Levels[i].Bit);
            Levels[i].Sibling.CopyTo(level[sizeof(ushort)..]);
        }

        return packed;
    }

    private static bool CanAdd(BookSums left, BookSums right) =>
        left.Base <= UInt128.MaxValue - right.Base && left.Quote <= UInt128.MaxValue - right.Quote;
}
