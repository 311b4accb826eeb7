using System.Diagnostics.CodeAnalysis;
using Offing.Gateway.Venue;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Wire;
using Offing.Signing;

namespace Offing.Gateway.Hyperliquid.Exchange;

/// <summary>
/// The ladder of checks before anything is logged: shape, signature, signer, nonce, expiry. What fails here
/// leaves no trace. Hash and command come from the same bytes, so what is executed is what was signed.
/// </summary>
internal sealed class Door(IVenue venue, ISignatures signatures)
{
    private readonly OffingDomain _domain = new(venue.Facts.ChainId, venue.Facts.Vault);

    /// <summary>An action that may be logged, or why not.</summary>
    public bool TryAdmit(
        Envelope envelope, [NotNullWhen(true)] out SignedAction? action,
        [NotNullWhen(false)] out WireError? error)
    {
        action = null;
        if (!JsonTranscoder.TryTranscode(envelope.Action.Span, out var payload, out error)
            || !ActionParser.TryParse(payload, out var parsed, out error)
            || !envelope.TryReadSignature(out var signature, out error)
            || !envelope.TryReadVault(out var vault, out error)
            || !TryReadNonce(envelope, parsed, out var nonce, out error)
            || !CheckFamily(envelope, parsed, out error))
        {
            return false;
        }

        vault = parsed.Family == ActionFamily.L1 ? vault : null;
        var request = new Request(payload, parsed, nonce, vault, envelope.ExpiresAfter_Ms, signature);
        if (!TryFindSigner(request, out var scheme, out var key, out var signer, out error)
            || !CheckSigner(request, key, signer, out error)
            || !CheckTime(request, key, out error))
        {
            return false;
        }

        var bytes = new byte[Signature.SizeBytes];
        signature.CopyTo(bytes);
        action = new SignedAction(
            scheme, payload, nonce, vault, envelope.ExpiresAfter_Ms, bytes, key, parsed.Command);
        return true;
    }

    private static bool TryReadNonce(
        Envelope envelope, ParsedAction parsed, out ulong nonce, [NotNullWhen(false)] out WireError? error)
    {
        nonce = envelope.Nonce ?? parsed.InnerNonce ?? 0;
        error = parsed.InnerNonce is { } inner && inner != nonce
            ? new WireError(RejectCode.NonceMismatch, "")
            : null;
        return error is null;
    }

    private bool CheckFamily(
        Envelope envelope, ParsedAction parsed, [NotNullWhen(false)] out WireError? error)
    {
        error = parsed switch
        {
            { Family: not ActionFamily.L1 } when envelope.ExpiresAfter_Ms is not null =>
                new(
                    RejectCode.UnsupportedOption,
                    "expiresAfter is not signed in typed data, so it is not taken"),
            { Family: ActionFamily.L1 } when envelope.Nonce is null =>
                new(RejectCode.MissingKey, "nonce"),
            { Type: "approveAgent" } when !venue.Facts.AcceptsCompatibleGrant =>
                new(RejectCode.SchemeNotAllowed, "grant session keys under the domain Offing"),
            { Family: ActionFamily.UserTyped } when !venue.Facts.AcceptsMainnetLetter
                && parsed.Text("hyperliquidChain") != "Testnet" =>
                new(RejectCode.SchemeNotAllowed, "hyperliquidChain must be Testnet"),
            _ => null,
        };
        return error is null;
    }

    private bool TryFindSigner(
        Request request, out SigningScheme scheme, out Address key,
        [NotNullWhen(true)] out SignerView? signer,
        [NotNullWhen(false)] out WireError? error)
    {
        (signer, scheme, key) = (null, default, default);
        error = new WireError(RejectCode.BadSignature, "no key can have made it");
        foreach (var candidate in Schemes(request.Action.Family))
        {
            if (signatures.SignerOf(Digest(request, candidate), request.Signature) is not { } recovered)
            {
                continue;
            }

            signer = venue.FindSigner(recovered);
            if (signer is not null || key.IsZero)
            {
                (scheme, key) = (candidate, recovered);
                error = new WireError(RejectCode.UnknownSigner, key.ToString());
            }

            if (signer is not null)
            {
                error = null;
                return true;
            }
        }

        return false;
    }

    // Which letter a client signs with does not follow from the URL: both are tried, and the known signer is
    // the one.
    private SigningScheme[] Schemes(ActionFamily family) => family switch
    {
        ActionFamily.UserTyped => [SigningScheme.UserTyped],
        ActionFamily.Offing => [SigningScheme.Offing],
        _ when venue.Facts.AcceptsMainnetLetter => [SigningScheme.L1Mainnet, SigningScheme.L1Testnet],
        _ => [SigningScheme.L1Testnet],
    };

    private Hash32 Digest(Request request, SigningScheme scheme) => scheme switch
    {
        SigningScheme.UserTyped => TypedDigest.OfUser(request.Action),
        SigningScheme.Offing => TypedDigest.OfGrant(request.Action, _domain),
        _ => HyperliquidSigning.L1Digest(
            HyperliquidSigning.ConnectionId(
                request.Payload, request.Nonce, request.Vault, request.ExpiresAfter_Ms),
            scheme == SigningScheme.L1Mainnet ? HyperliquidSource.Mainnet : HyperliquidSource.Testnet),
    };

    // Where a session key may not sign, an address signs for its own account if it has one.
    private bool CheckSigner(
        Request request, Address key, SignerView signer, [NotNullWhen(false)] out WireError? error)
    {
        error = null;
        if (signer.IsAgent && !request.Action.Command.AgentMaySign && venue.FindAccount(key) is null)
        {
            error = new WireError(RejectCode.AgentNotAllowed, request.Action.Type);
        }
        else if (request.Action.Family == ActionFamily.Offing
            && Address.Parse(request.Action.Text("account")!) != key)
        {
            error = new WireError(RejectCode.BadSignature, "the grant is not signed by its account");
        }

        return error is null;
    }

    private bool CheckTime(Request request, Address key, [NotNullWhen(false)] out WireError? error)
    {
        var code = venue.CheckNonce(key, request.Nonce);
        code = code == RejectCode.None && request.ExpiresAfter_Ms < venue.Now.Milliseconds
            ? RejectCode.Expired
            : code;
        error = code == RejectCode.None ? null : new WireError(code, "");
        return error is null;
    }

    private sealed record Request(
        byte[] Payload, ParsedAction Action, ulong Nonce, Address? Vault, ulong? ExpiresAfter_Ms,
        Signature Signature);
}
