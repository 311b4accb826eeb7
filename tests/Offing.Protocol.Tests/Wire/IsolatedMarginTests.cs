using System.Text;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;

namespace Offing.Protocol.Tests.Wire;

public sealed class IsolatedMarginTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(-1)]
    [InlineData(-32)]
    [InlineData(-33)]
    [InlineData(-128)]
    [InlineData(-129)]
    [InlineData(-32_768)]
    [InlineData(-32_769)]
    [InlineData(-2_147_483_648)]
    [InlineData(-2_147_483_649)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Margin_moves_in_micro_dollars_of_either_sign(long amount)
    {
        var action = Parse(
            $$"""{"type":"updateIsolatedMargin","asset":1,"isBuy":true,"ntli":{{amount}}}""", out _);
        Assert.Equal(
            new UpdateIsolatedMargin(new MarketId(1), new MicroUsd(amount)), action!.Command);
        Assert.True(action.Command.AgentMaySign);
    }

    [Fact]
    public void Topping_up_names_a_leverage()
    {
        var action = Parse("""{"type":"topUpIsolatedOnlyMargin","asset":2,"leverage":"2.5"}""", out _);
        var topUp = Assert.IsType<TopUpIsolatedMargin>(action!.Command);
        Assert.Equal((2U, "2.5"), (topUp.Market.Value, topUp.Leverage.ToString()));
    }

    [Theory]
    [InlineData("""{"type":"updateIsolatedMargin","asset":1,"isBuy":true}""", RejectCode.MissingKey)]
    [InlineData(
        """{"type":"updateIsolatedMargin","asset":1,"isBuy":true,"ntli":1.5}""", RejectCode.BadNumber)]
    [InlineData(
        """{"type":"updateIsolatedMargin","asset":1,"isBuy":true,"ntli":"1"}""", RejectCode.BadNumber)]
    [InlineData(
        """{"type":"updateIsolatedMargin","asset":-1,"isBuy":true,"ntli":1}""", RejectCode.BadNumber)]
    [InlineData("""{"type":"updateIsolatedMargin","asset":1,"isBuy":1,"ntli":1}""", RejectCode.Malformed)]
    [InlineData("""{"type":"topUpIsolatedOnlyMargin","asset":2,"leverage":"-1"}""", RejectCode.BadNumber)]
    [InlineData("""{"type":"topUpIsolatedOnlyMargin","asset":2,"leverage":2}""", RejectCode.Malformed)]
    public void What_is_not_exactly_that_is_refused(string json, RejectCode code)
    {
        Assert.Null(Parse(json, out var error));
        Assert.Equal(code, error!.Code);
    }

    [Fact]
    public void An_amount_over_63_bits_is_refused()
    {
        const string json =
            """{"type":"updateIsolatedMargin","asset":1,"isBuy":true,"ntli":9223372036854775808}""";
        Assert.Null(Parse(json, out var error));
        Assert.Equal(RejectCode.BadNumber, error!.Code);
    }

    [Theory]
    [InlineData("D0E0")] // -32
    [InlineData("D1FF80")] // -128
    [InlineData("D2FFFF8000")]
    [InlineData("D3FFFFFFFF80000000")]
    [InlineData("D300000000FFFFFFFF")]
    public void A_number_that_a_shorter_form_can_hold_is_refused(string number)
    {
        var start = Transcode("""{"type":"updateIsolatedMargin","asset":1,"isBuy":true,"ntli":0}""")[..^1];
        Assert.False(ActionParser.TryParse(
            [.. start, .. Convert.FromHexString(number)], out _, out var error));
        Assert.Equal(RejectCode.Malformed, error!.Code);
    }

    private static byte[] Transcode(string json)
    {
        Assert.True(JsonTranscoder.TryTranscode(Encoding.UTF8.GetBytes(json), out var bytes, out _));
        return bytes;
    }

    private static ParsedAction? Parse(string json, out WireError? error) => Actions.Parse(json, out error);
}
