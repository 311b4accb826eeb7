using Offing.Primitives;

namespace Offing.Signing.Tests;

public sealed class UserSignedTypeTests
{
    [Theory]
    [InlineData("0x1", 1UL)]
    [InlineData("0x66eee", 421_614UL)]
    [InlineData("0xA4B1", 42_161UL)]
    [InlineData("0xffffffffffffffff", ulong.MaxValue)]
    public void A_chain_id_is_read_as_hexadecimal(string text, ulong expected)
    {
        Assert.True(UserSignedType.TryParseChainId(text, out var chainId));
        Assert.Equal(expected, chainId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("1")]
    [InlineData("0x ")]
    [InlineData("0x-1")]
    [InlineData("0x1g")]
    [InlineData("0x10000000000000000")]
    public void Other_text_is_not_a_chain_id(string? text) =>
        Assert.False(UserSignedType.TryParseChainId(text, out _));

    [Theory]
    [InlineData(null)]
    [InlineData("order")]
    [InlineData("ApproveAgent")]
    public void Other_actions_are_not_user_signed(string? action) =>
        Assert.False(UserSignedType.TryFind(action, out _));

    [Fact]
    public void A_value_of_the_wrong_kind_is_our_bug()
    {
        Assert.True(UserSignedType.TryFind("usdSend", out var type));
        var chain = UserValue.Of("Mainnet");

        Assert.Throws<AssertionFailedException>(() => type.StructHash([chain]));
        Assert.Throws<AssertionFailedException>(() =>
            type.StructHash([chain, UserValue.Of(Address.Zero), UserValue.Of("1"), UserValue.Of(0UL)]));
    }

    [Fact]
    public void Text_without_a_utf8_form_is_hashed_like_wallets_do()
    {
        var type = Eip712.TypeHash("Note(string text)");

        Assert.Equal(
            new StructHasher(type).String("\uFFFD").Finish(),
            new StructHasher(type).String("\uD800").Finish());
    }
}
