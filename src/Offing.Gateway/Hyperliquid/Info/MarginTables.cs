using System.Text.Json.Serialization;
using Offing.Gateway.Wire;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Gateway.Hyperliquid.Info;

/// <summary>What markets ask for by size, in the words of meta.</summary>
internal static class MarginTables
{
    // Above every leverage: tables of one tier are named by their leverage, as the wire does it.
    private const uint FirstOfTiers = 1_000;

    /// <summary>A market of the universe.</summary>
    /// <param name="isDelisted">It was settled finally.</param>
    public static object Market(MarketParameters market, bool isDelisted = false) => new MarketShape(
        market.Name, market.SzDecimals, market.MaxLeverage, Id(market), OrNull(market.IsolatedOnly),
        // Margin may be taken out of an isolated position, so it is not the wire's strict kind.
        market.IsolatedOnly ? "noCross" : null, OrNull(isDelisted));

    /// <summary>The table of a number; null when no market names it.</summary>
    public static object? Find(IEnumerable<MarketParameters> markets, ulong id) =>
        markets.FirstOrDefault(market => Id(market) == id) is { } market ? Table(market) : null;

    /// <summary>Each table that a market names, once.</summary>
    public static IEnumerable<object> Of(IEnumerable<MarketParameters> markets) =>
        markets.DistinctBy(Id).Select(market => new object[]
        {
            Id(market), Table(market),
        });

    private static object Table(MarketParameters market) => new
    {
        description = market.Tiers.Count == 0 ? "" : $"tiered {market.Name}",
        marginTiers = Tiers(market).Select(tier => new
        {
            lowerBound = Decimals.Usd(tier.LowerBound), maxLeverage = tier.MaxLeverage,
        }),
    };

    private static IReadOnlyList<MarginTier> Tiers(MarketParameters market) => market.Tiers.Count > 0
        ? market.Tiers
        : [new MarginTier(MicroUsd.Zero, market.MaxLeverage)];

    private static uint Id(MarketParameters market) =>
        market.Tiers.Count == 0 ? market.MaxLeverage : FirstOfTiers + market.Id.Value;

    // The wire says only what is so.
    private static bool? OrNull(bool flag) => flag ? true : null;

    private sealed record MarketShape(
        [property: JsonPropertyName("name")] string Name,
        [property: JsonPropertyName("szDecimals")] int SzDecimals,
        [property: JsonPropertyName("maxLeverage")] uint MaxLeverage,
        [property: JsonPropertyName("marginTableId")] uint MarginTableId,
        [property: JsonPropertyName("onlyIsolated")]
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        bool? OnlyIsolated,
        [property: JsonPropertyName("marginMode")]
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        string? MarginMode,
        [property: JsonPropertyName("isDelisted")]
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        bool? IsDelisted);
}
