using Offing.Primitives;
using Offing.Protocol.Wire;

namespace Offing.Protocol.Tests.Wire;

/// <summary>Bytes that no door wrote: they reach the parser from batch data and from logs.</summary>
public sealed class HostileMessagePackTests
{
    [Theory]
    [InlineData("0x", RejectCode.Malformed)]
    [InlineData("0xc1", RejectCode.Malformed)]
    [InlineData("0x80", RejectCode.MissingKey)]
    [InlineData("0xdeffff", RejectCode.Malformed)]
    [InlineData("0xdf00000001a474797065a46e6f6f70", RejectCode.Malformed)]
    [InlineData("0xde0001a474797065a46e6f6f70", RejectCode.Malformed)]
    [InlineData("0x81d90474797065a46e6f6f70", RejectCode.Malformed)]
    [InlineData("0x81a474797065da00046e6f6f70", RejectCode.Malformed)]
    [InlineData("0x81a474797065daffff6e", RejectCode.Malformed)]
    [InlineData("0x81a474797065dbffffffff6e", RejectCode.Malformed)]
    [InlineData("0x81a474797065a4ff6f6f70", RejectCode.Malformed)]
    [InlineData("0x81a474797065a46e6f6f7000", RejectCode.Malformed)]
    [InlineData("0x82a474797065a46e6f6f70a474797065a46e6f6f70", RejectCode.DuplicateKey)]
    public void Every_form_that_the_writer_does_not_choose_is_refused(string hex, RejectCode code)
    {
        Assert.False(ActionParser.TryParse(Hex.Decode(hex), out var action, out var error));
        Assert.Null(action);
        Assert.Equal(code, error.Code);
    }

    [Theory]
    [InlineData("cc7f")]
    [InlineData("cd00ff")]
    [InlineData("ce0000ffff")]
    [InlineData("cf00000000ffffffff")]
    public void A_number_in_a_longer_form_than_it_needs_is_refused(string number)
    {
        // {type: "cancel", cancels: [{a: number, o: 1}]}
        var bytes = Hex.Decode("82a474797065a663616e63656ca763616e63656c739182a161" + number + "a16f01");
        Assert.False(ActionParser.TryParse(bytes, out _, out var error));
        Assert.Equal(RejectCode.Malformed, error.Code);
    }

    [Theory]
    [InlineData(0x91)]
    [InlineData(0x81)]
    public void Nesting_is_bounded_before_the_type_is_known(byte nest)
    {
        var deep = Enumerable.Repeat(nest, Limits.EntryMax_Bytes);
        byte[] bytes = [0x82, 0xA1, (byte)'x', .. deep];
        Assert.False(ActionParser.TryParse(bytes, out _, out var error));
        Assert.Equal(RejectCode.TooDeep, error.Code);
    }
}
