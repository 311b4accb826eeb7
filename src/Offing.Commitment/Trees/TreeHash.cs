using System.Buffers.Binary;
using Offing.Primitives;
using Offing.Protocol.Batches;

namespace Offing.Commitment.Trees;

/// <summary>The four preimages of keyed trees and books (spec/hashing.md), and no others.</summary>
internal static class TreeHash
{
    private const int SumsBytes = 32;

    /// <summary>Hash of a subtree with one key.</summary>
    public static Hash32 Leaf(TreeShape shape, TreeKey key, TreeValue value)
    {
        Span<byte> bytes = stackalloc byte[1 + TreeKey.MaxBytes + Hash32.SizeBytes + SumsBytes];
        bytes[0] = shape.HasSums ? HashTag.BookLeaf : HashTag.KeyedLeaf;
        key.CopyTo(bytes.Slice(1, shape.KeyBytes));
        var end = 1 + shape.KeyBytes;
        value.Hash.CopyTo(bytes[end..]);
        end += Hash32.SizeBytes;
        return Finish(shape, bytes, end, value.Sums);
    }

    /// <summary>Hash of a subtree whose keys first differ at <paramref name="bit"/>.</summary>
    public static Hash32 Node(TreeShape shape, int bit, Hash32 left, Hash32 right, BookSums sums)
    {
        Span<byte> bytes = stackalloc byte[3 + 2 * Hash32.SizeBytes + SumsBytes];
        bytes[0] = shape.HasSums ? HashTag.BookNode : HashTag.KeyedNode;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[1..], (ushort)bit);
        left.CopyTo(bytes[3..]);
        right.CopyTo(bytes[(3 + Hash32.SizeBytes)..]);
        return Finish(shape, bytes, 3 + 2 * Hash32.SizeBytes, sums);
    }

    private static Hash32 Finish(TreeShape shape, Span<byte> bytes, int end, BookSums sums)
    {
        if (!shape.HasSums)
        {
            return Keccak.Hash(bytes[..end]);
        }

        BinaryPrimitives.WriteUInt128BigEndian(bytes[end..], sums.Base);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[(end + SumsBytes / 2)..], sums.Quote);
        return Keccak.Hash(bytes[..(end + SumsBytes)]);
    }
}
