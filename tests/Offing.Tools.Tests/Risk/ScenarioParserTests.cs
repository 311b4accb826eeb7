using System.Text;
using Offing.Tools.Risk.Scenarios;

namespace Offing.Tools.Tests.Risk;

public class ScenarioParserTests
{
    private const string Good = """
        {
          "title": "T", "story": "S", "seconds": 60,
          "venue": {
            "name": "v",
            "markets": [{ "name": "BTC", "szDecimals": 5, "maxLeverage": 9, "band": "0.1", "farBand": "1" }],
            "publishers": ["0x00000000000000000000000000000000000000a1"],
            "oracle": { "freshnessMs": 10000, "quorum": 1, "maxMovePerSecond": "0.02" },
            "fees": { "taker": "0.00045", "maker": "0.00015" }, "minimumWithdrawal": "1"
          },
          "prices": [{ "market": "BTC", "points": [{ "at": 0, "price": "9" }, { "at": 60, "price": "8" }] }],
          "crowds": [{
            "market": "BTC", "accounts": 10, "longs": "0.5",
            "collateral": { "from": "100", "to": "200" },
            "leverage": { "from": "1", "to": "5" },
            "opens": { "from": 1, "to": 20 }
          }],
          "faults": [{ "kind": "off", "from": 5, "to": 9, "publishers": [0], "share": "0.5" }],
          "expect": [{ "metric": "insurance", "atLeast": "0" }]
        }
        """;

    [Fact]
    public void A_scenario_is_read_whole()
    {
        var scenario = Parse(Good);
        Assert.Equal("some", scenario.Name);
        Assert.Equal(8_500_000, scenario.Prices[0].At(30, 1, default));
        Assert.Equal(5_000_000_000, scenario.Crowds[0].MostLeverage);
        Assert.Equal(500_000_000, scenario.Faults[0].Share);
        Assert.Equal(0, scenario.Expectations[0].AtLeast);
    }

    [Theory]
    [InlineData("\"longs\": \"0.5\"", "\"longs\": \"1.5\"", "line 12: crowds[0].longs: 1.5 is not")]
    [InlineData("\"to\": \"200\"", "\"to\": \"50\"", "line 13: crowds[0].collateral.to: is below")]
    [InlineData("\"to\": \"200\"", "\"to\": \"800000000\"", "line 14: crowds[0].leverage.to: with the")]
    [InlineData("\"seconds\": 60", "\"seconds\": 0", "line 2: seconds: 0 is not from 1 to")]
    [InlineData("\"at\": 60", "\"at\": 0", "line 10: prices[0].points[1].at: is not after")]
    [InlineData("\"kind\": \"off\"", "\"kind\": \"of\"", "line 17: faults[0].kind: of is none of")]
    [InlineData("[0], \"share\"", "[1], \"share\"", "line 17: faults[0].publishers: 1 is not from 0 to 0")]
    [InlineData("\"insurance\", ", "\"wealth\", ", "line 18: expect[0].metric: wealth is none of")]
    [InlineData("\"quorum\": 1", "\"quorum\": 2", "line 3: venue: genesis: oracle.quorum")]
    [InlineData("\"story\": \"S\", ", "", ": is missing: 'story'")]
    [InlineData("\"accounts\": 10", "\"accounts\": \"x\"", "line 12: crowds[0].accounts: The JSON value")]
    [InlineData("\"accounts\": 10", "\"acounts\": 10", "line 12: crowds[0].acounts: there is no such field")]
    [InlineData("\"to\": 20 }", "\"to\": 20 ", "line 16:")]
    public void A_mistake_is_named_with_its_line_and_its_field(string good, string bad, string message)
    {
        Assert.Contains(good, Good, StringComparison.Ordinal);
        var wrong = Assert.Throws<FormatException>(
            () => Parse(Good.Replace(good, bad, StringComparison.Ordinal)));
        Assert.StartsWith("some.json: line ", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(message, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_is_not_there_is_named()
    {
        var wrong = Assert.Throws<FormatException>(() => Parse(Good.Replace(
            "\"points\": [{ \"at\": 0, \"price\": \"9\" }, { \"at\": 60, \"price\": \"8\" }]",
            "\"record\": \"nowhere.csv\"", StringComparison.Ordinal)));
        Assert.Contains(
            "prices[0].record: nowhere.csv is not there", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_smaller_scenario_has_fewer_accounts_and_expects_less()
    {
        var small = Parse(Good.Replace(
            "\"atLeast\": \"0\"", "\"atLeast\": \"100\"", StringComparison.Ordinal)).Shrink(5);
        Assert.Equal(2, small.Crowds[0].Accounts);
        Assert.Equal(20_000_000, small.Expectations[0].AtLeast);
    }

    private static Scenario Parse(string json) =>
        ScenarioParser.Parse(Encoding.UTF8.GetBytes(json), "some.json", "");
}
