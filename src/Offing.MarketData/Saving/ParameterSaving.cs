using System.Text;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Genesis;

namespace Offing.MarketData.Saving;

/// <summary>The parameters of a market as they are now.</summary>
internal static class ParameterSaving
{
    public static void Put(ByteWriter writer, in MarketParameters market) => writer
        .Prefixed(Encoding.UTF8.GetBytes(market.Name)).VarUInt((ulong)market.SzDecimals)
        .VarUInt(market.MaxLeverage).Put(market.Band).Put(market.FarBand).Put(market.ImpactNotional)
        .PutAll(market.Tiers, static (to, in tier) => to.Put(tier.LowerBound).VarUInt(tier.MaxLeverage))
        .Bool(market.IsolatedOnly).Put(market.OpenInterest.Lower).Put(market.OpenInterest.Upper)
        .Put(market.OpenInterest.Cap);

    public static MarketParameters Market(ref SaveReader reader, MarketId id)
    {
        var parameters = new MarketParameters(
            id, reader.Text(), checked((int)reader.Number()), checked((uint)reader.Number()), reader.Rate(),
            reader.Rate());
        var impact = reader.Money();
        var tiers = new MarginTier[reader.Count()];
        for (var i = 0; i < tiers.Length; i++)
        {
            tiers[i] = new MarginTier(reader.Money(), checked((uint)reader.Number()));
        }

        return parameters with
        {
            ImpactNotional = impact, Tiers = tiers, IsolatedOnly = reader.Flag(),
            OpenInterest = new OpenInterestParameters(reader.Money(), reader.Money(), reader.Money()),
        };
    }
}
