using System.Text;
using System.Text.RegularExpressions;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Protocol.Tests;

public sealed class GenesisParserTests
{
    private static string Development() =>
        File.ReadAllText(Path.Combine(Repository.Root, "spec", "genesis.development.json"));

    private static bool TryParse(string text, out GenesisConfig? genesis, out string? error) =>
        GenesisParser.TryParse(Encoding.UTF8.GetBytes(text), out genesis, out error);

    [Fact]
    public void The_development_genesis_is_valid()
    {
        Assert.True(TryParse(Development(), out var genesis, out var error), error);
        Assert.Equal(["BTC", "ETH", "SOL", "OFF", "BTC15"], genesis!.Markets.Select(m => m.Name));
        Assert.Equal(2, genesis.Markets[4].PriceDecimals);
        Assert.Equal(450_000, genesis.Fees.Taker.Value);
        Assert.Equal(3, genesis.Publishers.Count);
    }

    [Fact]
    public void Other_venues_and_impact_notionals_may_be_given()
    {
        var text = Development()
            .Replace("\"farBand\": \"0.8\" }", "\"farBand\": \"0.8\", \"impactNotional\": \"20000\" }")
            .Replace(
                "\"minimumWithdrawal\"",
                "\"venues\": [{\"name\": \"one\", \"weight\": 3}, {\"name\": \"two\", \"weight\": 1}], "
                + "\"minimumWithdrawal\"");
        Assert.True(TryParse(text, out var genesis, out var error), error);
        Assert.Equal([new VenueParameters("one", 3), new VenueParameters("two", 1)], genesis!.Venues);
        Assert.Equal(20_000_000_000, genesis.Markets[0].ImpactNotional.Value);
        Assert.True(TryParse(Development(), out genesis, out _));
        Assert.Empty(genesis!.Venues);
        Assert.Equal(6_000_000_000, genesis.Markets[0].ImpactNotional.Value);
    }

