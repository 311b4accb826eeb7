using Offing.Primitives;
using Offing.Protocol.Genesis;
using Offing.Protocol.Wire;

namespace Offing.Tools.Risk.Scenarios;

/// <summary>Reads the texts of a scenario's fields; each refusal names the field.</summary>
internal sealed class FieldReader(GenesisConfig venue)
{
    private const int ShareDecimals = 9;
    private const int UsdDecimals = 6;

    /// <summary>The market of this name.</summary>
    public MarketId Market(string name, string field) =>
        venue.Markets.FirstOrDefault(market => market.Name == name)?.Id
            ?? throw new FieldException(field, $"no market of the venue is called {name}");

    /// <summary>An amount, or a price, in micro-USDC.</summary>
    public static MicroUsd Usd(string? text, string field)
    {
        Require(
            WireDecimal.TryParse(text, out var value) && value.TryScale(UsdDecimals, out var units)
                && units <= Limits.AmountMax_MicroUsd,
            field, $"{text} is not an amount with at most 6 decimals");
        value.TryScale(UsdDecimals, out units);
        return new MicroUsd((long)units);
    }

    /// <summary>A share, 1e-9, up to <paramref name="most"/> times one.</summary>
    public static long Share(string? text, string field, long most = 1)
    {
        Require(
            WireDecimal.TryParse(text, out var value) && value.TryScale(ShareDecimals, out var units)
                && units <= (ulong)(most * Nano.One),
            field, $"{text} is not a decimal from 0 to {most} with at most 9 decimals");
        value.TryScale(ShareDecimals, out units);
        return (long)units;
    }

    /// <summary>A bound in the unit of its metric; null stays null.</summary>
    public static long? Bound(string? text, MetricUnit unit, string field) => (text, unit) switch
    {
        (null, _) => null,
        (_, MetricUnit.Usd or MetricUnit.Price) => Usd(text, field).Value,
        (_, MetricUnit.Share) => Share(text, field, most: 1_000_000),
        _ => long.TryParse(text, out var whole)
            ? whole
            : throw new FieldException(field, $"{text} is not a whole number"),
    };

    public static void Within(int value, int least, int most, string field) =>
        Require(value >= least && value <= most, field, $"{value} is not from {least} to {most}");

    public static void Require(bool condition, string field, string message)
    {
        if (!condition)
        {
            throw new FieldException(field, message);
        }
    }
}
