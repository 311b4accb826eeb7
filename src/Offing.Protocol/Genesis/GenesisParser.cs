using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Offing.Primitives;
using Offing.Protocol.Wire;

namespace Offing.Protocol.Genesis;

/// <summary>Reads a genesis file; every mistake in it is named.</summary>
public static class GenesisParser
{
    private const int MaxMarkets = 10_000;
    private const int MaxVenues = 16;
    private const int RateDecimals = 9;
    private const ulong FreshnessMax_Ms = 24UL * 3600 * 1000;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>Parses the bytes of a genesis file, which stay part of the result.</summary>
    /// <param name="error">What is wrong and where, when the result is false.</param>
    public static bool TryParse(
        byte[] bytes, [NotNullWhen(true)] out GenesisConfig? genesis, [NotNullWhen(false)] out string? error)
    {
        (genesis, error) = (null, null);
        try
        {
            var file = JsonSerializer.Deserialize<GenesisFile>(bytes, Options)
                ?? throw new FormatException("the file is empty");
            genesis = Build(file, bytes);
            return true;
        }
        catch (Exception defect) when (defect is JsonException or FormatException)
        {
            error = $"genesis: {defect.Message}";
            return false;
        }
    }

    private static GenesisConfig Build(GenesisFile file, byte[] bytes)
    {
        Require(file.Markets.Count is > 0 and <= MaxMarkets, "markets: 1 to 10,000 are needed");
        var markets = file.Markets.Select(Market).ToArray();
        Require(markets.DistinctBy(m => m.Name).Count() == markets.Length, "markets: a name stands twice");
        Require(file.Publishers.Count is > 0 and <= byte.MaxValue, "publishers: 1 to 255 are needed");
        var publishers = file.Publishers.Select(Publisher).ToArray();
        Require(publishers.Distinct().Count() == publishers.Length, "publishers: one stands twice");
        Require(
            file.Oracle.Quorum >= 1 && file.Oracle.Quorum <= publishers.Length,
            "oracle.quorum: 1 to the number of publishers");
        Require(file.Oracle.FreshnessMs is > 0 and <= FreshnessMax_Ms, "oracle.freshnessMs: 1 ms to 1 day");
        var taker = Rate(file.Fees.Taker, "fees.taker");
        var maker = Rate(file.Fees.Maker, "fees.maker");
        Require(
            taker.Value >= 0 && maker.Value + taker.Value >= 0,
            "fees: neither taker nor taker + maker may be negative");
        return new GenesisConfig(
            file.Name,
            markets,
            publishers,
            new OracleParameters(
                file.Oracle.FreshnessMs,
                file.Oracle.Quorum,
                Share(file.Oracle.MaxMovePerSecond, "oracle.maxMovePerSecond")),
            new FeeParameters(taker, maker),
            Usd(file.MinimumWithdrawal, "minimumWithdrawal"),
            bytes)
        {
            Venues = Venues(file.Venues ?? []),
        };
    }

    private static VenueParameters[] Venues(IReadOnlyList<VenueFile?> files)
    {
        Require(files.Count <= MaxVenues, "venues: at most 16");
        var venues = files.Select(Venue).ToArray();
        Require(venues.DistinctBy(v => v.Name).Count() == venues.Length, "venues: a name stands twice");
        return venues;
    }

    private static VenueParameters Venue(VenueFile? file, int index)
    {
        Require(file?.Name.Length is > 0 and <= 16, $"venues[{index}].name: 1 to 16 characters");
        Require(file!.Weight is >= 1 and <= 1_000, $"venues[{index}].weight: 1 to 1,000");
        return new VenueParameters(file.Name, file.Weight);
    }

    private static Address Publisher(string? text, int index) =>
        Address.TryParse(text, out var address) && !address.IsZero
            ? address
            : throw new FormatException($"publishers[{index}]: {text} is not the address of a key");

    // An element of a list may be null whatever the type says: the reader of JSON checks members only.
    private static MarketParameters Market(MarketFile? file, int index)
    {
        if (file is null)
        {
            throw new FormatException($"markets[{index}]: is null");
        }

        Require(file.Name.Length is > 0 and <= 16, $"markets[{index}].name: 1 to 16 characters");
        Require(file.SzDecimals is >= 0 and <= 6, $"markets[{index}].szDecimals: 0 to 6");
        Require(file.MaxLeverage is >= 1 and <= 100, $"markets[{index}].maxLeverage: 1 to 100");
        return new MarketParameters(
            new MarketId((uint)index), file.Name, file.SzDecimals, file.MaxLeverage,
            Share(file.Band, $"markets[{index}].band"), Share(file.FarBand, $"markets[{index}].farBand"))
        {
            ImpactNotional = file.ImpactNotional is { } impact
                ? Impact(impact, $"markets[{index}].impactNotional")
                : new MicroUsd(MarketParameters.ImpactNotionalDefault_MicroUsd),
        };
    }

    private static MicroUsd Impact(string text, string where)
    {
        var impact = Usd(text, where);
        Require(
            impact.Value is > 0 and <= Limits.OrderMaxNotional_MicroUsd, $"{where}: 0.000001 to 10^9 USDC");
        return impact;
    }

    private static Nano Share(string text, string where)
    {
        var rate = Rate(text, where);
        Require(rate.Value > 0, $"{where}: {text} must be over 0");
        return rate;
    }

    private static Nano Rate(string text, string where)
    {
        var negative = text.StartsWith('-');
        Require(
            WireDecimal.TryParse(text.AsSpan(negative ? 1 : 0), out var value)
                && value.TryScale(RateDecimals, out var units) && units <= Nano.One,
            $"{where}: {text} is not a decimal from -1 to 1 with at most 9 decimals");
        value.TryScale(RateDecimals, out units);
        return new Nano(negative ? -(long)units : (long)units);
    }

    private static MicroUsd Usd(string text, string where)
    {
        Require(
            WireDecimal.TryParse(text, out var value) && value.TryScale(6, out var units)
                && units <= Limits.AmountMax_MicroUsd,
            $"{where}: {text} is not an amount with at most 6 decimals");
        value.TryScale(6, out units);
        return new MicroUsd((long)units);
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new FormatException(message);
        }
    }

    private sealed record GenesisFile(
        string Name, IReadOnlyList<MarketFile> Markets, IReadOnlyList<string> Publishers, OracleFile Oracle,
        FeesFile Fees, string MinimumWithdrawal, IReadOnlyList<VenueFile?>? Venues = null);

    private sealed record MarketFile(
        string Name, int SzDecimals, uint MaxLeverage, string Band, string FarBand,
        string? ImpactNotional = null);

    private sealed record VenueFile(string Name, uint Weight);

    private sealed record OracleFile(ulong FreshnessMs, int Quorum, string MaxMovePerSecond);

    private sealed record FeesFile(string Taker, string Maker);
}
