using System.Globalization;
using System.Text.Json.Nodes;
using Offing.Tools.Client;

namespace Offing.Tools.Operator;

/// <summary>Reads what the operator writes; an option that is not there stays as it is now.</summary>
public static class ProposalText
{
    /// <exception cref="FormatException">It is no rate.</exception>
    public static long Rate(string? text, string option, JsonNode now) =>
        text is null ? now.GetValue<long>() : Amounts.Rate(text, option);

    /// <exception cref="FormatException">It is no amount.</exception>
    public static ulong Usd(string? text, string option, JsonNode now) =>
        text is null ? now.GetValue<ulong>() : Amounts.Usd(text, option);

    /// <summary>Milliseconds since 1970; 0 when it is not given: as soon as the delay allows.</summary>
    /// <exception cref="FormatException">It is no time.</exception>
    public static ulong Moment(string? text) => text is null ? 0
        : DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            && moment.ToUnixTimeMilliseconds() is > 0 and var time_Ms
            ? (ulong)time_Ms
            : throw new FormatException($"--at {text}: must be a time as 2030-01-31T12:00Z");

    /// <summary>USDC:LEVERAGE each, ascending, each of a lower leverage than the one before.</summary>
    /// <exception cref="FormatException">One is not.</exception>
    public static IReadOnlyList<TierLine> Tiers(IEnumerable<string> texts)
    {
        var tiers = texts.Select(text =>
        {
            var parts = text.Split(':');
            return parts.Length == 2
                && uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var leverage)
                && leverage > 0
                ? new TierLine(Amounts.Usd(parts[0], "--tier"), leverage)
                : throw new FormatException($"--tier {text}: must be USDC:LEVERAGE, as 1000000:10");
        }).ToArray();
        for (var i = 0; i < tiers.Length; i++)
        {
            if (tiers[i].From <= (i == 0 ? 0 : tiers[i - 1].From)
                || (i > 0 && tiers[i].MaxLeverage >= tiers[i - 1].MaxLeverage))
            {
                throw new FormatException(
                    "--tier: each must begin higher and have less leverage than the last");
            }
        }

        return tiers;
    }

    /// <summary>USDC:TAKER:MAKER each, ascending.</summary>
    /// <exception cref="FormatException">One is not.</exception>
    public static IReadOnlyList<FeeLine> FeeTiers(IEnumerable<string> texts)
    {
        var tiers = texts.Select(text => text.Split(':') is [var volume, var taker, var maker]
            ? new FeeLine(
                Amounts.Usd(volume, "--tier"), Amounts.Rate(taker, "--tier"), Amounts.Rate(maker, "--tier"))
            : throw new FormatException(
                $"--tier {text}: must be USDC:TAKER:MAKER, as 5000000:0.0004:0.0001")).ToArray();
        for (var i = 0; i < tiers.Length; i++)
        {
            if (tiers[i].Volume <= (i == 0 ? 0 : tiers[i - 1].Volume))
            {
                throw new FormatException("--tier: each must begin at a higher volume than the last");
            }
        }

        return tiers;
    }
}
