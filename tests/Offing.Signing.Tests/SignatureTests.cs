using Offing.Primitives;

namespace Offing.Signing.Tests;

public sealed class SignatureTests
{
    private const string One = "0x0000000000000000000000000000000000000000000000000000000000000001";
    private const string HalfOrder = "0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0";
    private const string OverHalf = "0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1";
    private const string OrderLessOne = "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140";
    private const string Order = "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

    [Theory]
    [InlineData(One, One, 0UL)]
    [InlineData(One, One, 1UL)]
    [InlineData(One, One, 27UL)]
    [InlineData(OrderLessOne, HalfOrder, 28UL)]
    public void The_edges_of_the_range_are_accepted(string r, string s, ulong v)
    {
        Assert.True(Signature.TryParse(r, s, v, out var signature));
        Assert.Equal((r, s, (int)(v < 27 ? v + 27 : v)), (signature.R, signature.S, signature.V));
        Assert.True(Signature.TryRead(signature.ToArray(), out var again));
        Assert.Equal(signature, again);
    }

    [Theory]
    [InlineData("0x0", One, 27UL)]
    [InlineData(One, "0x0", 27UL)]
    [InlineData(Order, One, 27UL)]
    [InlineData(One, OverHalf, 27UL)]
    [InlineData(One, OrderLessOne, 27UL)]
    [InlineData(One, Order, 27UL)]
    [InlineData(One, One, 2UL)]
    [InlineData(One, One, 26UL)]
    [InlineData(One, One, 29UL)]
    [InlineData(One, One, 283UL)]
    [InlineData(One, One, ulong.MaxValue)]
    [InlineData("", One, 27UL)]
    [InlineData("0x", One, 27UL)]
    [InlineData(null, One, 27UL)]
    [InlineData(One, null, 27UL)]
    [InlineData("1", One, 27UL)]
    [InlineData("0xg1", One, 27UL)]
    [InlineData("0x-1", One, 27UL)]
    [InlineData("0x 1", One, 27UL)]
    [InlineData(One + "0", One, 27UL)]
    [InlineData(One, "0x0" + "0000000000000000000000000000000000000000000000000000000000000001", 27UL)]
    public void Anything_else_is_refused(string? r, string? s, ulong v)
    {
        Assert.False(Signature.TryParse(r, s, v, out var signature));
        Assert.Equal(default, signature);
    }

    [Fact]
    public void Stripped_zeros_are_put_back()
    {
        Assert.True(Signature.TryParse("0xabc", "0x1", 27, out var signature));
        Assert.Equal("0x" + "abc".PadLeft(64, '0'), signature.R);
        Assert.Equal(One, signature.S);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(66)]
    [InlineData(0)]
    public void Another_length_is_refused(int length) =>
        Assert.False(Signature.TryRead(new byte[length], out _));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("0x00")]
    [InlineData("0x0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(Order)]
    public void A_number_out_of_range_is_not_a_private_key(string? hex) =>
        Assert.False(PrivateKey.TryParse(hex, out _));

    [Fact]
    public void A_private_key_prints_as_its_address()
    {
        var key = PrivateKey.FromSeed("alice");

        Assert.Equal(key.Address.ToString(), $"{key}");
        Assert.Equal(key.Address, PrivateKey.Parse(Keccak.Hash("alice"u8).ToString()).Address);
    }
}
