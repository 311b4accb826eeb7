using System.Text;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Tests.Parameters;

/// <summary>Payloads of parameter requests, written from spec/batch.md alone.</summary>
internal static class ChangeBytes
{
    public static QueueRequest Request(Venue venue, byte[] payload, string sender = "operator") => new(
        venue.State.QueueCursor, RequestType.Parameter, Venue.Who("operator"), Venue.Who(sender),
        venue.Now / 1000, payload);

    public static byte[] Tiers(MarketId market, uint leverage, params (ulong Bound, uint Leverage)[] tiers)
    {
        var writer = Start(1).U32(market.Value).U32(leverage).U8((byte)tiers.Length);
        foreach (var (bound, most) in tiers)
        {
            writer.U64(bound).U32(most);
        }

        return writer.ToArray();
    }

    public static byte[] Fees(long taker, long maker, params FeeTier[] tiers)
    {
        var writer = Start(2).I64(taker).I64(maker).U8((byte)tiers.Length);
        foreach (var tier in tiers)
        {
            writer.U64((ulong)tier.Volume.Value).I64(tier.Taker.Value).I64(tier.Maker.Value);
        }

        return writer.ToArray();
    }

    public static byte[] OpenInterest(MarketId market, ulong cap, ulong lower = 0, ulong upper = 0) =>
        Start(3).U32(market.Value).U64(cap).U64(lower).U64(upper).ToArray();

    public static byte[] ReduceOnly(MarketId market, bool isReduceOnly) =>
        Start(4).U32(market.Value).Bool(isReduceOnly).ToArray();

    public static byte[] Delist(MarketId market, ulong at) => Start(5).U32(market.Value).U64(at).ToArray();

    public static byte[] Rules(Hash32 rules) => Start(6).Hash(rules).ToArray();

    public static byte[] Listing(MarketParameters market)
    {
        var interest = market.OpenInterest;
        var writer = Start(7).U8((byte)market.SzDecimals).U32(market.MaxLeverage).I64(market.Band.Value)
            .I64(market.FarBand.Value).U64((ulong)market.ImpactNotional.Value)
            .U64((ulong)interest.Cap.Value).U64((ulong)interest.Lower.Value).U64((ulong)interest.Upper.Value)
            .U8((byte)market.Tiers.Count);
        foreach (var tier in market.Tiers)
        {
            writer.U64((ulong)tier.LowerBound.Value).U32(tier.MaxLeverage);
        }

        return writer.Prefixed(Encoding.UTF8.GetBytes(market.Name)).ToArray();
    }

    public static byte[] Publisher(byte place, Address key, byte quorum = 2) =>
        Start(8).U8(place).Address(key).U8(quorum).ToArray();

    private static ByteWriter Start(ushort kind) => new ByteWriter(64).U16(kind);
}
