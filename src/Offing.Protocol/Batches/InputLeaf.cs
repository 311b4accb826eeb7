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

    /// <summary>The hash that stands in the tree.</summary>
    public Hash32 Hash() => Keccak.Hash(
        new ByteWriter(64).U8(HashTag.Input).U64(Seq).U64(Arrival).Hash(EntryHash).Written);
}
