using System.Globalization;
using System.Text.Json.Nodes;
using Offing.Primitives;
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

    /// <exception cref="FormatException">It is none, or the venue has had it.</exception>
    public static string NewName(string name, VenueNow now) => now.Has(name)
        ? throw new FormatException($"--name {name}: the venue has or had a market of this name")
        : name.Length is > 0 and <= Limits.MarketName_Chars
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_')
            ? name
            : throw new FormatException(
                $"--name {name}: must be 1 to {Limits.MarketName_Chars} letters, digits, -, . or _");

    /// <summary>One that is there, or the next.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static byte Place(int? place, VenueNow now)
    {
        var count = now.Publishers.Count;
        var chosen = place ?? count;
        return chosen >= 0 && chosen <= Math.Min(count, Limits.Publishers - 1)
            ? (byte)chosen
            : throw new FormatException(
                $"--place {chosen}: must be one of 0 to {count - 1}, or {count} for one more");
    }

    /// <summary>Of how many must agree; as now when it is not given.</summary>
    /// <exception cref="FormatException">It cannot be met.</exception>
    public static byte Quorum(int? quorum, PublisherProposal change, VenueNow now)
    {
        var keys = now.Publishers;
        var count = keys.Where((key, place) => place != change.Place && !key.IsZero).Count()
            + (change.Key.IsZero ? 0 : 1);
        var chosen = quorum ?? now.Quorum;
        return chosen >= 1 && chosen <= count
            ? (byte)chosen
            : throw new FormatException(
                $"--quorum {chosen}: there will be {count} publishers, so it must be 1 to {count}");
    }

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
