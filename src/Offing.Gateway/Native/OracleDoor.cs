using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Offing.Gateway.Venue;
using Offing.Gateway.Wire;
using Offing.MarketData;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Protocol.Wire;
using Offing.Signing;
using static Offing.Gateway.Native.ReportBody;

namespace Offing.Gateway.Native;

/// <summary>
/// Checks a publisher's report before anything is logged: shape, publisher, market, signature.
/// </summary>
internal sealed class OracleDoor(
    VenueFacts facts, VenueFold fold, MarketDirectory markets, ISignatures signatures)
{
    private static readonly string[] Keys = ["publisher", "market", "price", "time", "sequence", "signature"];

    private static readonly string[] VenueKeys =
        ["publisher", "venue", "market", "mid", "premium", "time", "sequence", "signature"];

    private readonly OffingDomain _domain = new(facts.ChainId, facts.Vault);

    /// <summary>A report that may be logged, or why not.</summary>
    public bool TryAdmit(
        ReadOnlyMemory<byte> body, [NotNullWhen(true)] out OracleReport? report,
        [NotNullWhen(false)] out WireError? error)
    {
        OracleReport? found = null;
        error = ReportBody.Read(body, Keys, json => Read(json, out found));
        report = found;
        return error is null && report is not null;
    }

    /// <summary>Likewise about another venue.</summary>
    public bool TryAdmit(
        ReadOnlyMemory<byte> body, [NotNullWhen(true)] out VenueReport? report,
        [NotNullWhen(false)] out WireError? error)
    {
        VenueReport? found = null;
        error = ReportBody.Read(body, VenueKeys, json => Read(json, out found));
        report = found;
        return error is null && report is not null;
    }

    private WireError? Read(JsonElement body, out OracleReport? report)
    {
        report = null;
        var (publisher, market) = (Number(body, "publisher"), Number(body, "market"));
        var (price, time, sequence) = (Number(body, "price"), Number(body, "time"), Number(body, "sequence"));
        if (Place(publisher, market, price, out var key) is { } wrong)
        {
            return wrong;
        }

        var digest = _domain.Digest(new OracleReportMessage((uint)market, price, time, sequence));
        var error = ReportBody.Signature(body, digest, key, signatures, out var signature);
        report = error is not null ? null : new OracleReport(
            (byte)publisher, new MarketId((uint)market), new Ticks((uint)price), new Time(time), sequence,
            signature) { Key = key };
        return error;
    }

    private WireError? Read(JsonElement body, out VenueReport? report)
    {
        report = null;
        var (publisher, venue) = (Number(body, "publisher"), Number(body, "venue"));
        var (market, mid, premium) =
            (Number(body, "market"), Number(body, "mid"), SignedNumber(body, "premium"));
        var (time, sequence) = (Number(body, "time"), Number(body, "sequence"));
        if (Place(publisher, market, mid, out var key) is { } wrong)
        {
            return wrong;
        }

        if (venue >= (ulong)facts.Genesis.Venues.Count)
        {
            return new WireError(RejectCode.VenueUnknown, "");
        }

        var digest = _domain.Digest(
            new VenueReportMessage((uint)market, (uint)venue, mid, premium, time, sequence));
        var error = ReportBody.Signature(body, digest, key, signatures, out var signature);
        report = error is not null ? null : new VenueReport(
            (byte)publisher, (byte)venue, new MarketId((uint)market), new Ticks((uint)mid),
            new Nano(premium), new Time(time), sequence, signature) { Key = key };
        return error;
    }

    // Of the publishers of now: who had the place before reports no more.
    private WireError? Place(ulong publisher, ulong market, ulong price, out Address key)
    {
        var publishers = fold.Publishers;
        key = publisher < (ulong)publishers.Count ? publishers[(int)publisher] : default;
        return key.IsZero ? new WireError(RejectCode.PublisherUnknown, "")
            : market >= (ulong)markets.All.Count ? new WireError(RejectCode.UnknownMarket, "")
            : price is 0 or > uint.MaxValue ? new WireError(RejectCode.ReportPrice, "")
            : null;
    }
}
