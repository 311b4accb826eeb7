using System.Text;
using Offing.Primitives;
using Offing.Protocol.Wire;

namespace Offing.Protocol.Tests.Wire;

public sealed class JsonTranscoderTests
{
    [Fact]
    public void Every_shared_vector_becomes_the_message_pack_that_was_signed()
    {
        if (SigningVectors.Load() is not { } vectors)
        {
            return;
        }

        foreach (var vector in vectors.GetProperty("l1").EnumerateArray())
        {
            var json = Encoding.UTF8.GetBytes(vector.GetProperty("action").GetRawText());
            Assert.True(JsonTranscoder.TryTranscode(json, out var bytes, out var error), error?.Detail);
            Assert.Equal(vector.GetProperty("msgpack").GetString(), Hex.Encode(bytes));
        }
    }

    [Theory]
    [InlineData("""{"type":"noop"}""", "0x81a474797065a46e6f6f70")]
    [InlineData("""{"b":[true,false,null],"a":-1}""", "0x82a16293c3c2c0a161ff")]
    [InlineData("""{"n":[127,128,255,256,65535,65536,4294967295,4294967296]}""",
        "0x81a16e987fcc80ccffcd0100cdffffce00010000ceffffffffcf0000000100000000")]
    [InlineData("""{"n":[-32,-33,-128,-129,-32768,-32769]}""", "0x81a16e96e0d0dfd080d1ff7fd18000d2ffff7fff")]
    [InlineData("""{"f":0.5,"s":"\u0061"}""", "0x82a166cb3fe0000000000000a173a161")]
    public void Values_take_their_narrowest_form(string json, string expected)
    {
        Assert.True(JsonTranscoder.TryTranscode(Encoding.UTF8.GetBytes(json), out var bytes, out _));
        Assert.Equal(expected, Hex.Encode(bytes));
    }

    [Theory]
    [InlineData("", RejectCode.Malformed)]
    [InlineData("[]", RejectCode.Malformed)]
    [InlineData("{", RejectCode.Malformed)]
    [InlineData("""{"a":1}x""", RejectCode.Malformed)]
    [InlineData("""{"a":1}{"b":2}""", RejectCode.Malformed)]
    [InlineData("""{"a":NaN}""", RejectCode.Malformed)]
    [InlineData("""{"a":1,"a":1}""", RejectCode.DuplicateKey)]
    [InlineData("""{"a":1,"\u0061":1}""", RejectCode.DuplicateKey)]
    [InlineData("""{"a":1e3}""", RejectCode.BadNumber)]
    [InlineData("""{"a":1.5E3}""", RejectCode.BadNumber)]
    [InlineData("""{"a":18446744073709551616}""", RejectCode.BadNumber)]
    [InlineData("""{"a":"\ud800"}""", RejectCode.Malformed)]
    [InlineData("""{"a":"\udc00\ud800"}""", RejectCode.Malformed)]
    [InlineData("""{"a":"\ud83dx"}""", RejectCode.Malformed)]
    [InlineData("""{"\ud800":1}""", RejectCode.Malformed)]
    [InlineData("""{"a":{"\udfff":1}}""", RejectCode.Malformed)]
    [InlineData("""{"a":-9223372036854775809}""", RejectCode.BadNumber)]
    [InlineData("""{"a":[[[[[[[[1]]]]]]]]}""", RejectCode.TooDeep)]
    public void What_cannot_be_signed_unambiguously_is_refused(string json, RejectCode code)
    {
        Assert.False(JsonTranscoder.TryTranscode(Encoding.UTF8.GetBytes(json), out var bytes, out var error));
        Assert.Null(bytes);
        Assert.Equal(code, error.Code);
    }

    [Theory]
    [InlineData("0xeda080")]
    [InlineData("0xc080")]
    [InlineData("0xf4908080")]
    [InlineData("0xff")]
    [InlineData("0xe282")]
    public void Bytes_that_are_no_UTF8_are_refused_in_texts_and_in_keys(string hex)
    {
        byte[][] forms =
        [
            [.. "{\"a\":\""u8, .. Hex.Decode(hex), .. "\"}"u8],
            [.. "{\""u8, .. Hex.Decode(hex), .. "\":1}"u8],
        ];
        foreach (var json in forms)
        {
            Assert.False(JsonTranscoder.TryTranscode(json, out _, out var error));
            Assert.Equal(RejectCode.Malformed, error.Code);
        }
    }

    [Fact]
    public void A_pair_of_surrogates_becomes_its_character()
    {
        Assert.True(JsonTranscoder.TryTranscode("""{"a":"\ud83d\ude00"}"""u8, out var bytes, out _));
        Assert.Equal("0x81a161a4f09f9880", Hex.Encode(bytes));
    }

    [Fact]
    public void A_fraction_past_every_double_is_refused()
    {
        var json = Encoding.UTF8.GetBytes($$"""{"a":{{new string('9', 400)}}.5}""");
        Assert.False(JsonTranscoder.TryTranscode(json, out _, out var error));
        Assert.Equal(RejectCode.BadNumber, error.Code);
    }

    [Fact]
    public void An_action_over_the_limit_is_refused()
    {
        var json = Encoding.UTF8.GetBytes($$"""{"a":"{{new string('x', Limits.ActionMax_Bytes)}}"}""");
        Assert.False(JsonTranscoder.TryTranscode(json, out _, out var error));
        Assert.Equal(RejectCode.TooLong, error.Code);
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        var random = new Random(1);
        var buffer = new byte[64];
        const string alphabet = "{}[]\":,0123456789.-eEabtrufalsn\\ \u00e9";
        for (var i = 0; i < 50_000; i++)
        {
            var text = new string(random.GetItems<char>(alphabet, random.Next(40)));
            var json = i % 2 == 0 ? Encoding.UTF8.GetBytes("{" + text + "}") : buffer[..random.Next(64)];
            random.NextBytes(buffer);
            var transcoded = JsonTranscoder.TryTranscode(json, out var bytes, out var error);
            Assert.Equal(transcoded, error is null);
            Assert.True(bytes is null || ActionParser.TryParse(bytes, out _, out error) == (error is null));
        }
    }
}
