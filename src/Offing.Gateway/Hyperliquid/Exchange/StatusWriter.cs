using System.Text.Json;
using Offing.Gateway.Wire;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using Offing.Protocol.Wire;

namespace Offing.Gateway.Hyperliquid.Exchange;

/// <summary>
/// The statuses of orders and cancels, straight to bytes: this is the answer that a venue gives most. The
/// writer and its buffer are each thread's own and used again and again.
/// </summary>
internal sealed class StatusWriter(MarketDirectory markets)
{
    [ThreadStatic]
    private static MemoryStream? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>The reply with one status for each item.</summary>
    /// <param name="type">"type" of the response.</param>
    /// <param name="items">In the order of the action's items.</param>
    /// <param name="asked">
    /// What was asked for, and the action that placed it (null when it replaces another); null for cancels.
    /// </param>
    public WireReply Write(
        string type, List<ItemOutcome> items, Func<ItemOutcome, (OrderSpec Order, PlaceOrders? Place)>? asked)
    {
        var buffer = _buffer ??= new MemoryStream();
        buffer.SetLength(0);
        var json = _writer ??= new Utf8JsonWriter(buffer, WireJson.WriterOptions);
        json.Reset(buffer);
        json.WriteStartObject();
        json.WriteString("status"u8, "ok"u8);
        json.WriteStartObject("response"u8);
        json.WriteString("type"u8, type);
        json.WriteStartObject("data"u8);
        json.WriteStartArray("statuses"u8);
        foreach (var item in items)
        {
            if (item.Kind == OutcomeKind.Error)
            {
                Error(json, item, asked?.Invoke(item).Order);
            }
            else if (asked is null)
            {
                json.WriteStringValue("success"u8);
            }
            else
            {
                Order(json, item, asked(item));
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return new WireReply(200, "application/json", buffer.ToArray());
    }

    /// <summary>
    /// The one detail that an outcome carries: the open order that already has the client's id.
    /// </summary>
    public static string Detail(ItemOutcome item) =>
        item.Code == RejectCode.ClientIdInUse && item.Order.Value != 0
            ? $" oid={item.Order.Value}"
            : "";

    private static void Error(Utf8JsonWriter json, ItemOutcome item, OrderSpec? order)
    {
        var text = RejectText.For(item.Code, Detail(item));
        json.WriteStartObject();
        json.WriteString("error"u8, order is null ? text : $"{text} asset={order.Market.Value}");
        json.WriteEndObject();
    }

    private void Order(Utf8JsonWriter json, ItemOutcome item, (OrderSpec Order, PlaceOrders? Place) asked)
    {
        var place = asked.Place;
        switch (item.Kind)
        {
            case OutcomeKind.WaitingForFill when place is not { IsNative: true }:
                json.WriteStringValue("waitingForFill"u8);
                return;

            // The wire's words for a waiting order have no room for its id, so only a group gets them: the
            // id of an order that stands alone is what its client must learn.
            case OutcomeKind.WaitingForTrigger
                when place is { IsNative: false, Grouping: not OrderGrouping.Na }:
                json.WriteStringValue("waitingForTrigger"u8);
                return;
        }

        var name = item.Kind switch
        {
            OutcomeKind.WaitingForFill => "waitingForFill",
            OutcomeKind.WaitingForTrigger when place is { IsNative: true } => "waitingForTrigger",
            _ => item.Filled.IsZero ? "resting" : "filled",
        };
        json.WriteStartObject();
        json.WriteStartObject(name);
        if (name == "filled")
        {
            // Also for what is filled in part and rests for the rest.
            var market = markets[asked.Order.Market];
            json.WriteString("totalSz"u8, Decimals.Size(market, item.Filled));
            json.WriteString("avgPx"u8, Decimals.AveragePrice(market, item.Quote, item.Filled));
        }

        json.WriteNumber("oid"u8, item.Order.Value);
        if (!item.ClientId.IsNone)
        {
            json.WriteString("cloid"u8, item.ClientId.ToString());
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
