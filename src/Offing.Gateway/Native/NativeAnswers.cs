using System.Text.Json;
using Offing.Gateway.Hyperliquid.Exchange;
using Offing.Gateway.Venue;
using Offing.Gateway.Wire;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Wire;

namespace Offing.Gateway.Native;

/// <summary>What the native surface says of what became of an entry, with its place and receipt.</summary>
internal sealed class NativeAnswers(IVenue venue, MarketDirectory markets)
{
    private readonly OutcomeFormat _format = new(markets);
    private readonly ReceiptQueries _receipts = new(venue);

    /// <summary>Of any action. What the engine refused has its place too, and a receipt of it.</summary>
    public WireReply Action(SignedAction action, SubmitResult result)
    {
        if (result.Output is not { } output)
        {
            return NativeReply.Error(result.Refusal, "no new actions are taken");
        }

        using var response = JsonDocument.Parse(_format.Format(action, output).Body);
        var seq = output.Entry.Seq;
        return NativeReply.Ok(new { seq, response = response.RootElement, receipt = _receipts.Of(seq) });
    }

    /// <summary>Of a publisher's report.</summary>
    public WireReply Report(SubmitResult result)
    {
        if (result.Output is not { } output)
        {
            return Keyed(result, "no new reports are taken");
        }

        foreach (var refused in output.Events.OfType<ReportRefused>())
        {
            return NativeReply.Error(refused.Code, "");
        }

        return Acknowledge(output);
    }

    /// <summary>Of a report or a switch that was let in and refused at its place.</summary>
    public static WireReply Keyed(SubmitResult result, string otherwise) => NativeReply.Error(
        result.Refusal, result.Refusal == RejectCode.BadSignature
            ? "the key that must sign has changed since it was sent"
            : otherwise);

    /// <summary>Of an entry that was executed.</summary>
    public WireReply Acknowledge(EntryOutput output)
    {
        var seq = output.Entry.Seq;
        return NativeReply.Ok(new { seq, receipt = _receipts.Of(seq) });
    }

    /// <summary>Of what the door has refused.</summary>
    public static WireReply Refused(WireError error) => NativeReply.Error(
        error.Code, error.Detail, error.Code == RejectCode.Malformed ? 422 : 200);
}
