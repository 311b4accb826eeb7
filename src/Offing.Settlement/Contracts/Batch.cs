using System.Buffers.Binary;
using Offing.Primitives;
using Offing.Protocol.Batches;

namespace Offing.Settlement.Contracts;

/// <summary>A batch as it is posted: its header and its data in chunks of at most <see cref="Limits.ChunkMax_Bytes"/>.</summary>
/// <param name="Chunks">At least one; batch 0 has exactly one.</param>
public sealed record Batch(BatchHeader Header, IReadOnlyList<ReadOnlyMemory<byte>> Chunks)
{
    /// <summary>Cuts the data of a batch; data without bytes is one empty chunk.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Cut(ReadOnlyMemory<byte> data)
    {
        var chunks = new List<ReadOnlyMemory<byte>>();
        do
        {
            var length = Math.Min(data.Length, Limits.ChunkMax_Bytes);
            chunks.Add(data[..length]);
            data = data[length..];
        }
        while (!data.IsEmpty);
        return chunks;
    }

    /// <summary>The header's dataHash over these chunks (spec/batch.md).</summary>
    public static Hash32 HashOf(IReadOnlyList<ReadOnlyMemory<byte>> chunks)
    {
        var count = new byte[Hash32.SizeBytes];
        BinaryPrimitives.WriteInt32BigEndian(count.AsSpan(Hash32.SizeBytes - sizeof(int)), chunks.Count);
        var hash = Keccak.Hash(count);
        foreach (var chunk in chunks)
        {
            hash = Keccak.Hash(hash.ToArray(), Keccak.Hash(chunk.Span).ToArray());
        }

        return hash;
    }
}
