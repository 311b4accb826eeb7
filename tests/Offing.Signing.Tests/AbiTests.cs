using Offing.Primitives;

namespace Offing.Signing.Tests;

public sealed class AbiTests
{
    private static readonly Address Alice = PrivateKey.FromSeed("alice").Address;
    private static readonly Address Bob = PrivateKey.FromSeed("bob").Address;
    private static readonly Hash32 A = Keccak.Hash("a"u8);
    private static readonly Hash32 B = Keccak.Hash("b"u8);

    [Fact]
    public void Calls_are_encoded_alike()
    {
        Assert.Equal(Expected("static"), Hex.Encode(
            AbiWriter.Call("deposit(address,uint64)").Address(Alice).UInt(5_000_000).Build()));
        Assert.Equal(Expected("mixed"), Hex.Encode(AbiWriter.Call("post(uint64,bytes,bool,bytes32[],bytes)")
            .UInt(7).Bytes(Run(0x11, 33)).Bool(true).Bytes32Array([A, B]).Bytes([]).Build()));
        Assert.Equal(Expected("arguments"), Hex.Encode(AbiWriter.Arguments()
            .Bytes32(A).Address(Bob).Bytes(Run(0x22, 32)).UInt(UInt128.MaxValue).Build()));
    }

    [Fact]
    public void An_array_of_addresses_is_one_of_words() =>
        Assert.Equal(
            AbiWriter.Arguments().UInt(1).Bytes32Array([Wide(Alice), Wide(Bob)]).Build(),
            AbiWriter.Arguments().UInt(1).AddressArray([Alice, Bob]).Build());

    [Fact]
    public void Events_have_their_published_topic() =>
        Assert.Equal(
            "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
            Abi.Topic("Transfer(address,address,uint256)").ToString());

    [Fact]
    public void What_was_written_is_read_back()
    {
        var reader = new AbiReader(AbiWriter.Arguments()
            .UInt(ulong.MaxValue).Address(Bob).Bool(true)
            .Bytes32(A).Bytes(Run(0x33, 70)).UInt(UInt128.MaxValue).Build());

        Assert.Equal(ulong.MaxValue, reader.UInt64(0));
        Assert.Equal(Bob, reader.Address(1));
        Assert.True(reader.Bool(2));
        Assert.Equal(A, reader.Bytes32(3));
        Assert.Equal(Run(0x33, 70), reader.Bytes(4));
        Assert.Equal(UInt128.MaxValue, reader.UInt128(5));
        Assert.Empty(new AbiReader(AbiWriter.Arguments().Bytes([]).Build()).Bytes(0));
    }

    [Fact]
    public void A_word_outside_its_type_is_refused()
    {
        var reader = new AbiReader(AbiWriter.Arguments()
            .Bytes32(A).UInt(2).UInt((UInt128)ulong.MaxValue + 1).Build());

        Assert.Throws<FormatException>(() => reader.UInt128(0));
        Assert.Throws<FormatException>(() => reader.Address(0));
        Assert.Throws<FormatException>(() => reader.Bool(1));
        Assert.Throws<FormatException>(() => reader.UInt64(2));
        Assert.Throws<FormatException>(() => reader.Bytes32(3));
        Assert.Throws<FormatException>(() => reader.Bytes32(-1));
    }

    [Theory]
    [InlineData(1UL, 0UL)]
    [InlineData(64UL, 0UL)]
    [InlineData(ulong.MaxValue - 31, 0UL)]
    [InlineData(32UL, 1UL)]
    [InlineData(32UL, ulong.MaxValue)]
    public void Bytes_outside_the_data_are_refused(ulong offset, ulong length)
    {
        var reader = new AbiReader(AbiWriter.Arguments().UInt(offset).UInt(length).Build());

        Assert.Throws<FormatException>(() => reader.Bytes(0));
    }

    private static byte[] Run(byte value, int length) => Enumerable.Repeat(value, length).ToArray();

    private static Hash32 Wide(Address value) => new([.. new byte[12], .. value.ToArray()]);

    private static string Expected(string name) => Vectors.Own.GetProperty("abi").EnumerateArray()
        .Single(vector => vector.Text("name") == name).Text("data");
}
