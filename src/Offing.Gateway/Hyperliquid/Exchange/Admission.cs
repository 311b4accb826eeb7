using Offing.Gateway.Venue;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Protocol.Wire;
using Offing.Signing;

namespace Offing.Gateway.Hyperliquid.Exchange;

/// <summary>An action on its way through the door.</summary>
internal sealed class Admission
{
    /// <summary>Why it may not be logged; null as long as nothing is against it.</summary>
    public WireError? Error { get; set; }

    /// <summary>What was read; null with an error of the shape.</summary>
    public DoorRequest? Request { get; set; }

    /// <summary>Of the connection that it came by; null: it has none.</summary>
    public SignerHint? Hint { get; init; }

    /// <summary>Who has signed, as the envelope says: a guess like any other; or null.</summary>
    public Address? Named { get; init; }

    /// <summary>Who signed, when it is known already.</summary>
    public Address? Key { get; set; }

    public SigningScheme Scheme { get; set; }

    public SignerView? Signer { get; set; }

    /// <summary>What may be logged; null until all is checked, and with an error.</summary>
    public SignedAction? Action { get; set; }
}

/// <summary>An action and what its signature covers.</summary>
internal sealed record DoorRequest(
    byte[] Payload, ParsedAction Action, ulong Nonce, Address? Vault, ulong? ExpiresAfter_Ms,
    Signature Signature);
