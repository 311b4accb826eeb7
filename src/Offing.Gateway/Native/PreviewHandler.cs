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
    /// <summary>A body of user and order; nothing is signed and nothing happens.</summary>
    public WireReply Handle(ReadOnlyMemory<byte> body)
    {
        if (!TryRead(body, out var user, out var order, out var error))
        {
            return NativeReply.Error(
                error.Code, error.Detail, error.Code is RejectCode.Malformed ? 422 : 200);
        }

        return venue.Preview(user, order) is { } preview
            ? NativeReply.Ok(Shape(order, preview))
            : NativeReply.Error(RejectCode.NotDeposited, user.ToString());
    }

    // The order is read by the parser of the action that would send it: what cannot be signed as one cannot
    // be previewed.
    private static bool TryRead(
        ReadOnlyMemory<byte> body, out Address user, [NotNullWhen(true)] out OrderSpec? order,
        [NotNullWhen(false)] out WireError? error)
    {
        (user, order) = (default, null);
        try
        {
            using var document = JsonDocument.Parse(body, WireJson.Request);
            error = Read(document.RootElement, out user, out var text);
            if (error is null
                && JsonTranscoder.TryTranscode(Action(text), out var packed, out error)
                && ActionParser.TryParse(packed, out var action, out error)
                && action.Command is PlaceOrders { Orders: [{ } only] })
            {
                (order, error) = (only, null);
            }
        }
        catch (JsonException broken)
        {
            error = new WireError(RejectCode.Malformed, $"not JSON at byte {broken.BytePositionInLine}");
        }

        return order is not null;
    }

    private static WireError? Read(JsonElement body, out Address user, out string order)
    {
        (user, order) = (default, "");
        if (body.ValueKind != JsonValueKind.Object
            || body.EnumerateObject().FirstOrDefault(p => p.Name is not ("user" or "order")) is
                { Value.ValueKind: not JsonValueKind.Undefined }
            || !body.TryGetProperty("order", out var written) || written.ValueKind != JsonValueKind.Object)
        {
            return new WireError(RejectCode.Malformed, "the body is an object of user and order");
        }

        if (!body.TryGetProperty("user", out var name) || name.ValueKind != JsonValueKind.String
            || !Address.TryParse(name.GetString(), out user))
        {
            return new WireError(RejectCode.BadAddress, "user must be 0x and 40 hex digits");
        }

        order = written.GetRawText();
        return null;
    }

    private static byte[] Action(string order) => Encoding.UTF8.GetBytes(
        $$"""{"type":"offingOrder","orders":[{{order}}],"grouping":"na"}""");

    private object Shape(OrderSpec order, PreviewView preview)
    {
        var code = preview.Code;
        var market = markets.All.FirstOrDefault(m => m.Id == order.Market);
        return new
        {
            seq = preview.Seq,
            time = preview.Time.Milliseconds,
            mark = preview.Mark.Value,
            outcome = Outcome(preview.Kind),
            code = code == RejectCode.None ? null : NativeReply.NameOf(code),
            reason = code == RejectCode.None ? null : RejectText.For(code, ""),
            end = preview.Status is OrderStatus.Open or OrderStatus.Rejected
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
            fee = preview.Fee.Value,
            fills = preview.Fills.Select(
                level => new { price = level.Price.Value, size = level.Size.Value, trades = level.Trades }),
            before = Standing(preview.Before),
            after = Standing(preview.After),
        };
    }

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
}
