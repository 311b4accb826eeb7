using System.Text.Json;
using Offing.Primitives;
using Xunit.Abstractions;

namespace Offing.Signing.Tests;

/// <summary>What the public clients of the Hyperliquid wire sign, byte for byte.</summary>
public sealed class HyperliquidVectorTests(ITestOutputHelper output)
{
    [Fact]
    public void L1_actions_are_hashed_and_signed_like_the_clients_do()
    {
        if (Vectors.Hyperliquid(output) is not { } file)
        {
            return;
        }

        foreach (var vector in file.GetProperty("l1").EnumerateArray())
        {
            var key = Key(file, vector.Text("key"));
            var connectionId = ConnectionId(vector);
            Assert.Equal(vector.Hash("actionHash"), connectionId);
            Assert.Equal(connectionId, Keccak.Hash(Hex.Decode(vector.Text("preimage"))));
            Assert.Equal(vector.Address("signer"), key.Address);
            AssertSource(vector.GetProperty("mainnet"), HyperliquidSource.Mainnet, connectionId, key);
            AssertSource(vector.GetProperty("testnet"), HyperliquidSource.Testnet, connectionId, key);
        }
    }

    [Fact]
    public void User_signed_actions_are_hashed_and_signed_like_the_clients_do()
    {
        if (Vectors.Hyperliquid(output) is not { } file)
        {
            return;
        }

        foreach (var vector in file.GetProperty("userSigned").EnumerateArray())
        {
            var action = vector.GetProperty("action");
            Assert.True(UserSignedType.TryFind(action.Text("type"), out var type));
            Assert.True(UserSignedType.TryParseChainId(action.Text("signatureChainId"), out var chainId));
            Assert.Equal(vector.GetProperty("domain").Number("chainId"), chainId);
            Assert.Equal(vector.Text("primaryType"), type.PrimaryType);
            Assert.Equal(vector.Hash("domainSeparator"), UserSignedType.DomainSeparator(chainId));
            var values = Vectors.Values(type, vector.GetProperty("message"));
            Assert.Equal(vector.Hash("structHash"), type.StructHash(values));
            var digest = type.Digest(chainId, values);
            Assert.Equal(vector.Hash("digest"), digest);
            var signature = vector.GetProperty("signature").Signature();
            Vectors.AssertSigned(Key(file, vector.Text("key")), digest, signature);
        }
    }

    [Fact]
    public void The_types_and_domains_have_the_published_hashes()
    {
        if (Vectors.Hyperliquid(output) is not { } file)
        {
            return;
        }

        var types = file.GetProperty("userSignedTypes").EnumerateObject().ToList();
        Assert.Equal(types.Select(t => t.Name).Order(), UserSignedType.All.Select(t => t.Action).Order());
        foreach (var (name, vector) in types.Select(t => (t.Name, t.Value)))
        {
            Assert.True(UserSignedType.TryFind(name, out var type));
            Assert.Equal(vector.Hash("typeHash"), type.TypeHash);
            Assert.Equal(vector.Text("encodeType"), type.EncodedType);
        }

        var constants = file.GetProperty("eip712Constants");
        Assert.Equal(constants.Hash("l1DomainSeparator"), HyperliquidSigning.L1DomainSeparator);
        Assert.Equal(constants.Hash("sourceHash_a"), Keccak.Hash("a"u8));
        Assert.Equal(constants.Hash("sourceHash_b"), Keccak.Hash("b"u8));
        foreach (var domain in constants.GetProperty("userDomainSeparators").EnumerateObject())
        {
            Assert.Equal(
                Hash32.Parse(domain.Value.GetString()!),
                UserSignedType.DomainSeparator(ulong.Parse(domain.Name)));
        }
    }

    [Fact]
    public void The_clients_own_test_suites_agree()
    {
        if (Vectors.Hyperliquid(output) is not { } file)
        {
            return;
        }

        var checkedHere = 0;
        foreach (var vector in file.GetProperty("upstream").EnumerateArray())
        {
            checkedHere += AssertUpstreamL1(vector) || AssertUpstreamUserSigned(vector) ? 1 : 0;
        }

        output.WriteLine($"{checkedHere} vectors of the clients' own suites");
        Assert.True(checkedHere >= 12);
    }

    // An action hash stands alone here: making MessagePack of the action is Protocol's part.
    private static bool AssertUpstreamL1(JsonElement vector)
    {
        if (vector.Optional("actionHash") is not { } hash || vector.Optional("mainnet") is null)
        {
            return false;
        }

        var connectionId = Hash32.Parse(hash.GetString()!);
        var key = PrivateKey.Parse(vector.Text("privateKey"));
        foreach (var (name, source) in new[]
            { ("mainnet", HyperliquidSource.Mainnet), ("testnet", HyperliquidSource.Testnet) })
        {
            var digest = HyperliquidSigning.L1Digest(connectionId, source);
            Vectors.AssertSigned(key, digest, vector.GetProperty(name).Signature());
        }

        return true;
    }

    private static bool AssertUpstreamUserSigned(JsonElement vector)
    {
        if (vector.Optional("userSigned") is not { } name)
        {
            return false;
        }

        var action = vector.GetProperty("action");
        Assert.True(UserSignedType.TryFind(name.GetString(), out var type));
        Assert.True(UserSignedType.TryParseChainId(action.Text("signatureChainId"), out var chainId));
        var digest = type.Digest(chainId, Vectors.Values(type, action));
        var key = PrivateKey.Parse(vector.Text("privateKey"));
        Vectors.AssertSigned(key, digest, vector.GetProperty("signature").Signature());
        return true;
    }

    private static void AssertSource(
        JsonElement vector, HyperliquidSource source, Hash32 connectionId, PrivateKey key)
    {
        var digest = HyperliquidSigning.L1Digest(connectionId, source);
        Assert.Equal(vector.Hash("digest"), digest);
        Vectors.AssertSigned(key, digest, vector.Signature());
    }

    private static Hash32 ConnectionId(JsonElement vector) => HyperliquidSigning.ConnectionId(
        Hex.Decode(vector.Text("msgpack")),
        vector.Number("nonce"),
        vector.OptionalAddress("vaultAddress"),
        vector.OptionalNumber("expiresAfter"));

    private static PrivateKey Key(JsonElement file, string name) =>
        PrivateKey.Parse(file.GetProperty("keys").GetProperty(name).Text("privateKey"));
}
