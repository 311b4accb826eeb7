using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Offing.Primitives;

namespace Offing.Primitives.Tests;

public sealed class KeccakTests
{
    [Theory]
    [InlineData("", "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    [InlineData("Transfer(address,address,uint256)",
        "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")]
    public void A_known_string_has_its_published_digest(string text, string digest) =>
        Assert.Equal(digest, Keccak.Hash(Encoding.ASCII.GetBytes(text)).ToString());

    // Around the rate of 136 bytes the padding needs two bytes, one byte, and a block of its own.
    [Theory]
    [InlineData(135, "0x34367dc248bbd832f4e3e69dfaac2f92638bd0bbd18f2912ba4ef454919cf446")]
    [InlineData(136, "0xa6c4d403279fe3e0af03729caada8374b5ca54d8065329a3ebcaeb4b60aa386e")]
    [InlineData(137, "0xd869f639c7046b4929fc92a4d988a8b22c55fbadb802c0c66ebcd484f1915f39")]
    [InlineData(271, "0x132f47effd6c8b1b299efa53fe68aece77ec8ae4eb2e294f668eec94f76001e1")]
    [InlineData(272, "0xcf7fcd4f705ee749930d19ca84561a9bf62516bd90a471545fa2f49fdc7e63c8")]
    [InlineData(1000, "0xb6a4ac1f51884d71f30fa397a5e155de3099e11fc0edef5d08b646e621e19de9")]
    public void A_run_of_the_letter_a_has_the_digest_of_another_implementation(int length, string digest) =>
        Assert.Equal(digest, Keccak.Hash(Encoding.ASCII.GetBytes(new string('a', length))).ToString());

    [Fact]
    public void Pieces_hash_like_the_whole() =>
        Prop.ForAll((byte[] first, byte[] second, byte[] third) =>
        {
            var sponge = default(KeccakSponge);
            sponge.Absorb(first);
            sponge.Absorb(second);
            sponge.Absorb(third);
            byte[] whole = [.. first, .. second, .. third];
            return sponge.Finish() == Keccak.Hash(whole)
                && Keccak.Hash(first, second) == Keccak.Hash([.. first, .. second]);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_split_of_three_blocks_hashes_like_the_whole()
    {
        var data = Enumerable.Range(0, 3 * 136).Select(i => (byte)(i % 251)).ToArray();
        var whole = Keccak.Hash(data);
        for (var cut = 0; cut <= data.Length; cut++)
        {
            Assert.Equal(whole, Keccak.Hash(data.AsSpan(0, cut), data.AsSpan(cut)));
        }
    }

    [Fact]
    public void Two_digests_hash_like_their_64_bytes()
    {
        var left = Keccak.Hash("left"u8);
        var right = Keccak.Hash("right"u8);

        Assert.Equal(Keccak.Hash([.. left.ToArray(), .. right.ToArray()]), Keccak.Hash(left, right));
    }

    [Fact]
    public void A_finished_sponge_refuses_more()
    {
        Assert.Throws<AssertionFailedException>(() =>
        {
            var sponge = default(KeccakSponge);
            sponge.Finish();
            sponge.Absorb("more"u8);
        });
    }
}
