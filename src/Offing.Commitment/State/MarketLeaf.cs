using System.Text;
using Offing.Commitment.Trees;
using Offing.Engine.Markets;
using Offing.Engine.Oracle;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Protocol.Genesis;

namespace Offing.Commitment.State;

/// <summary>
/// A market, its publishers' last reports and its oracle ring, as spec/state-tree.md lays them out.
/// </summary>
public static class MarketLeaf
{
    // No place of a publisher has this number (Limits.Publishers).
    private const byte RingPart = byte.MaxValue;

    private const int NameAt = 368;

    public static byte[] Encode(MarketState market, IReadOnlyList<VenueParameters> venues)
    {
        var parameters = market.Parameters;
        return new ByteWriter(512)
            .U8(HashTag.Market)
            .U8((byte)parameters.SzDecimals)
            .U32(parameters.MaxLeverage)
            .I64(parameters.Band.Value)
            .I64(parameters.FarBand.Value)
            .Hash(TiersHash(parameters.Tiers))
            .U64((ulong)parameters.OpenInterest.Cap.Value)
            .U64((ulong)parameters.OpenInterest.Lower.Value)
            .U64((ulong)parameters.OpenInterest.Upper.Value)
            .I64(parameters.ImpactNotional.Value)
            .U64(market.ListedAt.Milliseconds)
            .I128(market.FeesBrought)
            .I128(market.InsuranceDrawn)
            .U8((byte)market.Status)
            .U16(market.HaltReason)
            .Bool(market.IsReduceOnly)
            .Bool(market.IsSettled)
            .U32(market.SettleCursor)
            .Bool(parameters.IsolatedOnly)
            .U32(market.OraclePrice.Value)
            .U64(market.OracleTime.Milliseconds)
            .U32(market.Mark.Value)
            .Bool(market.HasQuorum)
            .U8(market.RecoveryReports)
            .U64(market.QuorumLost.Milliseconds)
            .U64(market.GateTime.Milliseconds)
            .Bool(market.IsFundingBroken)
            .Bool(market.IsSettlementDue)
            .Hash(QuotesHash(market, venues))
            .I128(market.BasisEma)
            .I128(market.BookEma)
            .U64(market.BasisTime.Milliseconds)
            .U64(market.BookTime.Milliseconds)
            .I128(market.PremiumSum)
            .U64(market.PremiumSum_Ms)
            .U64(market.PremiumTime.Milliseconds)
            .I128(market.FundingIndex)
            .I128(market.FundingAnchor)
            .U64(market.FundingTime.Milliseconds)
            .I128(market.FundingDust)
            .U64(market.FundingSettlements)
            .I64(market.OpenInterest.Value)
            .U32(market.LastTradePrice.Value)
            .U64(market.LastTradeTime.Milliseconds)
            .Prefixed(Encoding.UTF8.GetBytes(parameters.Name))
            .ToArray();
    }

    // Zero where there are no other venues, so that a leaf costs no hash of nothing.
    private static Hash32 QuotesHash(MarketState market, IReadOnlyList<VenueParameters> venues) =>
        venues.Count == 0 ? Hash32.Zero : Keccak.Hash(EncodeQuotes(market, venues));

    /// <summary>What the hash of other venues is of; empty where there are none.</summary>
    internal static byte[] EncodeQuotes(MarketState market, IReadOnlyList<VenueParameters> venues)
    {
        if (venues.Count == 0)
        {
            return [];
        }

        var writer = new ByteWriter(64 + (market.Quotes.Count * 36)).U8(HashTag.VenueQuotes);
        foreach (var venue in venues)
        {
            writer.U32(venue.Weight);
        }

        foreach (var quote in market.Quotes)
        {
            writer.U32(quote.Mid.Value).I64(quote.Premium.Value).U64(quote.PublisherTime.Milliseconds)
                .U64(quote.EntryTime.Milliseconds).U64(quote.Sequence);
        }

        return writer.ToArray();
    }

    /// <summary>The market's name, which ends its leaf.</summary>
    /// <exception cref="CodecException">It is no leaf of a market.</exception>
    public static string NameOf(ReadOnlySpan<byte> leaf)
    {
        var reader = new ByteReader(leaf);
        reader.Bytes(NameAt);
        var name = Encoding.UTF8.GetString(reader.Prefixed(leaf.Length));
        reader.End();
        return name;
    }

    /// <summary>Key of a publisher's leaf in the oracle tree.</summary>
    public static TreeKey PublisherKey(MarketId market, int publisher) =>
        TreeKey.Of(market, checked((byte)publisher));

    /// <summary>Key of the oracle ring of a market in the same tree.</summary>
    public static TreeKey RingKey(MarketId market) => TreeKey.Of(market, RingPart);

    /// <summary>The oracle ring of a market.</summary>
    public static byte[] EncodeRing(OracleRing ring)
    {
        var count = ring.Prices.Count(price => price.Value != 0);
        var writer = new ByteWriter(5 + (count * sizeof(uint)))
            .U8(HashTag.OracleRing).U16(checked((ushort)ring.Next)).U16(checked((ushort)count));
        for (var place = 0; place < count; place++)
        {
            writer.U32(ring.Prices[place].Value);
        }

        return writer.ToArray();
    }

    /// <summary>keccak of the tiers as they are laid out; zero for none.</summary>
    public static Hash32 TiersHash(IReadOnlyList<MarginTier> tiers) =>
        tiers.Count == 0 ? Hash32.Zero : Keccak.Hash(EncodeTiers(tiers));

    /// <summary>What the hash of the tiers is of; empty for none.</summary>
    internal static byte[] EncodeTiers(IReadOnlyList<MarginTier> tiers)
    {
        if (tiers.Count == 0)
        {
            return [];
        }

        var writer = new ByteWriter(2 + (tiers.Count * 12))
            .U8(HashTag.MarginTiers)
            .U8(checked((byte)tiers.Count));
        foreach (var tier in tiers)
        {
            writer.U64((ulong)tier.LowerBound.Value).U32(tier.MaxLeverage);
        }

        return writer.ToArray();
    }

    public static byte[] EncodePublisher(Address publisher, PublisherReport report) => new ByteWriter(64)
        .U8(HashTag.Publisher)
        .Address(publisher)
        .U32(report.Price.Value)
        .U64(report.PublisherTime.Milliseconds)
        .U64(report.EntryTime.Milliseconds)
        .U64(report.Sequence)
        .ToArray();
}
