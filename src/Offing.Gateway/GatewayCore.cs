using System.Diagnostics.CodeAnalysis;
using Offing.Gateway.Hyperliquid.Exchange;
using Offing.Gateway.Native;
using Offing.Gateway.Venue;
using Offing.Gateway.Wire;
using Offing.MarketData;
using Offing.Protocol;
using Offing.Protocol.Entries;

namespace Offing.Gateway;

/// <summary>An answer of the gateway: the status of HTTP and the bytes of the body.</summary>
public readonly record struct GatewayAnswer(int Status, byte[] Body);

/// <summary>In which form an action is answered.</summary>
public enum AnswerForm
{
    /// <summary>As POST /exchange does.</summary>
    Compatible,

    /// <summary>As POST /native/exchange does: with place and receipt.</summary>
    Native,
}

/// <summary>
/// The calls that reach the sequencer, and receipts, without their socket: bytes in, an entry or an answer;
/// an outcome in, an answer out. It waits for nothing, so that it runs on one thread under a clock of
/// anybody's.
/// </summary>
public sealed class GatewayCore
{
    private readonly Door _door;
    private readonly OracleDoor _oracle;
    private readonly OutcomeFormat _format;
    private readonly NativeAnswers _native;
    private readonly ReceiptQueries _receipts;

    /// <param name="venue">Asked for what the door checks; nothing is submitted to it.</param>
    /// <param name="fold">Of the same venue: its markets and publishers.</param>
    /// <param name="signatures">Who signed a digest.</param>
    public GatewayCore(IVenue venue, VenueFold fold, ISignatures signatures)
    {
        var markets = new MarketDirectory(fold);
        (_door, _format) = (new Door(venue, signatures), new OutcomeFormat(markets));
        _oracle = new OracleDoor(venue.Facts, fold, markets, signatures);
        (_native, _receipts) = (new NativeAnswers(venue, markets), new ReceiptQueries(venue));
    }

    /// <summary>An action that may be logged, or the answer that says why not.</summary>
    public bool TryAdmit(
        ReadOnlyMemory<byte> body, AnswerForm form, [NotNullWhen(true)] out SignedAction? action,
        out GatewayAnswer refusal)
    {
        action = null;
        if (!EnvelopeReader.TryRead(body, nonceRequired: true, out var envelope, out var problem))
        {
            refusal = Of(form == AnswerForm.Native
                ? NativeReply.Error(RejectCode.Malformed, problem, 422)
                : WireReply.Unprocessable(problem));
            return false;
        }

        var isAdmitted = _door.TryAdmit(envelope, hint: null, out action, out var error);
        refusal = isAdmitted ? default : Of(form == AnswerForm.Native
            ? NativeAnswers.Refused(error!)
            : WireReply.Error(error!.Code, error.Detail));
        return isAdmitted;
    }

    /// <summary>A publisher's report that may be logged, or the answer that says why not.</summary>
    public bool TryAdmitReport(
        ReadOnlyMemory<byte> body, [NotNullWhen(true)] out OracleReport? report, out GatewayAnswer refusal)
    {
        var isAdmitted = _oracle.TryAdmit(body, out report, out var error);
        refusal = isAdmitted ? default : Of(NativeAnswers.Refused(error!));
        return isAdmitted;
    }

    /// <summary>The answer to an action of which this became.</summary>
    public GatewayAnswer Answer(SignedAction action, AnswerForm form, SubmitResult result) =>
        Of(form == AnswerForm.Native
            ? _native.Action(action, result)
            : ExchangeHandler.Answer(_format, action, result));

    /// <summary>Likewise of a report.</summary>
    public GatewayAnswer AnswerReport(SubmitResult result) => Of(_native.Report(result));

    /// <summary>GET /native/receipt by signer and nonce.</summary>
    public GatewayAnswer Receipt(string signer, string nonce) =>
        Of(_receipts.Find(signer, nonce, hash: null, seq: null));

    private static GatewayAnswer Of(WireReply reply) => new(reply.Status, reply.Body);
}
