using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Offing.Commitment.Escape;
using Offing.Commitment.State;
using Offing.Commitment.Trees;
using Offing.Primitives;

namespace Offing.Commitment.Tests.Vectors;

/// <summary>
/// What the contract and its generator say of leaves, prices, equities and shares, we say too.
/// </summary>
public sealed class EscapeVectorTests
{
    private const int Level_Bytes = 34;

    private static readonly JsonElement[] Worlds = [.. VectorFile.Read("escape.json").Items("worlds")];

    [Fact]
    public void Roots_are_read_out_of_the_preimage()
    {
        foreach (var world in Worlds)
        {
            var (preimage, root) = (world.Bytes("preimage"), world.Hash("root"));
            Assert.Equal(world.Hash("accountsRoot"), StateRoot.Accounts(preimage, root));
            Assert.Equal(world.Hash("marketsRoot"), StateRoot.Markets(preimage, root));
            Assert.Equal(world.Hash("oracleRoot"), StateRoot.Oracle(preimage, root));
            Assert.Equal(world.U64("bucketCount"), StateRoot.Buckets(preimage));
        }
    }

    [Fact]
    public void Prices_and_funding_indices_agree_and_proofs_hold()
    {
        foreach (var world in Worlds)
        {
            foreach (var vector in world.Items("markets"))
            {
                var (id, leaf, ring) = (MarketOf(vector), vector.Bytes("leaf"), vector.Bytes("ring"));
                Verify(
                    TreeShape.OfMarket, world.Hash("marketsRoot"), TreeKey.Of(id), leaf,
                    vector.Bytes("proof"));
                var market = EscapeMarket.Read(leaf, ring);
                Assert.Equal(vector.GetProperty("price").GetUInt32(), market.Price.Value);
                Assert.Equal(
                    Int128.Parse(Text(vector, "fundingIndex"), CultureInfo.InvariantCulture),
                    market.FundingIndex);
                if (ring.Length > 0)
                {
                    Verify(
                        TreeShape.OfMarketPart, world.Hash("oracleRoot"), MarketLeaf.RingKey(id), ring,
                        vector.Bytes("ringProof"));
                }
            }
        }
    }

    [Fact]
    public void Equities_claims_and_debts_agree_and_proofs_hold()
    {
        foreach (var world in Worlds)
        {
            var markets = Markets(world);
            foreach (var vector in world.Items("accounts"))
            {
                var (owner, leaf) = (vector.Address("account"), vector.Bytes("leaf"));
                Verify(
                    TreeShape.OfAddress, world.Hash("accountsRoot"), TreeKey.Of(owner), leaf,
                    vector.Bytes("proof"));
                var account = EscapeAccount.Read(leaf);
                Assert.Equal(vector.Address("payee"), account.Payee);
                var equities = account.Equities(market => markets[market]);
                Assert.Equal(Numbers(vector, "buckets"), equities);
                Assert.Equal(Number(vector, "claim"), account.Claim(equities));
                Assert.Equal(Number(vector, "debt"), account.Debt(equities));
                Assert.Equal(Number(vector, "junior"), account.Junior(equities));
                Assert.Equal(Number(vector, "bounty"), account.Bounty(equities));
            }
        }
    }

    [Fact]
    public void Shares_and_payments_agree()
    {
        foreach (var world in Worlds)
        {
            var (markets, vectors) = (Markets(world), world.Items("accounts").ToList());
            foreach (var share in world.Items("shares"))
            {
                var proved = share.Items("proved")
                    .Select(place => EscapeAccount.Read(vectors[place.GetInt32()].Bytes("leaf"))).ToList();
                var sums = new EscapeSums();
                proved.ForEach(account => sums.Add(account, account.Equities(market => markets[market])));
                var ours = sums.Fix(Number(share, "vault"));
                Assert.Equal(Number(share, "positive"), sums.Positive);
                Assert.Equal(Number(share, "negative"), sums.Negative);
                Assert.Equal(Number(share, "junior"), sums.Junior);
                Assert.Equal(new EscapeShare(Number(share, "numerator"), Number(share, "denominator")), ours);
                Assert.Equal(Numbers(share, "paid"), proved.Select(account =>
                    ours.Of(account.Claim(account.Equities(market => markets[market])))));
            }
        }
    }

    // What the contract takes is what our own proofs pack to.
    private static void Verify(TreeShape shape, Hash32 root, TreeKey key, byte[] leaf, byte[] packed)
    {
        var levels = new List<ProofLevel>();
        for (var at = 0; at < packed.Length; at += Level_Bytes)
        {
            var bit = (ushort)((packed[at] << 8) | packed[at + 1]);
            levels.Add(new ProofLevel(bit, new Hash32(packed.AsSpan(at + 2, Hash32.SizeBytes)), default));
        }

        var path = new KeyedProof(levels);
        Assert.True(new LeafProof(leaf, path).Verify(shape, root, key));
        Assert.Equal(packed, path.Pack());
    }

    private static Dictionary<MarketId, EscapeMarket> Markets(JsonElement world) =>
        world.Items("markets").ToDictionary(
            MarketOf, vector => EscapeMarket.Read(vector.Bytes("leaf"), vector.Bytes("ring")));

    private static MarketId MarketOf(JsonElement vector) => new(vector.GetProperty("market").GetUInt32());

    private static BigInteger Number(JsonElement vector, string name) => Parse(Text(vector, name));

    private static IEnumerable<BigInteger> Numbers(JsonElement vector, string name) =>
        vector.Items(name).Select(number => Parse(number.GetString()!));

    private static BigInteger Parse(string number) => BigInteger.Parse(number, CultureInfo.InvariantCulture);

    private static string Text(JsonElement vector, string name) => vector.GetProperty(name).GetString()!;
}