    [Theory]
    [InlineData("\"szDecimals\": 5", "\"szDecimals\": 7", "szDecimals")]
    [InlineData("\"maxLeverage\": 40", "\"maxLeverage\": 0", "maxLeverage")]
    [InlineData("\"quorum\": 2", "\"quorum\": 4", "quorum")]
    [InlineData("\"taker\": \"0.00045\"", "\"taker\": \"x\"", "fees.taker")]
    [InlineData("\"maker\": \"0.00015\"", "\"maker\": \"-0.1\"", "fees")]
    [InlineData("\"name\": \"ETH\"", "\"name\": \"BTC\"", "twice")]
    [InlineData("\"name\": \"ETH\"", "\"name\": \"\"", "markets[1].name")]
    [InlineData("\"band\": \"0.1\"", "\"band\": \"-0.1\"", "markets[0].band")]
    [InlineData("\"farBand\": \"0.8\"", "\"farBand\": \"0\"", "markets[0].farBand")]
    [InlineData("\"farBand\": \"0.8\"", "\"farBand\": \"1.1\"", "markets[0].farBand")]
    [InlineData("\"taker\": \"0.00045\"", "\"taker\": \"-\"", "fees.taker")]
    [InlineData("\"taker\": \"0.00045\"", "\"taker\": \"0.0000000001\"", "fees.taker")]
    [InlineData("\"maxMovePerSecond\": \"0.02\"", "\"maxMovePerSecond\": \"-1\"", "oracle.maxMovePerSecond")]
    [InlineData("\"freshnessMs\": 10000", "\"freshnessMs\": 0", "freshnessMs")]
    [InlineData("\"freshnessMs\": 10000", "\"freshnessMs\": 18446744073709551615", "freshnessMs")]
    [InlineData("\"freshnessMs\": 10000", "\"freshnessMs\": -1", "freshnessMs")]
    [InlineData("\"szDecimals\": 5", "\"szDecimals\": 99999999999", "szDecimals")]
    [InlineData("\"name\": \"ETH\"", "\"name\": \"\\ud800\"", "markets[1].name")]
    [InlineData("\"fees\"", "\"fee\"", "fee")]
    [InlineData("{ \"freshnessMs\": 10000, ", "{ ", "freshnessMs")]
    [InlineData(
        "\"farBand\": \"0.8\" }", "\"farBand\": \"0.8\", \"impactNotional\": \"0\" }", "impactNotional")]
    [InlineData("\"minimumWithdrawal\"", "\"venues\": [null], \"minimumWithdrawal\"", "venues[0].name")]
    [InlineData(
        "\"minimumWithdrawal\"", "\"venues\": [{\"name\": \"x\", \"weight\": 0}], \"minimumWithdrawal\"",
        "venues[0].weight")]
    [Trait("rule", "ENG-FEE-002")]
    public void Every_mistake_is_named(string from, string to, string named)
    {
        var text = Development();
        Assert.Contains(from, text, StringComparison.Ordinal);
        Assert.False(TryParse(text.Replace(from, to), out var genesis, out var error));
        Assert.Null(genesis);
        Assert.Contains(named, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Tiers_and_what_open_interest_does_are_read_where_they_are_given()
    {
        Assert.True(TryParse(Development(), out var plain, out _));
        Assert.Empty(plain!.Markets[0].Tiers);
        Assert.Equal(OpenInterestParameters.None, plain.Markets[0].OpenInterest);
        const string tiers = """
            "maxLeverage": 40,
            "tiers": [{ "lowerBound": "0", "maxLeverage": 40 }, { "lowerBound": "1.5", "maxLeverage": 20 }],
            "openInterest": { "lower": "20", "upper": "50", "cap": "60" }
            """;
        var text = Development().Replace("\"maxLeverage\": 40", tiers, StringComparison.Ordinal);
        Assert.True(TryParse(text, out var genesis, out var error), error);
        var market = genesis!.Markets[0];
        Assert.Equal(
            [new(new MicroUsd(0), 40), new(new MicroUsd(1_500_000), 20)], market.Tiers);
        Assert.Equal(
            new OpenInterestParameters(
                new MicroUsd(20_000_000), new MicroUsd(50_000_000), new MicroUsd(60_000_000)),
            market.OpenInterest);
    }

    [Theory]
    [InlineData("tiers", "[]", "tiers: 1 to 16")]
    [InlineData("tiers", "[null]", "tiers[0]: is null")]
    [InlineData("tiers", "[{\"lowerBound\":\"1\",\"maxLeverage\":40}]", "tiers[0]: lowerBound 0")]
    [InlineData("tiers", "[{\"lowerBound\":\"0\",\"maxLeverage\":20}]", "tiers[0]: lowerBound 0")]
    [InlineData("tiers", "[{0},{\"lowerBound\":\"0\",\"maxLeverage\":20}]", "tiers[1].lowerBound")]
    [InlineData("tiers", "[{0},{\"lowerBound\":\"-1\",\"maxLeverage\":20}]", "tiers[1].lowerBound")]
    [InlineData("tiers", "[{0},{\"lowerBound\":\"9\",\"maxLeverage\":40}]", "tiers[1].maxLeverage")]
    [InlineData("tiers", "[{0},{\"lowerBound\":\"9\",\"maxLeverage\":0}]", "tiers[1].maxLeverage")]
    [InlineData("openInterest", "{\"lower\":\"5\"}", "openInterest: lower and upper")]
    [InlineData("openInterest", "{\"lower\":\"5\",\"upper\":\"5\"}", "openInterest: lower and upper")]
    [InlineData("openInterest", "{\"cap\":\"0\"}", "openInterest.cap")]
    [InlineData("openInterest", "{\"most\":\"0\"}", "most")]
    public void A_mistake_in_what_may_be_left_out_is_named(string field, string value, string named)
    {
        var first = value.Replace("{0}", "{\"lowerBound\":\"0\",\"maxLeverage\":40}");
        var text = Development().Replace(
            "\"maxLeverage\": 40", $"\"maxLeverage\": 40, \"{field}\": {first}", StringComparison.Ordinal);
        Assert.False(TryParse(text, out _, out var error));
        Assert.Contains(named, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{} {}")]
    public void What_is_no_genesis_at_all_is_refused(string text)
    {
        Assert.False(TryParse(text, out _, out var error));
        Assert.StartsWith("genesis: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_null_in_any_place_is_named()
    {
        // What may be left out may be null.
        const string value = "(?<!\"(operator|parameterDelay|forcedDeadline)\": *)(?<=[:\\[,] *)"
            + "(\"[^\"]*\"(?! *:)|[0-9]+)";
        Assert.True(Regex.Count(Development(), value) > 30);
        foreach (var match in Regex.EnumerateMatches(Development(), value))
        {
            var text = Development().Remove(match.Index, match.Length).Insert(match.Index, "null");
            Assert.False(TryParse(text, out _, out var error), text);
            Assert.StartsWith("genesis: ", error, StringComparison.Ordinal);
        }

        foreach (var list in new[] { "markets", "publishers" })
        {
            var text = Regex.Replace(Development(), $"(?s)\"{list}\": *\\[.*?\\]", $"\"{list}\": [null]");
            Assert.False(TryParse(text, out _, out var error));
            Assert.Contains($"{list}[0]", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void One_publisher_written_in_two_cases_stands_twice()
    {
        Assert.True(TryParse(Development(), out var genesis, out _));
        var (first, second) = (genesis!.Publishers[0].ToString(), genesis.Publishers[1].ToString());
        var upper = "0x" + first[2..].ToUpperInvariant();
        var text = Regex.Replace(Development(), second, upper, RegexOptions.IgnoreCase);
        Assert.False(TryParse(text, out _, out var error));
        Assert.Contains("publishers: one stands twice", error, StringComparison.Ordinal);
    }
}
