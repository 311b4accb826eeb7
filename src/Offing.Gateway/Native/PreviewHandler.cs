using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Offing.Gateway.Venue;
using Offing.Gateway.Wire;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using Offing.Protocol.Wire;

namespace Offing.Gateway.Native;

/// <summary>POST /native/preview: what an order would do if it were sent now.</summary>
internal sealed class PreviewHandler(IVenue venue, MarketDirectory markets)
{
    private static readonly string[] Keys = ["user", "order", "signer", "builder", "grouping"];

    /// <summary>
    /// A body of user, order, and who would sign and be paid; nothing is signed and nothing happens.
    /// </summary>
    public WireReply Handle(ReadOnlyMemory<byte> body)
    {
        if (!TryRead(body, out var asked, out var error))
        {
            return NativeReply.Error(
                error.Code, error.Detail, error.Code is RejectCode.Malformed ? 422 : 200);
        }

        return venue.Preview(asked.User, asked.Signer, asked.Action) is { } preview
            ? NativeReply.Ok(Shape(asked, preview))
            : NativeReply.Error(RejectCode.NotDeposited, asked.User.ToString());
    }

    private static bool TryRead(
        ReadOnlyMemory<byte> body, [NotNullWhen(true)] out Question? asked,
        [NotNullWhen(false)] out WireError? error)
    {
        asked = null;
        try
        {
            using var document = JsonDocument.Parse(body, WireJson.Request);
            error = Read(document.RootElement, out asked);
        }
        catch (JsonException broken)
        {
            error = new WireError(RejectCode.Malformed, $"not JSON at byte {broken.BytePositionInLine}");
        }

        return asked is not null;
    }

    private static WireError? Read(JsonElement body, out Question? asked)
    {
        asked = null;
        if (body.ValueKind != JsonValueKind.Object
            || body.EnumerateObject().Any(property => !Keys.Contains(property.Name))
            || !body.TryGetProperty("order", out var order) || order.ValueKind != JsonValueKind.Object)
        {
            return new WireError(
                RejectCode.Malformed, "the body is an object of user, order, signer?, builder?, grouping?");
        }

        var signer = Address.Zero;
        var isSigned = TryGet(body, "signer", out var key);
        var isOfKey = isSigned && TryAddress(key, out signer);
        if (!TryGet(body, "user", out var name) || !TryAddress(name, out var user) || isSigned != isOfKey)
        {
            return new WireError(RejectCode.BadAddress, "user and signer must be 0x and 40 hex digits");
        }

        // The order is read by the parser of the action that would send it: what cannot be signed as one
        // cannot be previewed.
        var builder = TryGet(body, "builder", out var code) ? $",\"builder\":{code.GetRawText()}" : "";
        var grouping = TryGet(body, "grouping", out var written) ? written.GetRawText() : "\"na\"";
        var text = $$"""
            {"type":"offingOrder","orders":[{{order.GetRawText()}}],"grouping":{{grouping}}{{builder}}}
            """;
        if (!JsonTranscoder.TryTranscode(Encoding.UTF8.GetBytes(text), out var packed, out var error)
            || !ActionParser.TryParse(packed, out var action, out error))
        {
            return error;
        }

        asked = new Question(user, isSigned ? signer : null, (PlaceOrders)action.Command);
        return null;
    }

    // Null is as good as nothing, as in an envelope.
    private static bool TryGet(JsonElement body, string name, out JsonElement value) =>
        body.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static bool TryAddress(JsonElement written, out Address address)
    {
        address = default;
        return written.ValueKind == JsonValueKind.String
            && Address.TryParse(written.GetString(), out address);
    }

    private object Shape(Question asked, PreviewView preview)
    {
        var code = preview.Code;
        var market = markets.All.FirstOrDefault(m => m.Id == asked.Action.Orders[0].Market);
        return new
        {
            seq = preview.Seq,
            time = preview.Time.Milliseconds,
            mark = preview.Mark.Value,
            complete = preview.IsComplete,
            outcome = preview.IsComplete ? Outcome(preview.Kind) : null,
            code = code == RejectCode.None ? null : NativeReply.NameOf(code),
            reason = code == RejectCode.None ? null : RejectText.For(code, Detail(asked, code)),
            end = !preview.IsComplete || preview.Status is OrderStatus.Open or OrderStatus.Rejected
                ? null
                : JsonNamingPolicy.CamelCase.ConvertName(preview.Status.ToString()),
            size = preview.Size.Value,
            filled = preview.Filled.Value,
            rests = preview.Rests.Value,
            quote = preview.Quote.Value,
            averagePrice = market is null || preview.Filled.IsZero
                ? null
                : Decimals.AveragePrice(market, preview.Quote, preview.Filled),
            worstPrice = preview.Fills.Count == 0 ? (uint?)null : preview.Fills[^1].Price.Value,
            triggerPrice = preview.Trigger?.Value,
            fee = preview.Fee.Value,
            builderFee = preview.BuilderFee.Value,
            fills = preview.Fills.Select(
                level => new { price = level.Price.Value, size = level.Size.Value, trades = level.Trades }),
            before = Standing(preview.Before),
            after = Standing(preview.After),
        };
    }

    private static string Detail(Question asked, RejectCode code) =>
        code == RejectCode.UnknownSigner ? $"{asked.Signer}" : "";

    private static string Outcome(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Resting => "resting",
        OutcomeKind.Filled => "filled",
        OutcomeKind.WaitingForTrigger => "waitingForTrigger",
        _ => "error",
    };

    private static object? Standing(StandingView? standing) => standing is null ? null : new
    {
        size = standing.Size.Value,
        entryNotional = standing.EntryNotional.Value,
        liquidationPrice = standing.Liquidation?.Value,
        cross = RiskShapes.Bucket(standing.Cross),
        isolated = standing.Isolated is { } isolated ? RiskShapes.Bucket(isolated) : null,
    };

    private sealed record Question(Address User, Address? Signer, PlaceOrders Action);
}
