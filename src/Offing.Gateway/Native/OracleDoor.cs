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

/// <summary>Checks a price report before anything is logged: shape, publisher, market, signature.</summary>
internal sealed class OracleDoor(VenueFacts facts, MarketDirectory markets)
{
    private static readonly string[] Keys = ["publisher", "market", "price", "time", "sequence", "signature"];

    private readonly OffingDomain _domain = new(facts.ChainId, facts.Vault);

    /// <summary>A report that may be logged, or why not.</summary>
    public bool TryAdmit(
        ReadOnlyMemory<byte> body, [NotNullWhen(true)] out OracleReport? report,
        [NotNullWhen(false)] out WireError? error)
    {
        report = null;
        try
        {
            using var document = JsonDocument.Parse(body, WireJson.Request);
            error = Read(document.RootElement, out report);
        }
        catch (JsonException broken)
        {
            error = new WireError(RejectCode.Malformed, $"not JSON at byte {broken.BytePositionInLine}");
        }
        catch (FormatException wrong)
        {
            error = new WireError(RejectCode.Malformed, wrong.Message);
        }

        return error is null && report is not null;
    }

    private WireError? Read(JsonElement body, out OracleReport? report)
    {
        report = null;
        RequireKeys(body);
        var (publisher, market) = (Number(body, "publisher"), Number(body, "market"));
        var (price, time, sequence) = (Number(body, "price"), Number(body, "time"), Number(body, "sequence"));
        if (publisher >= (ulong)facts.Genesis.Publishers.Count)
        {
            return new WireError(RejectCode.PublisherUnknown, "");
        }

        if (market >= (ulong)markets.All.Count)
        {
            return new WireError(RejectCode.UnknownMarket, "");
        }

        if (price is 0 or > uint.MaxValue)
        {
            return new WireError(RejectCode.ReportPrice, "");
        }

        if (!TryReadSignature(body, out var signature))
        {
            return new WireError(
                RejectCode.BadSignature, "it must be r, s (the low one) and v in one hex text of 65 bytes");
        }

        var digest = _domain.Digest(new OracleReportMessage((uint)market, price, time, sequence));
        if (Secp256k1.Recover(digest, signature) != facts.Genesis.Publishers[(int)publisher])
        {
            return new WireError(RejectCode.BadSignature, "it is not the publisher's");
        }

        var bytes = new byte[Signature.SizeBytes];
        signature.CopyTo(bytes);
        report = new OracleReport(
            (byte)publisher, new MarketId((uint)market), new Ticks((uint)price), new Time(time), sequence,
            bytes);
        return null;
    }

    private static void RequireKeys(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("the body must be an object");
        }

        foreach (var property in body.EnumerateObject().Where(property => !Keys.Contains(property.Name)))
        {
            throw new FormatException($"the key {property.Name} is not known");
        }
    }

    private static bool TryReadSignature(JsonElement body, out Signature signature)
    {
        signature = default;
        return body.TryGetProperty("signature", out var text) && text.ValueKind == JsonValueKind.String
            && Hex.TryDecode(text.GetString(), out var bytes) && Signature.TryRead(bytes, out signature);
    }

    private static ulong Number(JsonElement body, string key) =>
        body.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetUInt64(out var number)
            ? number
            : throw new FormatException($"{key} must be a whole number of at least 0");
}
