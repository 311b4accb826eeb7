using System.Text;
using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Protocol.Wire;
using Offing.Signing;

namespace Offing.Gateway.Tests.Support;

/// <summary>Requests as clients sign them.</summary>
internal static class Signed
{
    private const ulong WalletChain = 0x66eee;

    private static ulong _nonce = FakeVenue.Now_Ms;

    public static ulong NextNonce() => Interlocked.Increment(ref _nonce);

    public static string Order(string price = "30000", string size = "0.1", string? clientId = null) =>
        $"{{\"type\":\"order\",\"orders\":[{{\"a\":0,\"b\":true,\"p\":\"{price}\",\"s\":\"{size}\","
        + "\"r\":false,\"t\":{\"limit\":{\"tif\":\"Gtc\"}}"
        + (clientId is null ? "" : $",\"c\":\"{clientId}\"")
        + "}],\"grouping\":\"na\"}";

    /// <summary>
    /// An L1 action; what cannot be transcoded is signed as an empty one, for it is refused before that.
    /// </summary>
    public static string L1(
        string action, PrivateKey key, ulong? nonce = null,
        HyperliquidSource source = HyperliquidSource.Testnet,
        Address? vault = null, ulong? expiresAfter = null)
    {
        var time = nonce ?? NextNonce();
        JsonTranscoder.TryTranscode(Encoding.UTF8.GetBytes(action), out var payload, out _);
        var connection = HyperliquidSigning.ConnectionId(payload ?? [0x80], time, vault, expiresAfter);
        var signature = Secp256k1.Sign(HyperliquidSigning.L1Digest(connection, source), key);
        var more = (vault is { } v ? $",\"vaultAddress\":\"{v}\"" : "")
            + (expiresAfter is { } e ? $",\"expiresAfter\":{e}" : "");
        return Envelope(action, time, signature, more);
    }

    public static string Envelope(string action, ulong nonce, Signature signature, string more = "") =>
        $"{{\"action\":{action},\"nonce\":{nonce},\"signature\":{Parts(signature)}{more}}}";

    public static string Parts(Signature signature) =>
        $"{{\"r\":\"{signature.R}\",\"s\":\"{signature.S}\",\"v\":{signature.V}}}";

    /// <summary>A user-signed action: the fields in the type's order, after hyperliquidChain.</summary>
    public static string Typed(
        string type, PrivateKey key, ulong nonce, string chain, params (string Name, object Value)[] fields)
    {
        UserSignedType.TryFind(type, out var signedType);
        var values = fields.Select(f => f.Value switch
        {
            ulong number => UserValue.Of(number),
            Address address => UserValue.Of(address),
            var text => UserValue.Of((string)text),
        });
        var signature = Secp256k1.Sign(
            signedType!.Digest(WalletChain, [UserValue.Of(chain), .. values]), key);
        var action = new JsonObject
        {
            ["type"] = type,
            ["signatureChainId"] = $"0x{WalletChain:x}",
            ["hyperliquidChain"] = chain,
        };
        foreach (var (name, value) in fields)
        {
            action[name] = value is ulong number ? number : value.ToString();
        }

        return Envelope(action.ToJsonString(), nonce, signature);
    }

    public static string ApproveAgent(
        PrivateKey owner, Address agent, string name, ulong? nonce = null, string chain = "Testnet")
    {
        var time = nonce ?? NextNonce();
        return Typed(
            "approveAgent", owner, time, chain, ("agentAddress", agent), ("agentName", name),
            ("nonce", time));
    }

    public static string Withdraw(PrivateKey owner, string destination, string amount)
    {
        var time = NextNonce();
        return Typed(
            "withdraw3", owner, time, "Testnet", ("destination", destination), ("amount", amount),
            ("time", time));
    }

    /// <summary>A grant under our own domain, signed by <paramref name="signer"/>.</summary>
    public static string Grant(
        PrivateKey signer, Address account, Address key, ulong maxOrder = 0, bool reduceOnly = false)
    {
        var nonce = NextNonce();
        var domain = new OffingDomain(31337, Address.OfSystem("vault"));
        var digest = domain.Digest(
            new GrantMessage(account, key, 0, maxOrder, 0, 0, 0, reduceOnly, [], nonce));
        var action = new JsonObject
        {
            ["type"] = "grant",
            ["account"] = account.ToString(),
            ["key"] = key.ToString(),
            ["expiry"] = 0,
            ["maxOrderNotional"] = maxOrder,
            ["maxPositionNotional"] = 0,
            ["maxDailyLoss"] = 0,
            ["maxLeverage"] = 0,
            ["reduceOnly"] = reduceOnly,
            ["markets"] = new JsonArray(),
            ["nonce"] = nonce,
        };
        return Envelope(action.ToJsonString(), nonce, Secp256k1.Sign(digest, signer));
    }

    /// <summary>
    /// A price report of publisher <paramref name="index"/>, signed by <paramref name="key"/>.
    /// </summary>
    public static string Report(
        int index, PrivateKey key, uint market = 0, ulong price = 300_000, ulong sequence = 1)
    {
        var domain = new OffingDomain(31337, Address.OfSystem("vault"));
        var message = new OracleReportMessage(market, price, FakeVenue.Now_Ms, sequence);
        var signature = Secp256k1.Sign(domain.Digest(message), key);
        return $"{{\"publisher\":{index},\"market\":{market},\"price\":{price},\"time\":{FakeVenue.Now_Ms},"
            + $"\"sequence\":{sequence},\"signature\":\"{signature}\"}}";
    }

    /// <summary>A report of publisher <paramref name="index"/> about another venue.</summary>
    public static string VenueReport(int index, PrivateKey key, uint venue = 0, long premium = -7)
    {
        var domain = new OffingDomain(31337, Address.OfSystem("vault"));
        var message = new VenueReportMessage(1, venue, 300_100, premium, FakeVenue.Now_Ms, 1);
        var signature = Secp256k1.Sign(domain.Digest(message), key);
        return $"{{\"publisher\":{index},\"venue\":{venue},\"market\":1,\"mid\":300100,"
            + $"\"premium\":{premium},\"time\":{FakeVenue.Now_Ms},\"sequence\":1,"
            + $"\"signature\":\"{signature}\"}}";
    }

    /// <summary>A kill switch, signed by <paramref name="key"/>.</summary>
    public static string Switch(PrivateKey key, uint market, ushort reason, ulong sequence = 1)
    {
        var domain = new OffingDomain(31337, Address.OfSystem("vault"));
        var signature = Secp256k1.Sign(domain.Digest(new SwitchMessage(market, reason, sequence)), key);
        return $"{{\"market\":{market},\"reason\":{reason},\"sequence\":{sequence},"
            + $"\"signature\":\"{signature}\"}}";
    }

    /// <summary>A kill switch of one address, signed by <paramref name="key"/>.</summary>
    public static string Stop(PrivateKey key, Address target, ushort reason, ulong sequence = 1)
    {
        var domain = new OffingDomain(31337, Address.OfSystem("vault"));
        var signature = Secp256k1.Sign(domain.Digest(new StopMessage(target, reason, sequence)), key);
        return $"{{\"target\":\"{target}\",\"reason\":{reason},\"sequence\":{sequence},"
            + $"\"signature\":\"{signature}\"}}";
    }
}
