using System.Text;
using Offing.Protocol.Genesis;

namespace Offing.Protocol.Tests;

public sealed class GenesisParserTests
{
    private static string Development()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Offing.slnx")))
        {
            folder = folder.Parent;
        }

        return File.ReadAllText(Path.Combine(folder.FullName, "spec", "genesis.development.json"));
    }

    [Fact]
    public void The_development_genesis_is_valid()
    {
        var parsed = GenesisParser.TryParse(Encoding.UTF8.GetBytes(Development()), out var genesis, out var error);
        Assert.True(parsed, error);
        Assert.Equal(["BTC", "ETH", "SOL", "OFF", "BTC15"], genesis!.Markets.Select(m => m.Name));
        Assert.Equal(2, genesis.Markets[4].PriceDecimals);
        Assert.Equal(450_000, genesis.Fees.Taker.Value);
        Assert.Equal(3, genesis.Publishers.Count);
    }

    [Theory]
    [InlineData("\"szDecimals\": 5", "\"szDecimals\": 7", "szDecimals")]
    [InlineData("\"maxLeverage\": 40", "\"maxLeverage\": 0", "maxLeverage")]
    [InlineData("\"quorum\": 2", "\"quorum\": 4", "quorum")]
    [InlineData("\"taker\": \"0.00045\"", "\"taker\": \"x\"", "fees.taker")]
    [InlineData("\"maker\": \"0.00015\"", "\"maker\": \"-0.1\"", "fees")]
    [InlineData("\"name\": \"ETH\"", "\"name\": \"BTC\"", "twice")]
    [InlineData("\"fees\"", "\"fee\"", "fee")]
    [InlineData("{ \"freshnessMs\": 10000, ", "{ ", "freshnessMs")]
    public void Every_mistake_is_named(string from, string to, string named)
    {
        var text = Development();
        Assert.Contains(from, text, StringComparison.Ordinal);
        Assert.False(GenesisParser.TryParse(Encoding.UTF8.GetBytes(text.Replace(from, to)), out _, out var error));
        Assert.Contains(named, error, StringComparison.Ordinal);
    }
}
