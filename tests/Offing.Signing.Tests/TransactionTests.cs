using System.Text;
using System.Text.Json;
using Offing.Primitives;

namespace Offing.Signing.Tests;

public sealed class TransactionTests
{
    [Fact]
    public void Transactions_are_encoded_signed_and_named_alike()
    {
        var vectors = Vectors.Own.GetProperty("transactions").EnumerateArray().ToList();
        Assert.Equal(4, vectors.Count);
        foreach (var vector in vectors)
        {
            var transaction = Read(vector);
            var signed = transaction.Sign(PrivateKey.FromSeed(vector.Text("key")));
            Assert.Equal(vector.Hash("signingHash"), transaction.SigningHash);
            Assert.Equal(vector.Text("raw"), Hex.Encode(signed.Raw));
            Assert.Equal(vector.Hash("hash"), signed.Hash);
        }
    }

    // The examples of the encoding's definition.
    [Fact]
    public void Published_examples_of_the_encoding_hold()
    {
        Assert.Equal("0x83646f67", Hex.Encode(Rlp.Bytes("dog"u8)));
        Assert.Equal("0xc88363617483646f67", Hex.Encode(Rlp.List(Rlp.Bytes("cat"u8), Rlp.Bytes("dog"u8))));
        Assert.Equal("0x80", Hex.Encode(Rlp.Bytes([])));
        Assert.Equal("0xc0", Hex.Encode(Rlp.List()));
        Assert.Equal("0x80", Hex.Encode(Rlp.Number(0)));
        Assert.Equal("0x00", Hex.Encode(Rlp.Bytes([0])));
        Assert.Equal("0x0f", Hex.Encode(Rlp.Number(15)));
        Assert.Equal("0x8180", Hex.Encode(Rlp.Number(128)));
        Assert.Equal("0x820400", Hex.Encode(Rlp.Number(1024)));
        var empty = Rlp.List();
        Assert.Equal(
            "0xc7c0c1c0c3c0c1c0",
            Hex.Encode(Rlp.List(empty, Rlp.List(empty), Rlp.List(empty, Rlp.List(empty)))));
        var sentence = Encoding.ASCII.GetBytes("Lorem ipsum dolor sit amet, consectetur adipisicing elit");
        Assert.Equal("0xb8384c6f", Hex.Encode(Rlp.Bytes(sentence))[..10]);
    }

    [Theory]
    [InlineData(55, "0xb7")]
    [InlineData(56, "0xb838")]
    [InlineData(255, "0xb8ff")]
    [InlineData(256, "0xb90100")]
    [InlineData(65_536, "0xba010000")]
    public void A_length_takes_as_many_bytes_as_it_needs(int length, string prefix)
    {
        var encoded = Rlp.Bytes(new byte[length]);

        Assert.Equal(prefix, Hex.Encode(encoded.AsSpan(0, encoded.Length - length)));
        Assert.Equal(prefix.Replace("0xb", "0xf"), Hex.Encode(Rlp.List(new byte[length]))[..prefix.Length]);
    }

    private static Transaction1559 Read(JsonElement vector) => new()
    {
        ChainId = vector.Number("chainId"),
        Nonce = vector.Number("nonce"),
        MaxPriorityFeePerGas = UInt128.Parse(vector.Text("maxPriorityFeePerGas")),
        MaxFeePerGas = UInt128.Parse(vector.Text("maxFeePerGas")),
        GasLimit = vector.Number("gasLimit"),
        To = vector.OptionalAddress("to"),
        Value = UInt128.Parse(vector.Text("value")),
        Data = Hex.Decode(vector.Text("data")),
    };
}
