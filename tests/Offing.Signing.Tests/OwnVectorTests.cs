using Offing.Primitives;

namespace Offing.Signing.Tests;

/// <summary>spec/vectors/signing.json, written by another implementation from seeds in the file.</summary>
public sealed class OwnVectorTests
{
    [Fact]
    public void Seeds_give_the_same_keys()
    {
        foreach (var vector in Vectors.Own.GetProperty("keys").EnumerateArray())
        {
            Assert.Equal(vector.Address("address"), PrivateKey.FromSeed(vector.Text("seed")).Address);
        }
    }

    [Fact]
    public void Plain_messages_are_signed_alike()
    {
        foreach (var vector in Vectors.Own.GetProperty("digests").EnumerateArray())
        {
            var digest = Keccak.Hash(System.Text.Encoding.UTF8.GetBytes(vector.Text("message")));
            Assert.Equal(vector.Hash("digest"), digest);
            Vectors.AssertSigned(PrivateKey.FromSeed(vector.Text("key")), digest, vector.Signature());
        }
    }

    [Fact]
    public void L1_actions_are_hashed_and_signed_alike()
    {
        foreach (var vector in Vectors.Own.GetProperty("l1").EnumerateArray())
        {
            var connectionId = HyperliquidSigning.ConnectionId(
                Hex.Decode(vector.Text("msgpack")),
                vector.Number("nonce"),
                vector.OptionalAddress("vault"),
                vector.OptionalNumber("expiresAfter"));
            Assert.Equal(vector.Hash("connectionId"), connectionId);
            foreach (var (name, source) in new[]
                { ("mainnet", HyperliquidSource.Mainnet), ("testnet", HyperliquidSource.Testnet) })
            {
                var digest = HyperliquidSigning.L1Digest(connectionId, source);
                Assert.Equal(vector.GetProperty(name).Hash("digest"), digest);
                var key = PrivateKey.FromSeed(vector.Text("key"));
                Vectors.AssertSigned(key, digest, vector.GetProperty(name).Signature());
            }
        }
    }

    [Fact]
    public void Every_user_signed_action_is_hashed_and_signed_alike()
    {
        var vectors = Vectors.Own.GetProperty("userSigned").EnumerateArray().ToList();
        Assert.Equal(UserSignedType.All.Count, vectors.Count);
        foreach (var vector in vectors)
        {
            Assert.True(UserSignedType.TryFind(vector.Text("action"), out var type));
            Assert.True(UserSignedType.TryParseChainId(vector.Text("signatureChainId"), out var chainId));
            var values = Vectors.Values(type, vector.GetProperty("message"));
            Assert.Equal(vector.Hash("structHash"), type.StructHash(values));
            Assert.Equal(vector.Hash("digest"), type.Digest(chainId, values));
            var key = PrivateKey.FromSeed(vector.Text("key"));
            Vectors.AssertSigned(key, vector.Hash("digest"), vector.Signature());
        }
    }

    [Fact]
    public void Grants_are_hashed_and_signed_alike()
    {
        var offing = Vectors.Own.GetProperty("offing");
        var domain = new OffingDomain(offing.Number("chainId"), offing.Address("vault"));
        Assert.Equal(offing.Hash("separator"), domain.Separator);
        foreach (var vector in offing.GetProperty("grants").EnumerateArray())
        {
            var digest = domain.Digest(new GrantMessage(
                vector.Address("account"),
                vector.Address("key"),
                vector.Number("expiry"),
                vector.Number("maxOrderNotional"),
                vector.Number("maxPositionNotional"),
                vector.Number("maxDailyLoss"),
                (uint)vector.Number("maxLeverage"),
                vector.GetProperty("reduceOnly").GetBoolean(),
                [.. vector.GetProperty("markets").EnumerateArray().Select(market => market.GetUInt32())],
                vector.Number("nonce")));
            Assert.Equal(vector.Hash("digest"), digest);
            Vectors.AssertSigned(PrivateKey.FromSeed(vector.Text("signer")), digest, vector.Signature());
        }
    }

    [Fact]
    public void Oracle_reports_are_hashed_and_signed_alike()
    {
        var offing = Vectors.Own.GetProperty("offing");
        var domain = new OffingDomain(offing.Number("chainId"), offing.Address("vault"));
        foreach (var vector in offing.GetProperty("oracleReports").EnumerateArray())
        {
            var digest = domain.Digest(new OracleReportMessage(
                (uint)vector.Number("market"),
                vector.Number("price"),
                vector.Number("time"),
                vector.Number("sequence")));
            Assert.Equal(vector.Hash("digest"), digest);
            Vectors.AssertSigned(PrivateKey.FromSeed(vector.Text("signer")), digest, vector.Signature());
        }
    }

    [Fact]
    public void Switches_of_the_operator_are_hashed_alike()
    {
        var domains = Vectors.Of("eip712.json").GetProperty("domains").EnumerateArray().ToList();
        foreach (var item in domains)
        {
            var domain = new OffingDomain(item.Number("chainId"), item.Address("vault"));
            foreach (var vector in item.GetProperty("switches").EnumerateArray())
            {
                Assert.Equal(vector.Hash("digest"), domain.Digest(new SwitchMessage(
                    vector.GetProperty("market").GetUInt32(), vector.GetProperty("reason").GetUInt16(),
                    vector.Number("sequence"))));
            }
        }

        Assert.Equal(2, domains.Count);
    }

    [Fact]
    public void Refusals_of_watchers_are_hashed_alike()
    {
        foreach (var item in Vectors.Of("eip712.json").GetProperty("domains").EnumerateArray())
        {
            var domain = new OffingDomain(item.Number("chainId"), item.Address("vault"));
            var vectors = item.GetProperty("refusals").EnumerateArray().ToList();
            Assert.Equal(2, vectors.Count);
            Assert.All(vectors, vector => Assert.Equal(vector.Hash("digest"), domain.Digest(
                new RefusalMessage(vector.Number("batch"), vector.Hash("headerHash"), vector.Hash("root")))));
        }
    }

    [Fact]
    public void Reports_about_other_venues_are_hashed_alike()
    {
        var domains = Vectors.Of("eip712.json").GetProperty("domains").EnumerateArray().ToList();
        foreach (var item in domains)
        {
            var domain = new OffingDomain(item.Number("chainId"), item.Address("vault"));
            foreach (var vector in item.GetProperty("venueReports").EnumerateArray())
            {
                var premium = long.Parse(
                    vector.Text("premium"), System.Globalization.CultureInfo.InvariantCulture);
                Assert.Equal(vector.Hash("digest"), domain.Digest(new VenueReportMessage(
                    vector.GetProperty("market").GetUInt32(), vector.GetProperty("venue").GetUInt32(),
                    vector.Number("mid"), premium, vector.Number("time"), vector.Number("sequence"))));
            }
        }

        Assert.Equal(2, domains.Count);
    }
}
