using System.Globalization;
using System.Text.Json.Nodes;
using Offing.Protocol.Codec;

namespace Offing.Tools.Operator;

/// <summary>A tier of margin: from a notional (micro-USDC) on, the highest leverage.</summary>
public readonly record struct TierLine(ulong From, uint MaxLeverage);

/// <summary>Highest leverage and tiers of a market.</summary>
public sealed record MarginProposal(
    uint Market, uint MaxLeverage, IReadOnlyList<TierLine> Tiers) : Change
{
    /// <inheritdoc/>
    public override string Title(VenueNow now) => $"margin of {now.NameOf(Market)}";

    /// <inheritdoc/>
    public override byte[] Payload()
    {
        var writer = Start(1).U32(Market).U32(MaxLeverage).U8(checked((byte)Tiers.Count));
        foreach (var tier in Tiers)
        {
            writer.U64(tier.From).U32(tier.MaxLeverage);
        }

        return writer.ToArray();
    }

    /// <inheritdoc/>
    public override IEnumerable<ChangeRow> Rows(VenueNow now)
    {
        var market = now.Market(now.NameOf(Market));
        yield return new ChangeRow(
            "highest leverage", $"{Number(market, "maxLeverage")}x", $"{MaxLeverage}x");
        yield return new ChangeRow(
            "tiers",
            Lines(market["tiers"]!.AsArray().Select(tier => new TierLine(
                Number(tier!, "lowerBound"), (uint)Number(tier!, "maxLeverage")))),
            Lines(Tiers));
    }

    /// <summary>Tiers as a person reads them.</summary>
    internal static string Lines(IEnumerable<TierLine> tiers)
    {
        var text = string.Join(", ", tiers.Select(tier => $"from {Usd(tier.From)} {tier.MaxLeverage}x"));
        return text.Length == 0 ? "one" : text;
    }
}

/// <summary>Cap of a market's open interest, and where its initial margin rises.</summary>
public sealed record OpenInterestProposal(uint Market, ulong Cap_Usd, ulong Lower, ulong Upper) : Change
{
    /// <inheritdoc/>
    public override string Title(VenueNow now) => $"open interest of {now.NameOf(Market)}";

    /// <inheritdoc/>
    public override byte[] Payload() =>
        Start(3).U32(Market).U64(Cap_Usd).U64(Lower).U64(Upper).ToArray();

    /// <inheritdoc/>
    public override IEnumerable<ChangeRow> Rows(VenueNow now)
    {
        var market = now.Market(now.NameOf(Market));
        yield return new ChangeRow("cap", Cap(Number(market, "cap")), Cap(Cap_Usd));
        yield return new ChangeRow("margin rises from", Cap(Number(market, "lower")), Cap(Lower));
        yield return new ChangeRow("to the whole at", Cap(Number(market, "upper")), Cap(Upper));
    }

    /// <inheritdoc/>
    public override bool IsImmediate(VenueNow now)
    {
        var market = now.Market(now.NameOf(Market));
        var cap = Number(market, "cap");
        return Lower == Number(market, "lower") && Upper == Number(market, "upper") && Cap_Usd != 0
            && (cap == 0 || Cap_Usd <= cap);
    }
}

/// <summary>Whether positions of a market may only be reduced.</summary>
public sealed record ReduceOnlyProposal(uint Market, bool IsReduceOnly) : Change
{
    /// <inheritdoc/>
    public override string Title(VenueNow now) =>
        $"{now.NameOf(Market)} {(IsReduceOnly ? "reduce only" : "open again")}";

    /// <inheritdoc/>
    public override byte[] Payload() => Start(4).U32(Market).Bool(IsReduceOnly).ToArray();

    /// <inheritdoc/>
    public override IEnumerable<ChangeRow> Rows(VenueNow now)
    {
        var market = now.Market(now.NameOf(Market));
        yield return new ChangeRow(
            "reduce only", YesNo(market["reduceOnly"]!.GetValue<bool>()), YesNo(IsReduceOnly));
    }

    /// <inheritdoc/>
    public override bool IsImmediate(VenueNow now) => IsReduceOnly;

    private static string YesNo(bool value) => value ? "yes" : "no";
}

/// <summary>A market is reduce-only at once, and settled finally at a time.</summary>
public sealed record DelistProposal(uint Market, ulong At_Ms) : Change
{
    /// <inheritdoc/>
    public override string Title(VenueNow now) => $"delisting of {now.NameOf(Market)}";

    /// <inheritdoc/>
    public override byte[] Payload() => Start(5).U32(Market).U64(At_Ms).ToArray();

    /// <inheritdoc/>
    public override ulong Due_Ms(VenueNow now) => Math.Max(At_Ms, base.Due_Ms(now));

    /// <inheritdoc/>
    public override IEnumerable<ChangeRow> Rows(VenueNow now)
    {
        var market = now.Market(now.NameOf(Market));
        yield return new ChangeRow("status at once", market["status"]!.GetValue<string>(), "reduceOnly");
        yield return new ChangeRow(
            "settled at the mark", "no", $"from {Moment.Text(Due_Ms(now))} on, and for good");
    }
}

/// <summary>Times as a person reads them.</summary>
internal static class Moment
{
    public static string Text(ulong time_Ms) => DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Min(
            time_Ms, (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()))
        .ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
