using Offing.Commitment.Batches;
using Offing.Primitives;

namespace Offing.Commitment.Tests.Batches;

public sealed class ChunksTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(Limits.ChunkMax_Bytes, 1)]
    [InlineData(Limits.ChunkMax_Bytes + 1, 2)]
    [InlineData(3 * Limits.ChunkMax_Bytes, 3)]
    public void Data_comes_back_from_as_few_chunks_as_carry_it(int size, int count)
    {
        var data = new byte[size];
        new Random(size).NextBytes(data);
        var chunks = Chunks.Split(data);
        Assert.Equal(count, chunks.Count);
        Assert.All(chunks, chunk => Assert.True(chunk.Length <= Limits.ChunkMax_Bytes));
        Assert.Equal(data, Chunks.Join(chunks));
    }

    [Fact]
    public void Chunks_left_out_swapped_split_or_altered_have_another_hash()
    {
        byte[][] chunks = [[1, 2], [3], [4, 5]];
        byte[][][] others =
        [
            [[1, 2], [3]],
            [[3], [1, 2], [4, 5]],
            [[1, 2], [3, 4, 5]],
            [[1, 2], [3], [4, 4]],
            [[1, 2], [3], [4, 5], []],
        ];
        Assert.All(others, other => Assert.NotEqual(Chunks.DataHash(chunks), Chunks.DataHash(other)));
    }
}
