using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;

namespace Offing.Protocol.Tests.Wire;

public sealed class ModifyAndLeverageTests
{
    private const string ClientId = "0x000000000000000000000000000000ab";

    private static readonly OrderSpec Replacement = new(
        new(1), Side.Buy, new(1005, 1), new(2, 0), false, TimeInForce.Gtc, ClientOrderId.None);

    [Theory]
    [InlineData("7", 7, 0)]
    [InlineData("18446744073709551615", ulong.MaxValue, 0)]
    [InlineData($"\"{ClientId}\"", 0, 0xab)]
    public void A_modify_names_an_order_by_either_id(string oid, ulong order, ulong clientId)
    {
        var action = Actions.Parse($$"""{"type":"modify","oid":{{oid}},"order":{{Actions.Order}}}""");
        var modify = Assert.IsType<ModifyOrders>(action.Command);
        Assert.False(modify.IsBatch);
        Assert.Equal(
            (new OrderReference(new(order), new(clientId)), Replacement), Assert.Single(modify.Modifies));
        Assert.Equal((3, true), (modify.SortClass, modify.AgentMaySign));
    }

    [Fact]
    public void A_batch_of_modifies_keeps_its_order_and_its_class()
    {
        var postOnly = Actions.Order.Replace("Gtc", "Alo");
        var action = Actions.Parse(
            $$"""{"type":"batchModify","modifies":[{"oid":2,"order":{{postOnly}}},"""
            + $$"""{"order":{{postOnly}},"oid":1}]}""");
        var modify = Assert.IsType<ModifyOrders>(action.Command);
        Assert.True(modify.IsBatch);
        Assert.Equal([2ul, 1ul], modify.Modifies.Select(m => m.Target.Order.Value));
        var expected = Replacement with { Tif = TimeInForce.Alo };
        Assert.All(modify.Modifies, m => Assert.Equal(expected, m.Replacement));
        Assert.Equal(2, modify.SortClass);
    }

    [Theory]
    [InlineData(0, true, 1)]
    [InlineData(uint.MaxValue, false, uint.MaxValue)]
    public void Leverage_is_for_one_market(uint market, bool isCross, uint leverage)
    {
        var action = Actions.Parse(
            $$"""{"type":"updateLeverage","asset":{{market}},"isCross":{{(isCross ? "true" : "false")}},"""
            + $"\"leverage\":{leverage}}}");
        Assert.Equal(new UpdateLeverage(new(market), isCross, leverage), action.Command);
        Assert.Equal(ActionFamily.L1, action.Family);
        Assert.Empty(action.Fields);
        Assert.Null(action.InnerNonce);
    }

    [Theory]
    [InlineData("\"0x0000000000000000000000000000000\\u0000\"", RejectCode.BadClientOrderId)]
    [InlineData("\"0x0000000000000000000000000000001\\u0000\"", RejectCode.BadClientOrderId)]
    [InlineData("\"0x00000000000000000000000000000000\"", RejectCode.BadClientOrderId)]
    [InlineData("\"0x+000000000000000000000000000001a\"", RejectCode.BadClientOrderId)]
    [InlineData("\"0X00000000000000000000000000000001\"", RejectCode.BadClientOrderId)]
    [InlineData("null", RejectCode.BadNumber)]
    [InlineData("-1", RejectCode.BadNumber)]
    public void A_reference_in_any_other_form_is_refused(string oid, RejectCode code)
    {
        var json = $$"""{"type":"modify","oid":{{oid}},"order":{{Actions.Order}}}""";
        Assert.Null(Actions.Parse(json, out var error));
        Assert.Equal(code, error!.Code);
    }
}
