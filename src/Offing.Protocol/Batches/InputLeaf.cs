using System.Buffers.Binary;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;

namespace Offing.Protocol.Batches;

/// <summary>An entry at its place, as the inputs root commits to it (spec/batch.md).</summary>
/// <param name="EntryHash">keccak of the canonical entry.</param>
public readonly record struct InputLeaf(ulong Seq, ulong Arrival, Hash32 EntryHash)
{
    /// <summary>The leaf of an entry.</summary>
    public static InputLeaf Of(SequencedEntry entry) =>
        new(entry.Seq, entry.Arrival, Keccak.Hash(EntryCodec.EncodeCanonical(entry)));

    /// <summary>Bytes that <see cref="Hash"/> is of.</summary>
    public const int SizeBytes = 1 + (2 * sizeof(ulong)) + Hash32.SizeBytes;

    /// <summary>The hash that stands in the tree.</summary>
    public Hash32 Hash()
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        CopyTo(bytes);
        return Keccak.Hash(bytes);
    }

    /// <summary>Writes what <see cref="Hash"/> is of.</summary>
    public void CopyTo(Span<byte> destination)
    {
        destination[0] = HashTag.Input;
        BinaryPrimitives.WriteUInt64BigEndian(destination[1..], Seq);
        BinaryPrimitives.WriteUInt64BigEndian(destination[(1 + sizeof(ulong))..], Arrival);
        EntryHash.CopyTo(destination[(1 + (2 * sizeof(ulong)))..]);
    }
}
