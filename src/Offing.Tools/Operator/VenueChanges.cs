using System.Text.Json.Nodes;
using Offing.Primitives;

namespace Offing.Tools.Operator;

/// <summary>Rates from a volume (micro-USDC in fourteen days) on, 1e-9.</summary>
public readonly record struct FeeLine(ulong Volume, long Taker, long Maker);

/// <summary>The schedule of fees, 1e-9 of notional.</summary>
public sealed record FeesProposal(long Taker, long Maker, IReadOnlyList<FeeLine> Tiers) : Change
{
    /// <inheritdoc/>
    public override string Title(VenueNow now) => "fees";

    /// <inheritdoc/>
    public override byte[] Payload()
    {
        var writer = Start(2).I64(Taker).I64(Maker).U8(checked((byte)Tiers.Count));
        foreach (var tier in Tiers)
        {
            writer.U64(tier.Volume).I64(tier.Taker).I64(tier.Maker);
        }

        return writer.ToArray();
    }

    /// <inheritdoc/>
    public override IEnumerable<ChangeRow> Rows(VenueNow now)
    {
        var fees = now.Data["fees"]!;
        yield return new ChangeRow("taker", Rate(Signed(fees, "taker")), Rate(Taker));
        yield return new ChangeRow("maker", Rate(Signed(fees, "maker")), Rate(Maker));
        yield return new ChangeRow(
            "tiers",
            Lines(fees["tiers"]!.AsArray().Select(tier => new FeeLine(
                Number(tier!, "volume"), Signed(tier!, "taker"), Signed(tier!, "maker")))),
            Lines(Tiers));
    }

    private static long Signed(JsonNode of, string key) => of[key]!.GetValue<long>();

    private static string Lines(IEnumerable<FeeLine> tiers)
    {
        var text = string.Join(", ", tiers.Select(
            tier => $"from {Usd(tier.Volume)} {Rate(tier.Taker)} and {Rate(tier.Maker)}"));
        return text.Length == 0 ? "none" : text;
    }
}

/// <summary>The rules of the next program.</summary>
public sealed record RulesProposal(Hash32 Rules) : Change
{
    /// <inheritdoc/>
    public override string Title(VenueNow now) => "rules";

    /// <inheritdoc/>
    public override byte[] Payload() => Start(6).Hash(Rules).ToArray();

    /// <inheritdoc/>
    public override IEnumerable<ChangeRow> Rows(VenueNow now)
    {
        yield return new ChangeRow(
            "next rules", now.Data["nextRules"]?.GetValue<string>() ?? "none", Rules.ToString());
    }
}

/// <summary>
/// Nothing but whose key it is that enters it: the chain lets only its operator, whose the switches are then.
/// </summary>
public sealed record TakeOverProposal : Change
{
    /// <inheritdoc/>
    public override string Title(VenueNow now) => "operator";

    /// <inheritdoc/>
    public override byte[] Payload() => Start(9).ToArray();

    /// <inheritdoc/>
    public override IEnumerable<ChangeRow> Rows(VenueNow now)
    {
        yield return new ChangeRow(
            "key of the switches", now.Operator.ToString(), "whose enters this");
    }

    /// <inheritdoc/>
    public override bool IsImmediate(VenueNow now) => true;
}

/// <summary>A change of a kind that this program has no words for.</summary>
public sealed record OtherProposal(byte[] Bytes) : Change
{
    /// <inheritdoc/>
    public override string Title(VenueNow now) => "a change of another kind";

    /// <inheritdoc/>
    public override byte[] Payload() => Bytes;

    /// <inheritdoc/>
    public override IEnumerable<ChangeRow> Rows(VenueNow now)
    {
        yield return new ChangeRow("payload", "", Hex.Encode(Bytes));
    }
}
