using System.Text;
using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Protocol.Wire;
using Offing.Signing;

namespace Offing.Tools.Client;

/// <summary>Signed requests as a client sends them to /exchange and /native.</summary>
public static class Envelopes
{
    /// <summary>An order, cancel or any other L1 action, under the letter b.</summary>
    public static string L1(JsonObject action, ulong nonce, PrivateKey key) =>
        L1(action.ToJsonString(), nonce, key);

    /// <summary>The same of an action that is written out already.</summary>
    /// <param name="isNamed">Whether the envelope says whose signature it is.</param>
    public static string L1(string text, ulong nonce, PrivateKey key, bool isNamed = false)
    {
        var transcoded = JsonTranscoder.TryTranscode(
            Encoding.UTF8.GetBytes(text), out var messagePack, out var error);
        Check.That(transcoded, error?.Detail ?? "");
        var connection = HyperliquidSigning.ConnectionId(messagePack, nonce);
        var digest = HyperliquidSigning.L1Digest(connection, HyperliquidSource.Testnet);
        return Envelope(text, nonce, Secp256k1.Sign(digest, key), isNamed ? key.Address : null);
    }

    /// <summary>A withdrawal to the owner's own address; <paramref name="amount"/> in micro-USDC.</summary>
    public static string Withdraw(MicroUsd amount, ulong chainId, ulong nonce, PrivateKey owner)
    {
        const string chain = "Testnet";
        var text = WireDecimal.FromUnits((ulong)amount.Value, 6).ToString();
        var destination = owner.Address.ToString();
        var action = new JsonObject
        {
            ["type"] = "withdraw3",
            ["signatureChainId"] = $"0x{chainId:x}",
            ["hyperliquidChain"] = chain,
            ["destination"] = destination,
            ["amount"] = text,
            ["time"] = nonce,
        };
        Check.That(UserSignedType.TryFind("withdraw3", out var type));
        var digest = type.Digest(
            chainId,
            [UserValue.Of(chain), UserValue.Of(destination), UserValue.Of(text), UserValue.Of(nonce)]);
        return Envelope(action.ToJsonString(), nonce, Secp256k1.Sign(digest, owner));
    }

    /// <summary>A session key under our own domain, without limits, for the default time.</summary>
    public static string Grant(Address key, OffingDomain domain, ulong nonce, PrivateKey owner)
    {
        var grant = new GrantMessage(owner.Address, key, 0, 0, 0, 0, 0, false, [], nonce);
        var action = new JsonObject
        {
            ["type"] = "grant",
            ["account"] = owner.Address.ToString(),
            ["key"] = key.ToString(),
            ["expiry"] = 0,
            ["maxOrderNotional"] = 0,
            ["maxPositionNotional"] = 0,
            ["maxDailyLoss"] = 0,
            ["maxLeverage"] = 0,
            ["reduceOnly"] = false,
            ["markets"] = new JsonArray(),
            ["nonce"] = nonce,
        };
        return Envelope(action.ToJsonString(), nonce, Secp256k1.Sign(domain.Digest(grant), owner));
    }

    private static string Envelope(
        string action, ulong nonce, Signature signature, Address? signer = null) =>
        $"{{\"action\":{action},\"nonce\":{nonce},"
        + (signer is null ? "" : $"\"signer\":\"{signer}\",") + "\"signature\":"
        + $"{{\"r\":\"{signature.R}\",\"s\":\"{signature.S}\",\"v\":{signature.V}}}}}";
}
