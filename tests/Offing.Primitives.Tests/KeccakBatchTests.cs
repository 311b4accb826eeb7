namespace Offing.Primitives.Tests;

public sealed class KeccakBatchTests
{
    private readonly KeccakBatch _batch = new();
    private readonly Random _random = new(7);

    [Fact]
    public void Short_strings_of_any_lengths_and_number_hash_as_each_alone()
    {
        var digests = new Hash32[KeccakBatch.Width];
        for (var round = 0; round < 2_000; round++)
        {
            var texts = Enumerable.Range(0, _random.Next(KeccakBatch.Width + 1))
                .Select(_ => Bytes(_random.Next(KeccakBatch.ShortMax_Bytes + 1))).ToArray();
            foreach (var text in texts)
            {
                text.CopyTo(_batch.Add(text.Length));
            }

            Assert.Equal(texts.Length, _batch.Count);
            _batch.Finish(digests);
            Assert.Equal(texts.Select(text => Keccak.Hash(text)), digests.Take(texts.Length));
            Assert.Equal(0, _batch.Count);
        }
    }

    [Fact]
    public void Pieces_of_one_length_hash_as_each_alone()
    {
        for (var length = 0; length < 600; length++)
        {
            var count = _random.Next(20);
            var pieces = Bytes(count * length);
            var digests = new Hash32[count];
            _batch.Hash(pieces, length, digests);
            var plain = Enumerable.Range(0, count)
                .Select(i => Keccak.Hash(pieces.AsSpan(i * length, length)));
            Assert.Equal(plain, digests);
        }
    }

    [Fact]
    public void Pieces_of_any_lengths_hash_as_each_alone()
    {
        for (var round = 0; round < 2_000; round++)
        {
            var most = _random.Next(3) switch { 0 => 137, 1 => 700, _ => 5_000 };
            var bytes = Bytes(most);
            var pieces = Enumerable.Range(0, _random.Next(KeccakBatch.Width + 1)).Select(_ =>
            {
                var from = _random.Next(most + 1);
                return from..(from + _random.Next(most - from + 1));
            }).ToArray();
            var digests = new Hash32[pieces.Length];
            _batch.Hash(bytes, pieces, digests);
            Assert.Equal(pieces.Select(piece => Keccak.Hash(bytes[piece])), digests);
        }
    }

    [Fact]
    public void A_string_that_is_too_long_or_one_too_many_is_our_own_bug()
    {
        Assert.Throws<AssertionFailedException>(() => _batch.Add(KeccakBatch.ShortMax_Bytes + 1).Clear());
        for (var i = 0; i < KeccakBatch.Width; i++)
        {
            _batch.Add(1).Clear();
        }

        Assert.True(_batch.IsFull);
        Assert.Throws<AssertionFailedException>(() => _batch.Add(1).Clear());
    }

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
