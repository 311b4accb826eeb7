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
    IVenue venue, ExchangeHandler exchange, VenueFold fold, MarketDirectory markets, ISignatures signatures)
{
    private readonly OracleDoor _oracle = new(venue.Facts, fold, markets, signatures);
    private readonly OperatorDoor _operator = new(venue, markets, signatures);
    private readonly NativeAnswers _answers = new(venue, markets);

    /// <summary>
    /// POST /native/exchange: any action of the compatible wire, acknowledged with its place and receipt.
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

        return _answers.Action(action, await exchange.SubmitAsync(action));
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

        return _answers.Acknowledge(output);
    }

    /// <summary>POST /native/oracle: a publisher's signed price.</summary>
    public async ValueTask<WireReply> OracleAsync(ReadOnlyMemory<byte> body)
    {
        return _oracle.TryAdmit(body, out OracleReport? report, out var error)
            ? _answers.Report(await exchange.SubmitAsync(report))
            : NativeAnswers.Refused(error);
    }

    /// <summary>POST /native/venue: a publisher's signed word about another venue.</summary>
    public async ValueTask<WireReply> VenueAsync(ReadOnlyMemory<byte> body)
    {
        return _oracle.TryAdmit(body, out VenueReport? report, out var error)
            ? _answers.Report(await exchange.SubmitAsync(report))
            : NativeAnswers.Refused(error);
    }

    /// <summary>POST /native/operator: a kill switch.</summary>
    public async ValueTask<WireReply> OperatorAsync(ReadOnlyMemory<byte> body)
    {
        if (!_operator.TryAdmit(body, out var thrown, out var error))
        {
            return NativeAnswers.Refused(error);
        }

        var result = await exchange.SubmitAsync(thrown);
        if (result.Output is not { } output)
        {
            return NativeAnswers.Keyed(result, "nothing new is taken");
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

        return _answers.Acknowledge(output);
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
