using Offing.Primitives;
using Offing.Protocol.Codec;

namespace Offing.Commitment.Batches;

/// <summary>The data of a batch in the pieces that one transaction each can carry (spec/batch.md).</summary>
public static class Chunks
{
    /// <summary>
    /// Pieces of at most <see cref="Limits.ChunkMax_Bytes"/>; at least one, which may be empty.
    /// </summary>
    public static IReadOnlyList<byte[]> Split(ReadOnlySpan<byte> data)
    {
        var chunks = new List<byte[]>();
        do
        {
            var size = Math.Min(data.Length, Limits.ChunkMax_Bytes);
            chunks.Add(data[..size].ToArray());
            data = data[size..];
        }
        while (!data.IsEmpty);
        return chunks;
    }

    /// <summary>The data again.</summary>
    public static byte[] Join(IReadOnlyList<byte[]> chunks)
    {
        var writer = new ByteWriter(Math.Max(1, chunks.Sum(chunk => chunk.Length)));
        foreach (var chunk in chunks)
        {
            writer.Bytes(chunk);
        }

        return writer.ToArray();
    }

    /// <summary>The header's dataHash: it fixes the number of chunks, their order and their bytes.</summary>
    public static Hash32 DataHash(IReadOnlyList<byte[]> chunks)
    {
        var word = new ByteWriter(Hash32.SizeBytes).U128(UInt128.Zero).U64(0).U64((ulong)chunks.Count);
        var hash = Keccak.Hash(word.Written);
        foreach (var chunk in chunks)
        {
            hash = Keccak.Hash(
                new ByteWriter(2 * Hash32.SizeBytes).Hash(hash).Hash(Keccak.Hash(chunk)).Written);
        }

        return hash;
    }
}
