using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;
using static Offing.Protocol.Tests.Wire.Actions;

namespace Offing.Protocol.Tests.Wire;

public sealed class ActionParserTests
{
    [Fact]
    public void An_order_keeps_what_the_client_wrote()
    {
        var action = Parse($$"""{"grouping":"na","orders":[{{Order}}],"type":"order"}""", out _);
        var place = Assert.IsType<PlaceOrders>(action!.Command);
        var order = Assert.Single(place.Orders);
        Assert.Equal(
            new OrderSpec(
                new(1), Side.Buy, new(1005, 1), new(2, 0), false, TimeInForce.Gtc, ClientOrderId.None),
            order);
        Assert.Equal(3, place.SortClass);
        Assert.Equal(ActionFamily.L1, action.Family);
    }

    [Fact]
    public void An_agent_name_may_carry_its_expiry()
    {
        var action = Parse(
            """{"type":"approveAgent","signatureChainId":"0x66eee","hyperliquidChain":"Testnet","""
            + "\"agentAddress\":\"0x9af70704e9ec5f505cdba564ff4dec03503ddaa2\","
            + "\"agentName\":\"bot valid_until 1700000000000\",\"nonce\":5}",
            out _);
        var approve = Assert.IsType<ApproveAgent>(action!.Command);
        Assert.Equal("bot", approve.Name);
        Assert.Equal(1_700_000_000_000ul, approve.Expiry_Ms);
        Assert.Equal(5ul, action.InnerNonce);
        Assert.Equal("bot valid_until 1700000000000", action.Text("agentName"));
        Assert.False(approve.AgentMaySign);
    }

    [Fact]
    public void A_withdrawal_is_in_micro_dollars_and_only_the_owner_signs_it()
    {
        var action = Parse(
            """{"type":"withdraw3","signatureChainId":"0x1","hyperliquidChain":"Mainnet","""
            + "\"destination\":\"0x9AF70704e9ec5f505cdba564ff4dec03503ddaa2\","
            + "\"amount\":\"12.345678\",\"time\":9}",
            out _);
        var withdraw = Assert.IsType<Withdraw>(action!.Command);
        Assert.Equal(12_345_678, withdraw.Amount.Value);
        Assert.Equal(9ul, action.InnerNonce);
        Assert.False(withdraw.AgentMaySign);
    }

    [Theory]
    [InlineData("""{"a":1}""", RejectCode.MissingKey)]
    [InlineData("""{"type":"fly"}""", RejectCode.UnknownAction)]
    [InlineData("""{"type":"usdSend"}""", RejectCode.UnsupportedAction)]
    [InlineData("""{"type":5}""", RejectCode.Malformed)]
    [InlineData("""{"type":"noop","x":1}""", RejectCode.UnknownKey)]
    [InlineData("""{"type":"order","orders":[],"grouping":"na"}""", RejectCode.EmptyAction)]
    [InlineData(
        """{"type":"order","orders":[ORDER],"grouping":{"p":5}}""", RejectCode.UnsupportedGrouping)]
    [InlineData("""{"type":"order","orders":[ORDER]}""", RejectCode.MissingKey)]
    [InlineData("""{"type":"order","orders":[{"a":1}],"grouping":"na"}""", RejectCode.MissingKey)]
    [InlineData("""{"type":"cancel","cancels":[{"a":1,"o":-1}]}""", RejectCode.BadNumber)]
    [InlineData("""{"type":"cancel","cancels":[{"a":1.5,"o":1}]}""", RejectCode.BadNumber)]
    [InlineData("""{"type":"cancel","cancels":[{"a":4294967296,"o":1}]}""", RejectCode.BadNumber)]
    [InlineData("""{"type":"cancel","cancels":[{"a":1,"o":1}],"f":true}""", RejectCode.UnsupportedOption)]
    [InlineData(
        """{"type":"cancelByCloid","cancels":[{"asset":1,"cloid":"0x1"}]}""", RejectCode.BadClientOrderId)]
    [InlineData("""{"type":"updateLeverage","asset":1,"isCross":1,"leverage":2}""", RejectCode.Malformed)]
    public void What_is_not_known_exactly_is_refused(string json, RejectCode code)
    {
        Assert.Null(Parse(json.Replace("ORDER", Order), out var error));
        Assert.Equal(code, error!.Code);
    }

    [Theory]
    [InlineData("p", "\"-1\"", RejectCode.BadPrice)]
    [InlineData("p", "\"1e5\"", RejectCode.BadPrice)]
    [InlineData("p", "\".5\"", RejectCode.BadPrice)]
    [InlineData("p", "\"007\"", RejectCode.BadPrice)]
    [InlineData("p", "\"18446744073709551616\"", RejectCode.BadPrice)]
    [InlineData("p", "\"0.1234567890123456\"", RejectCode.BadPrice)]
    [InlineData("p", "100", RejectCode.Malformed)]
    [InlineData("s", "\"\"", RejectCode.BadSize)]
    [InlineData("s", "\"1 \"", RejectCode.BadSize)]
    [InlineData("b", "1", RejectCode.Malformed)]
    [InlineData("a", "\"1\"", RejectCode.BadNumber)]
    [InlineData("t", """{"trigger":{"isMarket":true,"triggerPx":"1"}}""", RejectCode.MissingKey)]
    [InlineData("t", """{"limit":{"tif":"Fok"}}""", RejectCode.UnsupportedOrderType)]
    [InlineData("t", """{"limit":{"tif":"Gtc","x":1}}""", RejectCode.UnknownKey)]
    [InlineData("t", "{}", RejectCode.Malformed)]
    [Trait("rule", "ENG-UNI-002")]
    public void A_bad_field_of_an_order_is_refused_by_name(string field, string value, RejectCode code)
    {
        var fields = new Dictionary<string, string>
        {
            ["a"] = "1", ["b"] = "true", ["p"] = "\"100\"", ["s"] = "\"1\"", ["r"] = "false",
            ["t"] = """{"limit":{"tif":"Gtc"}}""", [field] = value,
        };
        var order = "{" + string.Join(",", fields.Select(f => $"\"{f.Key}\":{f.Value}")) + "}";
        Assert.Null(Parse($$"""{"type":"order","orders":[{{order}}],"grouping":"na"}""", out var error));
        Assert.Equal(code, error!.Code);
    }

    [Fact]
    public void More_items_than_the_limit_are_refused()
    {
        var orders = string.Join(",", Enumerable.Repeat(Order, Limits.OrdersPerAction + 1));
        Assert.Null(Parse($$"""{"type":"order","orders":[{{orders}}],"grouping":"na"}""", out var error));
        Assert.Equal(RejectCode.TooManyItems, error!.Code);
    }
}
