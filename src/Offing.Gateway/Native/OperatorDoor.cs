using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Offing.Gateway.Venue;
using Offing.Gateway.Wire;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Protocol.Wire;
using Offing.Signing;

namespace Offing.Gateway.Native;

/// <summary>
/// Checks a kill switch before anything is logged: shape, market or address, the operator's signature.
/// </summary>
internal sealed class OperatorDoor(IVenue venue, MarketDirectory markets, ISignatures signatures)
{
    private static readonly string[] Keys = ["market", "target", "reason", "sequence", "signature"];

    private readonly OffingDomain _domain = new(venue.Facts.ChainId, venue.Facts.Vault);

    /// <summary>A switch or a stop that may be logged, or why not.</summary>
    public bool TryAdmit(
        ReadOnlyMemory<byte> body, [NotNullWhen(true)] out Entry? thrown,
        [NotNullWhen(false)] out WireError? error)
    {
        Entry? found = null;
        error = ReportBody.Read(body, Keys, json => Read(json, out found));
        thrown = error is null ? found : null;
        return thrown is not null;
    }

    private WireError? Read(JsonElement json, out Entry? thrown)
    {
        thrown = null;
        var hasMarket = json.TryGetProperty("market", out _);
        var hasTarget = json.TryGetProperty("target", out _);
        if (hasMarket == hasTarget)
        {
            throw new FormatException("either market or target must be there");
        }

        var (reason, sequence) = (ReportBody.Number(json, "reason"), ReportBody.Number(json, "sequence"));
        if (venue.Facts.Genesis.Operator.IsZero)
        {
            return new WireError(RejectCode.OperatorUnknown, "");
        }

        if (reason > ushort.MaxValue)
        {
            return new WireError(RejectCode.BadNumber, "reason is over 65,535");
        }

        return hasMarket
            ? ReadSwitch(json, (ushort)reason, sequence, out thrown)
            : ReadStop(json, (ushort)reason, sequence, out thrown);
    }

    private WireError? ReadSwitch(JsonElement json, ushort reason, ulong sequence, out Entry? thrown)
    {
        thrown = null;
        var market = ReportBody.Number(json, "market");
        if (market >= (ulong)markets.All.Count && market != OperatorSwitch.Venue.Value)
        {
            return new WireError(RejectCode.UnknownMarket, "");
        }

        var digest = _domain.Digest(new SwitchMessage((uint)market, reason, sequence));
        var key = venue.OperatorState().Operator;
        var wrong = ReportBody.Signature(json, digest, key, signatures, out var signature);
        thrown = new OperatorSwitch(new MarketId((uint)market), reason, sequence, signature) { Key = key };
        return wrong;
    }

    private WireError? ReadStop(JsonElement json, ushort reason, ulong sequence, out Entry? thrown)
    {
        thrown = null;
        if (json.GetProperty("target") is not { ValueKind: JsonValueKind.String } text
            || !Address.TryParse(text.GetString(), out var target))
        {
            return new WireError(RejectCode.BadAddress, "target must be 0x and 40 hex digits");
        }

        var digest = _domain.Digest(new StopMessage(target, reason, sequence));
        var key = venue.OperatorState().Operator;
        var wrong = ReportBody.Signature(json, digest, key, signatures, out var signature);
        thrown = new OperatorStop(target, reason, sequence, signature) { Key = key };
        return wrong;
    }
}
