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
    private const int RateDecimals = 9;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
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
        Require(file.Markets.Select(m => m.Name).Distinct().Count() == file.Markets.Count, "markets: a name stands twice");
        Require(file.Publishers.Count is > 0 and <= byte.MaxValue, "publishers: 1 to 255 are needed");
        Require(file.Publishers.Distinct().Count() == file.Publishers.Count, "publishers: one stands twice");
        Require(file.Oracle.Quorum >= 1 && file.Oracle.Quorum <= file.Publishers.Count, "oracle.quorum: out of range");
        Require(file.Oracle.FreshnessMs > 0, "oracle.freshnessMs: must be over 0");
        var publishers = file.Publishers.Select(text => Address.TryParse(text, out var address)
            ? address
            : throw new FormatException($"publishers: {text} is not an address"));
        var taker = Rate(file.Fees.Taker, "fees.taker");
        var maker = Rate(file.Fees.Maker, "fees.maker");
        Require(taker.Value >= 0 && maker.Value + taker.Value >= 0, "fees: taker + maker must not be negative");
        return new GenesisConfig(
            file.Name,
            file.Markets.Select(Market).ToArray(),
            publishers.ToArray(),
            new OracleParameters(
                file.Oracle.FreshnessMs, file.Oracle.Quorum, Rate(file.Oracle.MaxMovePerSecond, "oracle.maxMovePerSecond")),
            new FeeParameters(taker, maker),
            Usd(file.MinimumWithdrawal, "minimumWithdrawal"),
            bytes);
    }

    private static MarketParameters Market(MarketFile file, int index)
    {
        Require(file.Name.Length is > 0 and <= 16, $"markets[{index}].name: 1 to 16 characters");
        Require(file.SzDecimals is >= 0 and <= 6, $"markets[{index}].szDecimals: 0 to 6");
        Require(file.MaxLeverage is >= 1 and <= 100, $"markets[{index}].maxLeverage: 1 to 100");
        return new MarketParameters(
            new MarketId((uint)index), file.Name, file.SzDecimals, file.MaxLeverage,
            Rate(file.Band, $"markets[{index}].band"), Rate(file.FarBand, $"markets[{index}].farBand"));
    }

    private static Nano Rate(string text, string where)
    {
        var negative = text.StartsWith('-');
        Require(
            WireDecimal.TryParse(text.AsSpan(negative ? 1 : 0), out var value) && value.TryScale(RateDecimals, out var units)
                && units <= Nano.One,
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
        FeesFile Fees, string MinimumWithdrawal);

    private sealed record MarketFile(string Name, int SzDecimals, uint MaxLeverage, string Band, string FarBand);

    private sealed record OracleFile(ulong FreshnessMs, int Quorum, string MaxMovePerSecond);

    private sealed record FeesFile(string Taker, string Maker);
}
