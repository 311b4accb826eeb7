using System.Text;
using System.Text.Json.Nodes;
using Offing.Primitives;

namespace Offing.Tools.Operator;

/// <summary>A market that is to be listed: isolated margin only, and capped.</summary>
/// <param name="Band">How far from the mark an order may cross, 1e-9.</param>
/// <param name="FarBand">How far from it an order may rest, 1e-9.</param>
/// <param name="Impact">Notional of its impact prices, micro-USDC.</param>
/// <param name="Interest">Cap of its open interest, and where its initial margin rises.</param>
public sealed record ListingProposal(
    string Name, byte SzDecimals, uint MaxLeverage, long Band, long FarBand, ulong Impact,
    InterestLine Interest, IReadOnlyList<TierLine> Tiers) : Change
{
    /// <inheritdoc/>
    public override string Title(VenueNow now) => $"listing of {Name}";

    /// <inheritdoc/>
    public override byte[] Payload()
    {
        var writer = Start(7).U8(SzDecimals).U32(MaxLeverage).I64(Band).I64(FarBand).U64(Impact)
            .U64(Interest.Cap).U64(Interest.Lower).U64(Interest.Upper).U8(checked((byte)Tiers.Count));
        foreach (var tier in Tiers)
        {
            writer.U64(tier.From).U32(tier.MaxLeverage);
        }

        return writer.Prefixed(Encoding.UTF8.GetBytes(Name)).ToArray();
    }

    /// <inheritdoc/>
    public override IEnumerable<ChangeRow> Rows(VenueNow now)
    {
        yield return New("margin", "isolated only");
        yield return New("highest leverage", $"{MaxLeverage}x");
        yield return New("tiers", MarginProposal.Lines(Tiers));
        yield return New("decimals of a size", $"{SzDecimals}");
        yield return New("bands", $"crossing within {Rate(Band)} of the mark, resting {Rate(FarBand)}");
        yield return New("impact notional", Usd(Impact));
        yield return New("cap", Cap(Interest.Cap));
        yield return New("margin rises from", Cap(Interest.Lower));
        yield return New("to the whole at", Cap(Interest.Upper));
    }

    private static ChangeRow New(string what, string after) => new(what, "none", after);
}

/// <summary>Cap of open interest, and where the initial margin rises and ends, micro-USDC.</summary>
public readonly record struct InterestLine(ulong Cap, ulong Lower, ulong Upper);

/// <summary>A publisher is added, replaced or, with a key of zero, removed.</summary>
/// <param name="Place">One that is there, or the next.</param>
/// <param name="Quorum">How many must agree from then on.</param>
public sealed record PublisherProposal(byte Place, Address Key, byte Quorum) : Change
{
    /// <inheritdoc/>
    public override string Title(VenueNow now) => $"publisher {Place}";

    /// <inheritdoc/>
    public override byte[] Payload() => Start(8).U8(Place).Address(Key).U8(Quorum).ToArray();

    /// <inheritdoc/>
    public override IEnumerable<ChangeRow> Rows(VenueNow now)
    {
        var keys = now.Publishers;
        yield return new ChangeRow("key", Text(Place < keys.Count ? keys[Place] : Address.Zero), Text(Key));
        yield return new ChangeRow("quorum", $"{now.Quorum}", $"{Quorum}");
    }

    private static string Text(Address key) => key.IsZero ? "none" : key.ToString();
}
