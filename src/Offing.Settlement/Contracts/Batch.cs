using Offing.Primitives;
using Offing.Protocol.Batches;

namespace Offing.Settlement.Contracts;

/// <summary>
/// A batch as it is posted: its header and its data in chunks of at most <see cref="Limits.ChunkMax_Bytes"/>.
/// </summary>
/// <param name="Chunks">At least one; batch 0 has exactly one.</param>
public sealed record Batch(BatchHeader Header, IReadOnlyList<ReadOnlyMemory<byte>> Chunks)
{
    /// <summary>Whether the chunks are those that the header names.</summary>
    public bool DataFits() =>
        Commitment.Batches.Chunks.DataHash([.. Chunks.Select(chunk => chunk.ToArray())]) == Header.DataHash;

    /// <summary>The data of all chunks.</summary>
    public byte[] Data() => Commitment.Batches.Chunks.Join([.. Chunks.Select(chunk => chunk.ToArray())]);
}
