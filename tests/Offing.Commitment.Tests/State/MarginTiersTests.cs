using System.Globalization;
using System.Text.Json;
using Offing.Commitment.State;
using Offing.Commitment.Tests.Vectors;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Commitment.Tests.State;

public sealed class MarginTiersTests
{
    [Fact]
    public void The_leaf_of_a_market_has_the_hash_of_its_tiers()
    {
        Assert.Equal(Hash32.Zero, MarketLeaf.TiersHash([]));
        foreach (var table in VectorFile.Read("margin.json").Items("tiers"))
        {
            Assert.Equal(table.Hash("hash"), MarketLeaf.TiersHash([.. table.Items("tiers").Select(Tier)]));
        }
    }

    private static MarginTier Tier(JsonElement tier) => new(
        new MicroUsd(long.Parse(tier[0].GetString()!, CultureInfo.InvariantCulture)), tier[1].GetUInt32());
}
