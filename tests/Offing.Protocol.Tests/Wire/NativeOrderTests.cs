using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;

namespace Offing.Protocol.Tests.Wire;

/// <summary>The action offingOrder: all of "order", and what the compatible wire has no words for.</summary>
public sealed class NativeOrderTests
{
    private const string Gtc = """{"limit":{"tif":"Gtc"}}""";

    [Fact]
    public void Without_its_own_fields_it_asks_for_what_order_asks_for()
    {
        var action = Actions.Parse(Json(Gtc));
        var place = Assert.IsType<PlaceOrders>(action.Command);
        Assert.Equal((true, OrderGrouping.Na, true, 3),
            (place.IsNative, place.Grouping, place.AgentMaySign, place.SortClass));
        Assert.Equal(OrderOptions.None, Assert.Single(place.Orders).Options);
        Assert.Null(place.Builder);
        Assert.Equal(("offingOrder", ActionFamily.L1), (action.Type, action.Family));
    }

    [Fact]
    public void Every_option_is_read_by_its_key()
    {
        var order = Order(
            Gtc, ",\"stp\":\"decrement\",\"sub\":true,\"display\":\"0.5\",\"expiry\":1700000000000");
        Assert.Equal(
            new OrderOptions(SelfTradeMode.Decrement, true, new WireDecimal(5, 1), 1_700_000_000_000),
            order.Options);
    }

    [Theory]
    [InlineData("expireMaker", SelfTradeMode.ExpireMaker)]
    [InlineData("expireTaker", SelfTradeMode.ExpireTaker)]
    [InlineData("expireBoth", SelfTradeMode.ExpireBoth)]
    [InlineData("decrement", SelfTradeMode.Decrement)]
    public void Every_mode_against_self_trades_has_a_name(string name, SelfTradeMode mode) =>
        Assert.Equal(mode, Order(Gtc, $",\"stp\":\"{name}\"").Options.SelfTrade);

    [Fact]
    public void Fill_or_kill_is_one_of_its_times_in_force() =>
        Assert.Equal(TimeInForce.Fok, Order("""{"limit":{"tif":"Fok"}}""").Tif);

    [Theory]
    [InlineData("true", TimeInForce.Ioc)]
    [InlineData("false", TimeInForce.Gtc)]
    public void A_trailing_stop_carries_its_distance(string isMarket, TimeInForce tif)
    {
        var order = Order(
            """{"trailing":{"isMarket":BOOL,"offset":"2.5"}}""".Replace(
                "BOOL", isMarket, StringComparison.Ordinal));
        Assert.Equal(
            new TriggerSpec(TriggerKind.TrailingStop, new(25, 1), isMarket == "true"), order.Trigger);
        Assert.Equal(tif, order.Tif);
    }

    [Theory]
    [InlineData("na", OrderGrouping.Na)]
    [InlineData("oco", OrderGrouping.Oco)]
    [InlineData("oto", OrderGrouping.Oto)]
    [InlineData("normalTpsl", OrderGrouping.NormalTpsl)]
    [InlineData("positionTpsl", OrderGrouping.PositionTpsl)]
    public void Every_grouping_has_a_name(string name, OrderGrouping grouping) =>
        Assert.Equal(grouping, Assert.IsType<PlaceOrders>(
            Actions.Parse(Json(Gtc, "", $"\"{name}\"")).Command).Grouping);

    [Fact]
    public void Post_only_orders_keep_their_class() =>
        Assert.Equal(2, Actions.Parse(Json("""{"limit":{"tif":"Alo"}}""")).Command.SortClass);

    [Theory]
    [InlineData(",\"stp\":\"cancelMaker\"", RejectCode.UnsupportedOption)]
    [InlineData(",\"stp\":0", RejectCode.Malformed)]
    [InlineData(",\"stp\":null", RejectCode.Malformed)]
    [InlineData(",\"sub\":1", RejectCode.Malformed)]
    [InlineData(",\"sub\":null", RejectCode.Malformed)]
    [InlineData(",\"display\":5", RejectCode.Malformed)]
    [InlineData(",\"display\":\"-5\"", RejectCode.BadSize)]
    [InlineData(",\"display\":\"\"", RejectCode.BadSize)]
    [InlineData(",\"expiry\":\"1\"", RejectCode.BadNumber)]
    [InlineData(",\"expiry\":-1", RejectCode.BadNumber)]
    [InlineData(",\"expiry\":1.5", RejectCode.BadNumber)]
    [InlineData(",\"expiry\":0", RejectCode.BadNumber)]
    [InlineData(",\"hidden\":true", RejectCode.UnknownKey)]
    [InlineData(",\"sub\":true,\"sub\":true", RejectCode.DuplicateKey)]
    public void An_option_in_any_other_form_is_refused(string more, RejectCode code) =>
        Refused(Json(Gtc, more), code);

    [Theory]
    [InlineData("""{"trailing":{"isMarket":true}}""", RejectCode.MissingKey)]
    [InlineData("""{"trailing":{"offset":"1"}}""", RejectCode.MissingKey)]
    [InlineData("""{"trailing":{"isMarket":true,"offset":1}}""", RejectCode.Malformed)]
    [InlineData("""{"trailing":{"isMarket":true,"offset":"1%"}}""", RejectCode.BadPrice)]
    [InlineData("""{"trailing":{"isMarket":true,"offset":"1","tpsl":"sl"}}""", RejectCode.UnknownKey)]
    [InlineData("""{"limit":{"tif":"FOK"}}""", RejectCode.UnsupportedOrderType)]
    public void A_type_in_any_other_form_is_refused(string type, RejectCode code) =>
        Refused(Json(type), code);

    [Theory]
    [InlineData("\"bracket\"", RejectCode.UnsupportedGrouping)]
    [InlineData("""{"p":1}""", RejectCode.UnsupportedGrouping)]
    public void A_grouping_that_is_not_known_is_refused(string grouping, RejectCode code) =>
        Refused(Json(Gtc, "", grouping), code);

    [Fact]
    public void It_takes_a_builder_as_the_compatible_order_does()
    {
        const string of = "\"b\":\"0x0000000000000000000000000000000000000001\"";
        var place = (PlaceOrders)Actions.Parse(Json(Gtc)[..^1] + $",\"builder\":{{{of},\"f\":1}}}}").Command;
        Assert.Equal(
            new BuilderCode(Address.Parse("0x0000000000000000000000000000000000000001"), 1), place.Builder);
        Refused(Json(Gtc)[..^1] + $",\"builder\":{{{of}}}}}", RejectCode.MissingKey);
    }

    [Fact]
    public void The_compatible_order_takes_none_of_its_options()
    {
        foreach (var more in new[]
        {
            ",\"stp\":\"decrement\"", ",\"sub\":true", ",\"display\":\"1\"", ",\"expiry\":5",
        })
        {
            Refused(
                Json(Gtc, more).Replace("offingOrder", "order", StringComparison.Ordinal),
                RejectCode.UnknownKey);
        }
    }

    private static void Refused(string json, RejectCode code)
    {
        Assert.Null(Actions.Parse(json, out var error));
        Assert.Equal(code, error!.Code);
    }

    private static OrderSpec Order(string type, string more = "") =>
        Assert.Single(Assert.IsType<PlaceOrders>(Actions.Parse(Json(type, more)).Command).Orders);

    private static string Json(string type, string more = "", string grouping = "\"na\"") =>
        """{"type":"offingOrder","orders":[{"a":1,"b":true,"p":"100.5","s":"2","r":false,"""
        + $"\"t\":{type}{more}}}],\"grouping\":{grouping}}}";
}
