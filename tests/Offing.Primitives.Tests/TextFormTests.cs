using FsCheck;
using FsCheck.Fluent;
using Offing.Primitives;

namespace Offing.Primitives.Tests;

public sealed class TextFormTests
{
    private const string Digits40 = "00112233445566778899aAbBcCdDeEfF01020304";

    [Fact]
    public void Hexadecimal_comes_back_as_it_was() =>
        Prop.ForAll((byte[] bytes) => Hex.Decode(Hex.Encode(bytes)).AsSpan().SequenceEqual(bytes))
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("", "0x")]
    [InlineData("0x", "0x")]
    [InlineData("Ff00", "0xff00")]
    [InlineData("0XfF", "0xff")]
    public void Hexadecimal_is_read_in_either_case_with_or_without_its_prefix(string text, string written) =>
        Assert.Equal(written, Hex.Encode(Hex.Decode(text)));

    [Theory]
    [InlineData("0")]
    [InlineData("0x0")]
    [InlineData("zz")]
    [InlineData("0x 1")]
    [InlineData("0x0x")]
    [InlineData("٠٠")]
    public void Other_text_is_not_hexadecimal(string text)
    {
        Assert.False(Hex.TryDecode(text, out var bytes));
        Assert.Empty(bytes);
        Assert.Throws<FormatException>(() => Hex.Decode(text));
    }

    [Fact]
    public void An_address_comes_back_as_it_was_in_lower_case()
    {
        var address = Address.Parse("0x" + Digits40);

        Assert.Equal("0x" + Digits40.ToLowerInvariant(), address.ToString());
        Assert.Equal(address, new Address(address.ToArray()));
        Assert.False(address.IsZero);
        Assert.True(Address.Zero.IsZero);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(Digits40)]
    [InlineData("0X" + Digits40)]
    [InlineData("0x" + Digits40 + "0")]
    [InlineData("0x" + Digits40 + "00")]
    [InlineData("0x0112233445566778899aAbBcCdDeEfF01020304")]
    [InlineData("0xg0112233445566778899aAbBcCdDeEfF01020304")]
    [InlineData(" 0x00112233445566778899aAbBcCdDeEfF0102030")]
    public void Other_text_is_not_an_address(string? text)
    {
        Assert.False(Address.TryParse(text, out var address));
        Assert.Equal(Address.Zero, address);
    }

    [Fact]
    public void Addresses_are_ordered_as_their_bytes() =>
        Prop.ForAll((int left, int right, byte place) =>
        {
            var (first, second) = (AddressOf(left, place % 17), AddressOf(right, place % 17));
            var expected = first.ToArray().AsSpan().SequenceCompareTo(second.ToArray());
            return Math.Sign(first.CompareTo(second)) == Math.Sign(expected);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_digest_comes_back_as_it_was()
    {
        var digest = Keccak.Hash("offing"u8);

        Assert.Equal(digest, Hash32.Parse(digest.ToString()));
        Assert.Equal(digest, new Hash32(digest.ToArray()));
        Assert.Equal("0x" + new string('0', 64), Hash32.Zero.ToString());
    }

    [Fact]
    public void Other_text_is_not_a_digest()
    {
        Assert.Throws<FormatException>(() => Hash32.Parse("0x"));
        Assert.Throws<FormatException>(() => Hash32.Parse(new string('0', 66)));
        Assert.Throws<FormatException>(() => Hash32.Parse(new string('x', 64)));
    }

    [Fact]
    public void A_client_order_id_is_written_with_32_digits() =>
        Assert.Equal("0x000000000000000000000000000000ff", new ClientOrderId(255).ToString());

    private static Address AddressOf(int number, int place)
    {
        var bytes = new byte[Address.SizeBytes];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(place), number);
        return new Address(bytes);
    }
}
