using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;

namespace Offing.Protocol.Tests.Wire;

public sealed class TriggerOrderTests
{
    private const string Fields = "\"a\":1,\"b\":false,\"p\":\"95\",\"s\":\"2\",\"r\":true,\"t\":";

    [Theory]
    [InlineData("sl", TriggerKind.StopLoss, true, TimeInForce.Ioc)]
    [InlineData("sl", TriggerKind.StopLoss, false, TimeInForce.Gtc)]
    [InlineData("tp", TriggerKind.TakeProfit, true, TimeInForce.Ioc)]
    [InlineData("tp", TriggerKind.TakeProfit, false, TimeInForce.Gtc)]
    public void A_stop_and_a_take_profit_are_read_in_either_form(
        string tpsl, TriggerKind kind, bool isMarket, TimeInForce tif)
    {
        var order = Assert.Single(Place(Trigger(tpsl, isMarket)).Orders);
        Assert.Equal(new TriggerSpec(kind, new(975, 1), isMarket), order.Trigger);
        Assert.Equal((tif, true, Side.Sell), (order.Tif, order.ReduceOnly, order.Side));
        Assert.Equal(OrderOptions.None, order.Options);
    }

    [Fact]
    public void The_keys_of_a_trigger_may_stand_in_any_order()
    {
        var order = Assert.Single(
            Place("""{"trigger":{"triggerPx":"97.5","tpsl":"sl","isMarket":true}}""").Orders);
        Assert.Equal(new TriggerSpec(TriggerKind.StopLoss, new(975, 1), true), order.Trigger);
    }

    [Theory]
    [InlineData("na", OrderGrouping.Na)]
    [InlineData("normalTpsl", OrderGrouping.NormalTpsl)]
    [InlineData("positionTpsl", OrderGrouping.PositionTpsl)]
    public void A_grouping_of_the_wire_is_read_by_its_name(string name, OrderGrouping grouping)
    {
        var place = Place(Trigger("sl", true), name);
        Assert.Equal((grouping, false), (place.Grouping, place.IsNative));
    }

    [Fact]
    public void The_whole_position_is_a_size_of_zero()
    {
        var json = $$"""{"type":"order","orders":[{{{Fields}}{{Trigger("tp", true)}}}],"""
            + "\"grouping\":\"positionTpsl\"}";
        var action = Actions.Parse(json.Replace("\"2\"", "\"0\"", StringComparison.Ordinal));
        Assert.True(Assert.IsType<PlaceOrders>(action.Command).Orders[0].Size.IsZero);
    }

    [Fact]
    public void A_conditional_order_is_never_of_the_class_of_post_only_ones()
    {
        Assert.Equal(3, Place(Trigger("sl", false)).SortClass);
        var modify = Actions.Parse(
            $"{{\"type\":\"modify\",\"oid\":4,\"order\":{{{Fields}{Trigger("sl", false)}}}}}");
        var (target, replacement) = Assert.Single(Assert.IsType<ModifyOrders>(modify.Command).Modifies);
        Assert.Equal(4ul, target.Order.Value);
        Assert.Equal(TriggerKind.StopLoss, replacement.Trigger!.Kind);
        Assert.Equal(3, modify.Command.SortClass);
    }

    [Theory]
    [InlineData("""{"trigger":{"isMarket":true,"triggerPx":"1","tpsl":"stop"}}""",
        RejectCode.UnsupportedOrderType)]
    [InlineData("""{"trigger":{"isMarket":true,"triggerPx":"1","tpsl":5}}""", RejectCode.Malformed)]
    [InlineData("""{"trigger":{"isMarket":1,"triggerPx":"1","tpsl":"tp"}}""", RejectCode.Malformed)]
    [InlineData("""{"trigger":{"isMarket":true,"triggerPx":1,"tpsl":"tp"}}""", RejectCode.Malformed)]
    [InlineData("""{"trigger":{"isMarket":true,"triggerPx":"-1","tpsl":"tp"}}""", RejectCode.BadPrice)]
    [InlineData("""{"trigger":{"isMarket":true,"triggerPx":"1e2","tpsl":"tp"}}""", RejectCode.BadPrice)]
    [InlineData("""{"trigger":{"isMarket":true,"tpsl":"tp"}}""", RejectCode.MissingKey)]
    [InlineData("""{"trigger":{"triggerPx":"1","tpsl":"tp"}}""", RejectCode.MissingKey)]
    [InlineData("""{"trigger":{"isMarket":true,"triggerPx":"1"}}""", RejectCode.MissingKey)]
    [InlineData("""{"trigger":{"isMarket":true,"triggerPx":"1","tpsl":"tp","tif":"Gtc"}}""",
        RejectCode.UnknownKey)]
    [InlineData("""{"trigger":{"isMarket":true,"isMarket":true,"triggerPx":"1","tpsl":"tp"}}""",
        RejectCode.DuplicateKey)]
    [InlineData("""{"trigger":[]}""", RejectCode.Malformed)]
    [InlineData("""{"limit":{"tif":"Gtc"},"trigger":{}}""", RejectCode.Malformed)]
    [InlineData("""{"trailing":{"isMarket":true,"offset":"1"}}""", RejectCode.UnknownKey)]
    [InlineData("""{"limit":{"tif":"Fok"}}""", RejectCode.UnsupportedOrderType)]
    public void A_trigger_in_any_other_form_is_refused(string type, RejectCode code)
    {
        Assert.Null(Actions.Parse(Json(type, "\"na\""), out var error));
        Assert.Equal(code, error!.Code);
    }

    [Theory]
    [InlineData("\"oco\"")]
    [InlineData("\"oto\"")]
    [InlineData("\"NA\"")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("""{"p":12345}""")]
    public void Any_other_grouping_is_refused(string grouping)
    {
        Assert.Null(Actions.Parse(Json(Trigger("sl", true), grouping), out var error));
        Assert.Equal(RejectCode.UnsupportedGrouping, error!.Code);
    }

    private static string Trigger(string tpsl, bool isMarket) =>
        $$"""{"trigger":{"isMarket":{{(isMarket ? "true" : "false")}},"triggerPx":"97.5","""
        + $"\"tpsl\":\"{tpsl}\"}}}}";

    private static PlaceOrders Place(string type, string grouping = "na") =>
        Assert.IsType<PlaceOrders>(Actions.Parse(Json(type, $"\"{grouping}\"")).Command);

    private static string Json(string type, string grouping) =>
        $$"""{"type":"order","orders":[{{{Fields}}{{type}}}],"grouping":{{grouping}}}""";
}
