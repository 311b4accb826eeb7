using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Offing.Gateway.Limiting;
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
/// <remarks>
/// Three steps, so that many actions can take the middle one together: what is read needs no key, guessing
/// proves for some who signed, and settling finds it out for the rest and asks the venue. Guessed is whom the
/// envelope names, or who signed last on the connection. A guess is proved by the same equation as recovery
/// (<see cref="KnownKey"/>), so it only saves time.
/// </remarks>
/// <param name="signatures">Who signed; the real one when null.</param>
/// <param name="budgets">What keys and accounts may send; null: anything.</param>
internal sealed class Door(IVenue venue, ISignatures? signatures = null, ActionBudgets? budgets = null)
{
    private readonly ISignatures _signatures = signatures ?? new Secp256k1Signatures();
    private readonly bool _isReal = signatures is null or Secp256k1Signatures;
    private readonly KnownKeys _keys = new();
    private readonly OffingDomain _domain = new(venue.Facts.ChainId, venue.Facts.Vault);

    /// <summary>An action that may be logged, or why not.</summary>
    /// <param name="hint">Of the connection; null: it has none.</param>
    public bool TryAdmit(
        Envelope envelope, SignerHint? hint, [NotNullWhen(true)] out SignedAction? action,
        [NotNullWhen(false)] out WireError? error)
    {
        var admission = Read(envelope, hint);
        Guess([admission]);
        Settle(admission);
        (action, error) = (admission.Action, admission.Error);
        return action is not null;
    }

    /// <summary>Reads an action and what stands around it.</summary>
    /// <param name="hint">Of the connection; null: it has none.</param>
    public Admission Read(Envelope envelope, SignerHint? hint)
    {
        if (!JsonTranscoder.TryTranscode(envelope.Action.Span, out var payload, out var error)
            || !ActionParser.TryParse(payload, out var parsed, out error)
            || !envelope.TryReadSignature(out var signature, out error)
            || !envelope.TryReadVault(out var vault, out error)
            || !envelope.TryReadSigner(out var named, out error)
            || !TryReadNonce(envelope, parsed, out var nonce, out error)
            || !CheckFamily(envelope, parsed, out error))
        {
            return new Admission { Error = error };
        }

        vault = parsed.Family == ActionFamily.L1 ? vault : null;
        return new Admission
        {
            Request = new DoorRequest(payload, parsed, nonce, vault, envelope.ExpiresAfter_Ms, signature),
            Named = named,
            Hint = hint,
        };
    }

    /// <summary>Proves of those that the guessed key has signed that it has.</summary>
    public void Guess(IReadOnlyList<Admission> admissions)
    {
        if (!_isReal)
        {
            return;
        }

        var guessed = new List<Admission>(admissions.Count);
        var claims = new List<KnownKey.Claim>(admissions.Count);
        foreach (var admission in admissions)
        {
            if (admission.Request is { Action.Family: ActionFamily.L1 } request
                && (admission.Named ?? admission.Hint?.Guess) is { } guess
                && _keys.TryFind(guess, out var known, out var scheme))
            {
                admission.Scheme = scheme;
                guessed.Add(admission);
                claims.Add(new KnownKey.Claim(known, Digest(request, scheme), request.Signature));
            }
        }

        var results = new bool[claims.Count];
        KnownKey.HaveSigned(CollectionsMarshal.AsSpan(claims), results);
        for (var i = 0; i < results.Length; i++)
        {
            guessed[i].Key = results[i] ? claims[i].Key.Address : null;
        }
    }

    /// <summary>Finds out who signed, unless that is proved, and checks the rest.</summary>
    public void Settle(Admission admission)
    {
        if (admission.Request is not { } request)
        {
            return;
        }

        var error = admission.Error;
        if ((!IsProved(admission) && !TryFindSigner(request, admission, out error))
            || !CheckSigner(request, admission.Key!.Value, admission.Signer!, out error)
            || !CheckTime(request, admission.Key!.Value, out error)
            || !CheckBudget(request, admission.Key!.Value, admission.Signer!, out error))
        {
            admission.Error = error;
            return;
        }

        Learn(admission);
        admission.Action = new SignedAction(
            admission.Scheme, request.Payload, request.Nonce, request.Vault, request.ExpiresAfter_Ms,
            request.Signature.ToArray(), admission.Key!.Value, request.Action.Command);
    }

    private bool IsProved(Admission admission)
    {
        admission.Signer = admission.Key is { } key ? venue.FindSigner(key) : null;
        return admission.Signer is not null;
    }

    private void Learn(Admission admission)
    {
        var (request, key) = (admission.Request!, admission.Key!.Value);
        // Whoever has neither a connection nor a name is never guessed.
        if (!_isReal || request.Action.Family != ActionFamily.L1
            || (admission.Hint is null && admission.Named is null))
        {
            return;
        }

        admission.Hint?.Learn(key);
        if (_keys.Learn(key, admission.Scheme)
            && Secp256k1.RecoverPublicKey(Digest(request, admission.Scheme), request.Signature) is { } full)
        {
            _keys.Add(full, admission.Scheme);
        }
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
        DoorRequest request, Admission admission, [NotNullWhen(false)] out WireError? error)
    {
        admission.Key = null;
        error = new WireError(RejectCode.BadSignature, "no key can have made it");
        foreach (var candidate in Schemes(request.Action.Family))
        {
            if (_signatures.SignerOf(Digest(request, candidate), request.Signature) is not { } recovered)
            {
                continue;
            }

            admission.Signer = venue.FindSigner(recovered);
            if (admission.Signer is not null || admission.Key is null)
            {
                (admission.Scheme, admission.Key) = (candidate, recovered);
                error = new WireError(RejectCode.UnknownSigner, recovered.ToString());
            }

            if (admission.Signer is not null)
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

    private Hash32 Digest(DoorRequest request, SigningScheme scheme) => ActionDigest.Of(
        scheme, request.Action, request.Payload, request.Nonce, request.Vault, request.ExpiresAfter_Ms,
        _domain);

    // Where a session key may not sign, an address signs for its own account if it has one.
    private bool CheckSigner(
        DoorRequest request, Address key, SignerView signer, [NotNullWhen(false)] out WireError? error)
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

    private bool CheckTime(
        DoorRequest request, Address key, [NotNullWhen(false)] out WireError? error)
    {
        var code = venue.CheckNonce(key, request.Nonce);
        code = code == RejectCode.None && request.ExpiresAfter_Ms < venue.Now.Milliseconds
            ? RejectCode.Expired
            : code;
        error = code == RejectCode.None ? null : new WireError(code, "");
        return error is null;
    }

    // The last check, so that nothing which is refused for another reason counts.
    private bool CheckBudget(
        DoorRequest request, Address key, SignerView signer, [NotNullWhen(false)] out WireError? error)
    {
        error = budgets?.Take(request.Vault ?? signer.Account, key, request.Action.Command);
        return error is null;
    }
}
