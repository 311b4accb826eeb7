using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Protocol.Wire;
using Offing.Signing;

namespace Offing.Gateway.Hyperliquid.Exchange;

/// <summary>What a client signed for an action, and who it was.</summary>
public static class ActionDigest
{
    /// <summary>Who signed an action as a batch carries it.</summary>
    /// <param name="signer">Zero when there is a defect.</param>
    /// <returns>
    /// Why nobody can have signed it for this venue; null when <paramref name="signer"/> did.
    /// </returns>
    public static string? FindDefect(SignedAction action, OffingDomain domain, out Address signer)
    {
        signer = Address.Zero;
        if (!ActionParser.TryParse(action.Payload, out var parsed, out var error))
        {
            return $"the signed bytes are no action: {error.Code} {error.Detail}";
        }

        if (!IsOf(parsed.Family, action.Scheme) || (parsed.InnerNonce ?? action.Nonce) != action.Nonce)
        {
            return "its scheme or nonce is not that of the signed bytes";
        }

        var digest = Of(
            action.Scheme, parsed, action.Payload, action.Nonce, action.Vault, action.ExpiresAfter_Ms,
            domain);
        if (!Signature.TryRead(action.Signature, out var signature)
            || Secp256k1.Recover(digest, signature) is not { } key)
        {
            return "no key can have made its signature";
        }

        if (parsed.Family == ActionFamily.Offing && Address.Parse(parsed.Text("account")!) != key)
        {
            return $"the grant is signed by {key} and not by its account";
        }

        signer = key;
        return null;
    }

    /// <summary>What is signed under a scheme.</summary>
    internal static Hash32 Of(
        SigningScheme scheme, ParsedAction action, ReadOnlySpan<byte> payload, ulong nonce, Address? vault,
        ulong? expiresAfter_Ms, OffingDomain domain) => scheme switch
    {
        SigningScheme.UserTyped => TypedDigest.OfUser(action),
        SigningScheme.Offing => TypedDigest.OfGrant(action, domain),
        _ => HyperliquidSigning.L1Digest(
            HyperliquidSigning.ConnectionId(payload, nonce, vault, expiresAfter_Ms),
            scheme == SigningScheme.L1Mainnet ? HyperliquidSource.Mainnet : HyperliquidSource.Testnet),
    };

    private static bool IsOf(ActionFamily family, SigningScheme scheme) => family switch
    {
        ActionFamily.UserTyped => scheme == SigningScheme.UserTyped,
        ActionFamily.Offing => scheme == SigningScheme.Offing,
        _ => scheme is SigningScheme.L1Mainnet or SigningScheme.L1Testnet,
    };
}
