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
        var hash = Begin(chunks.Count);
        foreach (var chunk in chunks)
        {
            hash = Keccak.Hash(hash, Keccak.Hash(chunk));
        }

        return hash;
    }

    /// <summary>The same of data that is not split yet.</summary>
    public static Hash32 DataHash(ReadOnlySpan<byte> data, KeccakBatch hashes)
    {
        var whole = data.Length / Limits.ChunkMax_Bytes;
        var rest = data[(whole * Limits.ChunkMax_Bytes)..];
        var digests = new Hash32[whole];
        hashes.Hash(data[..(whole * Limits.ChunkMax_Bytes)], Limits.ChunkMax_Bytes, digests);
        var hasRest = !rest.IsEmpty || whole == 0;
        var hash = Begin(whole + (hasRest ? 1 : 0));
        foreach (var digest in digests)
        {
            hash = Keccak.Hash(hash, digest);
        }

        return hasRest ? Keccak.Hash(hash, Keccak.Hash(rest)) : hash;
    }

    private static Hash32 Begin(int chunks) => Keccak.Hash(
        new ByteWriter(Hash32.SizeBytes).U128(UInt128.Zero).U64(0).U64((ulong)chunks).Written);
}
