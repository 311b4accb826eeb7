using System.Text.Json;
using Offing.Gateway.Hyperliquid.Exchange;
using Offing.Gateway.Venue;
using Offing.Gateway.Wire;
using Offing.MarketData;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Wire;

namespace Offing.Gateway.Native;

/// <summary>The calls of spec/native.md that change something.</summary>
internal sealed class NativeHandler(
    IVenue venue, ExchangeHandler exchange, VenueFold fold, MarketDirectory markets)
{
    private readonly OracleDoor _oracle = new(venue.Facts, fold, markets);
    private readonly OperatorDoor _operator = new(venue.Facts, markets);

    private readonly OutcomeFormat _format = new(markets);
    private readonly ReceiptQueries _receipts = new(venue);

    /// <summary>
    /// POST /native/exchange: any action of the compatible wire, acknowledged with its place and receipt.
    /// What the engine refused has its place too, and a receipt of it.
    /// </summary>
    public async ValueTask<WireReply> ExchangeAsync(ReadOnlyMemory<byte> body, SignerHint hint)
    {
        if (!EnvelopeReader.TryRead(body, nonceRequired: true, out var envelope, out var problem))
        {
            return NativeReply.Error(RejectCode.Malformed, problem, 422);
        }

        if (!exchange.TryAdmit(envelope, hint, out var action, out var error))
        {
            return NativeReply.Error(error.Code, error.Detail);
        }

        var result = await exchange.SubmitAsync(action);
        if (result.Output is not { } output)
        {
            return NativeReply.Error(result.Refusal, "no new actions are taken");
        }

        using var response = JsonDocument.Parse(_format.Format(action, output).Body);
        var seq = output.Entry.Seq;
        return NativeReply.Ok(new { seq, response = response.RootElement, receipt = _receipts.Of(seq) });
    }

    /// <summary>POST /native/grant: a session key under our own domain.</summary>
    public async ValueTask<WireReply> GrantAsync(ReadOnlyMemory<byte> body, SignerHint hint)
    {
        if (!EnvelopeReader.TryRead(body, nonceRequired: false, out var envelope, out var problem))
        {
            return NativeReply.Error(RejectCode.Malformed, problem, 422);
        }

        if (!exchange.TryAdmit(envelope, hint, out var action, out var error))
        {
            return NativeReply.Error(error.Code, error.Detail);
        }

        if (action.Scheme != SigningScheme.Offing)
        {
            return NativeReply.Error(RejectCode.UnsupportedAction, "of another kind than grant");
        }

        var result = await exchange.SubmitAsync(action);
        if (result.Output is not { } output)
        {
            return NativeReply.Error(result.Refusal, "no new actions are taken");
        }

        foreach (var rejected in output.Events.OfType<ActionRejected>())
        {
            return NativeReply.Error(rejected.Code, rejected.Account.ToString());
        }

        return Acknowledge(output);
    }

    /// <summary>POST /native/oracle: a publisher's signed price.</summary>
    public async ValueTask<WireReply> OracleAsync(ReadOnlyMemory<byte> body)
    {
        return _oracle.TryAdmit(body, out OracleReport? report, out var error)
            ? await ReportAsync(report)
            : Refuse(error);
    }

    /// <summary>POST /native/venue: a publisher's signed word about another venue.</summary>
    public async ValueTask<WireReply> VenueAsync(ReadOnlyMemory<byte> body)
    {
        return _oracle.TryAdmit(body, out VenueReport? report, out var error)
            ? await ReportAsync(report)
            : Refuse(error);
    }

    private WireReply Acknowledge(EntryOutput output)
    {
        var seq = output.Entry.Seq;
        return NativeReply.Ok(new { seq, receipt = _receipts.Of(seq) });
    }

    private static WireReply Refuse(WireError error) => NativeReply.Error(
        error.Code, error.Detail, error.Code == RejectCode.Malformed ? 422 : 200);

    private async ValueTask<WireReply> ReportAsync(Entry report)
    {
        var result = await exchange.SubmitAsync(report);
        if (result.Output is not { } output)
        {
            return NativeReply.Error(result.Refusal, "no new reports are taken");
        }

        foreach (var refused in output.Events.OfType<ReportRefused>())
        {
            return NativeReply.Error(refused.Code, "");
        }

        return Acknowledge(output);
    }

    /// <summary>POST /native/operator: a kill switch.</summary>
    public async ValueTask<WireReply> OperatorAsync(ReadOnlyMemory<byte> body)
    {
        if (!_operator.TryAdmit(body, out var thrown, out var error))
        {
            return NativeReply.Error(
                error.Code, error.Detail, error.Code == RejectCode.Malformed ? 422 : 200);
        }

        var result = await exchange.SubmitAsync(thrown);
        if (result.Output is not { } output)
        {
            return NativeReply.Error(result.Refusal, "nothing new is taken");
        }

        foreach (var happened in output.Events)
        {
            var code = happened switch
            {
                SwitchRefused refused => refused.Code,
                StopRefused refused => refused.Code,
                _ => RejectCode.None,
            };
            if (code != RejectCode.None)
            {
                return NativeReply.Error(code, "");
            }
        }

        return Acknowledge(output);
    }

    /// <summary>POST /native/settle: ends the batch now and posts it; development only.</summary>
    public async ValueTask<WireReply> SettleAsync(CancellationToken cancel)
    {
        if (!venue.Facts.IsDevelopment)
        {
            return NativeReply.Error(RejectCode.UnsupportedAction, "settle");
        }

        return await venue.SettleAsync(cancel) is { } batch
            ? NativeReply.Ok(new { batch })
            : NativeReply.Error(RejectCode.OutcomeUnknown, "");
    }
}
