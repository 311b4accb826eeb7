using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;

namespace Offing.Protocol.Tests.Wire;

/// <summary>scheduleCancel, twapOrder and twapCancel.</summary>
public sealed class TimedActionTests
{
    private const string Twap = """{"a":1,"b":true,"s":"2.5","r":false,"m":30,"t":true}""";

    [Theory]
    [InlineData("""{"type":"scheduleCancel"}""", null)]
    [InlineData("""{"type":"scheduleCancel","time":1700000000000}""", 1_700_000_000_000ul)]
    [InlineData("""{"time":18446744073709551615,"type":"scheduleCancel"}""", ulong.MaxValue)]
    public void A_scheduled_cancel_has_a_time_or_clears_it(string json, ulong? time)
    {
        var action = Actions.Parse(json);
        Assert.Equal(new ScheduleCancel(time), action.Command);
        Assert.Equal((3, true), (action.Command.SortClass, action.Command.AgentMaySign));
        Assert.Equal(ActionFamily.L1, action.Family);
    }

    [Fact]
    public void A_twap_keeps_what_the_client_wrote()
    {
        var action = Actions.Parse($$"""{"type":"twapOrder","twap":{{Twap}}}""");
        Assert.Equal(
            new PlaceTwap(new(1), Side.Buy, new(25, 1), ReduceOnly: false, 30, Randomize: true),
            action.Command);
        Assert.Equal((3, true), (action.Command.SortClass, action.Command.AgentMaySign));
    }

    [Fact]
    public void The_cancel_of_a_twap_goes_with_the_cancels()
    {
        var action = Actions.Parse("""{"type":"twapCancel","a":1,"t":77738308}""");
        Assert.Equal(new CancelTwap(new(1), 77_738_308), action.Command);
        Assert.Equal((1, true), (action.Command.SortClass, action.Command.AgentMaySign));
    }

    [Theory]
    [InlineData("""{"type":"scheduleCancel","time":null}""", RejectCode.BadNumber)]
    [InlineData("""{"type":"scheduleCancel","time":"1"}""", RejectCode.BadNumber)]
    [InlineData("""{"type":"scheduleCancel","time":-1}""", RejectCode.BadNumber)]
    [InlineData("""{"type":"scheduleCancel","now":true}""", RejectCode.UnknownKey)]
    [InlineData("""{"type":"twapOrder"}""", RejectCode.MissingKey)]
    [InlineData("""{"type":"twapOrder","twap":[]}""", RejectCode.Malformed)]
    [InlineData("""{"type":"twapOrder","twap":{}}""", RejectCode.MissingKey)]
    [InlineData("""{"type":"twapOrder","twap":TWAP,"twap":TWAP}""", RejectCode.DuplicateKey)]
    [InlineData("""{"type":"twapOrder","twap":TWAP,"x":1}""", RejectCode.UnknownKey)]
    [InlineData("""{"type":"twapCancel","a":1}""", RejectCode.MissingKey)]
    [InlineData("""{"type":"twapCancel","t":1}""", RejectCode.MissingKey)]
    [InlineData("""{"type":"twapCancel","a":1,"t":"5"}""", RejectCode.BadNumber)]
    [InlineData("""{"type":"twapCancel","a":4294967296,"t":5}""", RejectCode.BadNumber)]
    public void Any_other_form_is_refused(string json, RejectCode code)
    {
        Assert.Null(Actions.Parse(json.Replace("TWAP", Twap, StringComparison.Ordinal), out var error));
        Assert.Equal(code, error!.Code);
    }

    [Theory]
    [InlineData("\"a\":1", "\"a\":\"1\"", RejectCode.BadNumber)]
    [InlineData("\"b\":true", "\"b\":1", RejectCode.Malformed)]
    [InlineData("\"s\":\"2.5\"", "\"s\":2.5", RejectCode.Malformed)]
    [InlineData("\"s\":\"2.5\"", "\"s\":\"1e1\"", RejectCode.BadSize)]
    [InlineData("\"r\":false", "\"r\":null", RejectCode.Malformed)]
    [InlineData("\"m\":30", "\"m\":30.5", RejectCode.BadNumber)]
    [InlineData("\"m\":30", "\"m\":-5", RejectCode.BadNumber)]
    [InlineData("\"m\":30", "\"m\":4294967296", RejectCode.BadNumber)]
    [InlineData("\"t\":true", "\"t\":\"true\"", RejectCode.Malformed)]
    [InlineData("\"t\":true", "\"p\":\"1\"", RejectCode.UnknownKey)]
    public void A_bad_field_of_a_twap_is_refused_by_name(string good, string bad, RejectCode code)
    {
        Assert.Contains(good, Twap, StringComparison.Ordinal);
        var twap = Twap.Replace(good, bad, StringComparison.Ordinal);
        Assert.Null(Actions.Parse($$"""{"type":"twapOrder","twap":{{twap}}}""", out var error));
        Assert.Equal(code, error!.Code);
    }
}
