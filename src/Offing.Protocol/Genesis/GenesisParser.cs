using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;

namespace Offing.Protocol.Genesis;

/// <summary>Reads a genesis file; every mistake in it is named.</summary>
public static class GenesisParser
{
    private const int MaxVenues = 16;
    private const int RateDecimals = 9;
    private const ulong YearMost_s = 366UL * 24 * 3_600;
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
        Require(file.Markets.Count is > 0 and <= Limits.Markets, "markets: 1 to 10,000 are needed");
        var markets = file.Markets.Select(Market).ToArray();
        Require(markets.DistinctBy(m => m.Name).Count() == markets.Length, "markets: a name stands twice");
        Require(file.Publishers.Count is > 0 and <= Limits.Publishers, "publishers: 1 to 255 are needed");
        var publishers = file.Publishers.Select(Publisher).ToArray();
        Require(publishers.Distinct().Count() == publishers.Length, "publishers: one stands twice");
        Require(
            file.Oracle.Quorum >= 1 && file.Oracle.Quorum <= publishers.Length,
            "oracle.quorum: 1 to the number of publishers");
        Require(file.Oracle.FreshnessMs is > 0 and <= FreshnessMax_Ms, "oracle.freshnessMs: 1 ms to 1 day");
        return new GenesisConfig(
            file.Name,
            markets,
            publishers,
            new OracleParameters(
                file.Oracle.FreshnessMs,
                file.Oracle.Quorum,
                Share(file.Oracle.MaxMovePerSecond, "oracle.maxMovePerSecond")),
            Fees(file.Fees),
            Usd(file.MinimumWithdrawal, "minimumWithdrawal"),
            bytes)
        {
            Venues = Venues(file.Venues ?? []),
            SessionDefaults = Defaults(file.SessionDefaults),
            ParameterDelay_Ms = Seconds(
                file.ParameterDelay, "parameterDelay", GenesisConfig.ParameterDelayDefault_Ms),
            IsNet = file.DataMode switch
            {
                null or "full" => false,
                "net" => true,
                _ => throw new FormatException("dataMode: full or net"),
            },
            ForcedDeadline_Ms = Seconds(
                file.ForcedDeadline, "forcedDeadline", GenesisConfig.ForcedDeadlineDefault_Ms),
            Operator = file.Operator is null ? Address.Zero : Operator(file.Operator),
        };
    }

    private static FeeParameters Fees(FeesFile file)
    {
        var fees = new FeeParameters(Rate(file.Taker, "fees.taker"), Rate(file.Maker, "fees.maker"));
        Require(
            fees.AreSound(), "fees: neither taker nor taker + maker may be negative");
        fees = fees with { Tiers = (file.Tiers ?? []).Select(Tier).ToArray() };
        Require(
            fees.AreSound(),
            "fees.tiers: at most 16, by ascending volume, and neither the least taker nor it with the least "
                + "maker may be negative");
        return fees;
    }

    private static FeeTier Tier(FeeTierFile? file, int index) => file is null
        ? throw new FormatException($"fees.tiers[{index}]: is null")
        : new FeeTier(
            Usd(file.Volume, $"fees.tiers[{index}].volume"), Rate(file.Taker, $"fees.tiers[{index}].taker"),
            Rate(file.Maker, $"fees.tiers[{index}].maker"));

    private static ulong Seconds(ulong? seconds, string name, ulong without_Ms)
    {
        Require(seconds is null or (>= 1 and <= YearMost_s), $"{name}: 1 second to 1 year");
        return seconds is { } delay ? delay * 1_000 : without_Ms;
    }

    private static Address Operator(string text) =>
        Address.TryParse(text, out var address) && !address.IsZero
            ? address
            : throw new FormatException($"operator: {text} is not the address of a key");

    private static SessionLimits Defaults(SessionDefaultsFile? file)
    {
        if (file is null)
        {
            return SessionLimits.None;
        }

        Require(file.MaxLeverage <= 100, "sessionDefaults.maxLeverage: at most 100");
        return SessionLimits.None with
        {
            MaxOrderNotional = Usd(file.MaxOrderNotional, "sessionDefaults.maxOrderNotional"),
            MaxPositionNotional = Usd(file.MaxPositionNotional, "sessionDefaults.maxPositionNotional"),
            MaxDailyLoss = Usd(file.MaxDailyLoss, "sessionDefaults.maxDailyLoss"),
            MaxLeverage = file.MaxLeverage,
            ReduceOnly = file.ReduceOnly,
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
            IsolatedOnly = file.IsolatedOnly,
            Tiers = Tiers(file, $"markets[{index}].tiers"),
            OpenInterest = OpenInterest(file.OpenInterest, $"markets[{index}].openInterest"),
        };
    }

    private static MarginTier[] Tiers(MarketFile market, string where)
    {
        if (market.Tiers is not { } files)
        {
            return [];
        }

        Require(files.Count is > 0 and <= Limits.TiersPerMarket, $"{where}: 1 to {Limits.TiersPerMarket}");
        var tiers = new MarginTier[files.Count];
        for (var i = 0; i < tiers.Length; i++)
        {
            var file = files[i] ?? throw new FormatException($"{where}[{i}]: is null");
            tiers[i] = new MarginTier(Usd(file.LowerBound, $"{where}[{i}].lowerBound"), file.MaxLeverage);
        }

        Require(
            tiers[0] == new MarginTier(MicroUsd.Zero, market.MaxLeverage),
            $"{where}[0]: lowerBound 0 and the market's maxLeverage");
        for (var i = 1; i < tiers.Length; i++)
        {
            Require(
                tiers[i].LowerBound > tiers[i - 1].LowerBound,
                $"{where}[{i}].lowerBound: above the one before");
            Require(
                tiers[i].MaxLeverage >= 1 && tiers[i].MaxLeverage < tiers[i - 1].MaxLeverage,
                $"{where}[{i}].maxLeverage: 1 or more and below the one before");
        }

        return tiers;
    }

    private static OpenInterestParameters OpenInterest(OpenInterestFile? file, string where)
    {
        if (file is null)
        {
            return OpenInterestParameters.None;
        }

        var lower = Usd(file.Lower ?? "0", $"{where}.lower");
        var upper = Usd(file.Upper ?? "0", $"{where}.upper");
        var cap = Usd(file.Cap ?? "0", $"{where}.cap");
        Require(
            (file.Lower is null) == (file.Upper is null) && (file.Upper is null || upper > lower),
            $"{where}: lower and upper go together, upper above lower");
        Require(file.Cap is null || !cap.IsZero, $"{where}.cap: over 0, or left out");
        return new OpenInterestParameters(lower, upper, cap);
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
        FeesFile Fees, string MinimumWithdrawal, SessionDefaultsFile? SessionDefaults = null,
        string? Operator = null, ulong? ParameterDelay = null, IReadOnlyList<VenueFile?>? Venues = null,
        ulong? ForcedDeadline = null, string? DataMode = null);

    private sealed record SessionDefaultsFile(
        string MaxOrderNotional = "0", string MaxPositionNotional = "0", string MaxDailyLoss = "0",
        uint MaxLeverage = 0, bool ReduceOnly = false);

    private sealed record MarketFile(
        string Name, int SzDecimals, uint MaxLeverage, string Band, string FarBand,
        IReadOnlyList<TierFile?>? Tiers = null, OpenInterestFile? OpenInterest = null,
        bool IsolatedOnly = false, string? ImpactNotional = null);

    private sealed record TierFile(string LowerBound, uint MaxLeverage);

    private sealed record OpenInterestFile(string? Lower = null, string? Upper = null, string? Cap = null);

    private sealed record VenueFile(string Name, uint Weight);

    private sealed record OracleFile(ulong FreshnessMs, int Quorum, string MaxMovePerSecond);

    private sealed record FeesFile(
        string Taker, string Maker, IReadOnlyList<FeeTierFile>? Tiers = null);

    private sealed record FeeTierFile(string Volume, string Taker, string Maker);
}
