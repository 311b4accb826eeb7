using System.Text.Json;
using Offing.Gateway.Hyperliquid.Info;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Gateway.Tests.Hyperliquid;

public sealed class MarginTablesTests
{
    [Fact]
    public void Markets_name_tables_of_one_tier_by_leverage_and_others_by_a_number_of_their_own()
    {
        MarketParameters[] markets =
        [
            Market(0, "BTC"), Market(1, "ETH") with { IsolatedOnly = true },
            Market(2, "SOL") with
            {
                Tiers = [new(MicroUsd.Zero, 40), new(new MicroUsd(150_000_000_000_000), 20)],
            },
        ];
        Assert.Equal(
            """
            [{"name":"BTC","szDecimals":5,"maxLeverage":40,"marginTableId":40},
            {"name":"ETH","szDecimals":5,"maxLeverage":40,"marginTableId":40,"onlyIsolated":true,
            "marginMode":"noCross"},
            {"name":"SOL","szDecimals":5,"maxLeverage":40,"marginTableId":1002}]
            """.ReplaceLineEndings(""),
            JsonSerializer.Serialize(markets.Select(market => MarginTables.Market(market))));
        Assert.Equal(
            """
            [[40,{"description":"","marginTiers":[{"lowerBound":"0.0","maxLeverage":40}]}],
            [1002,{"description":"tiered SOL","marginTiers":[{"lowerBound":"0.0","maxLeverage":40},
            {"lowerBound":"150000000.0","maxLeverage":20}]}]]
            """.ReplaceLineEndings(""),
            JsonSerializer.Serialize(MarginTables.Of(markets)));
    }

    [Fact]
    public void A_market_that_was_settled_says_so() => Assert.Equal(
        """{"name":"BTC","szDecimals":5,"maxLeverage":40,"marginTableId":40,"isDelisted":true}""",
        JsonSerializer.Serialize(MarginTables.Market(Market(0, "BTC"), isDelisted: true)));

    private static MarketParameters Market(uint id, string name) => new(
        new MarketId(id), name, 5, 40, new Nano(100_000_000), new Nano(800_000_000));
}
