using Offing.Gateway.Wire;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Gateway.Hyperliquid.Info;

/// <summary>What markets ask for by size, in the words of meta.</summary>
internal static class MarginTables
{
    // Above every leverage: tables of one tier are named by their leverage, as the wire does it.
    private const uint FirstOfTiers = 1_000;

    /// <summary>A market of the universe; that it is isolated only is said where it is.</summary>
    public static object Market(MarketParameters market) => market.IsolatedOnly
        ? new
        {
            name = market.Name,
            szDecimals = market.SzDecimals,
            maxLeverage = market.MaxLeverage,
            marginTableId = Id(market),
            onlyIsolated = true,
        }
        : new
        {
            name = market.Name,
            szDecimals = market.SzDecimals,
            maxLeverage = market.MaxLeverage,
            marginTableId = Id(market),
        };

    /// <summary>Each table that a market names, once.</summary>
    public static IEnumerable<object> Of(IEnumerable<MarketParameters> markets) =>
        markets.DistinctBy(Id).Select(market => new object[]
        {
            Id(market),
            new
            {
                description = market.Tiers.Count == 0 ? "" : $"tiered {market.Name}",
                marginTiers = Tiers(market).Select(tier => new
                {
                    lowerBound = Decimals.Usd(tier.LowerBound), maxLeverage = tier.MaxLeverage,
                }),
            },
        });

    private static IReadOnlyList<MarginTier> Tiers(MarketParameters market) => market.Tiers.Count > 0
        ? market.Tiers
        : [new MarginTier(MicroUsd.Zero, market.MaxLeverage)];

    private static uint Id(MarketParameters market) =>
        market.Tiers.Count == 0 ? market.MaxLeverage : FirstOfTiers + market.Id.Value;
}
