using System.Diagnostics.CodeAnalysis;
using Offing.Gateway.Hyperliquid.Exchange;
using Offing.Gateway.Venue;
using Offing.Gateway.Wire;
using Offing.MarketData;
using Offing.Protocol.Entries;

namespace Offing.Gateway;

/// <summary>An answer of the gateway: the status of HTTP and the bytes of the body.</summary>
public readonly record struct GatewayAnswer(int Status, byte[] Body);

/// <summary>
/// POST /exchange without its socket: bytes in, an action or an answer; an outcome in, an answer out. It
/// waits for nothing, so that it runs on one thread under a clock of anybody's.
/// </summary>
public sealed class GatewayCore
{
    private readonly Door _door;
    private readonly OutcomeFormat _format;

    /// <param name="venue">Asked for what the door checks; nothing is submitted to it.</param>
    /// <param name="fold">Of the same venue: its markets.</param>
    /// <param name="signatures">Who signed a digest.</param>
    public GatewayCore(IVenue venue, VenueFold fold, ISignatures signatures) => (_door, _format) =
        (new Door(venue, signatures), new OutcomeFormat(new MarketDirectory(fold)));

    /// <summary>An action that may be logged, or the answer that says why not.</summary>
    public bool TryAdmit(
        ReadOnlyMemory<byte> body, [NotNullWhen(true)] out SignedAction? action, out GatewayAnswer refusal)
    {
        action = null;
        if (!EnvelopeReader.TryRead(body, nonceRequired: true, out var envelope, out var problem))
        {
            refusal = Of(WireReply.Unprocessable(problem));
            return false;
        }

        var isAdmitted = _door.TryAdmit(envelope, hint: null, out action, out var error);
        refusal = isAdmitted ? default : Of(WireReply.Error(error!.Code, error.Detail));
        return isAdmitted;
    }

    /// <summary>The answer to an action of which this became.</summary>
    public GatewayAnswer Answer(SignedAction action, SubmitResult result) =>
        Of(ExchangeHandler.Answer(_format, action, result));

    private static GatewayAnswer Of(WireReply reply) => new(reply.Status, reply.Body);
}
