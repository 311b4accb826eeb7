using System.Text.Json;
using Offing.Gateway.Wire;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using Offing.Protocol.Wire;

namespace Offing.Gateway.Hyperliquid.Exchange;

/// <summary>
/// One status for each order or cancel of an action. Nearly every answer of a venue is of this form, so it is
/// written by hand.
/// </summary>
internal sealed class OrderStatuses(MarketDirectory markets)
{
    /// <param name="place">The action that placed them; null when they replace others.</param>
    /// <param name="modify">The action that replaced others.</param>
    public WireReply Orders(
        string type, ItemOutcome[] items, PlaceOrders? place, ModifyOrders? modify) => WireReply.Written(
        (Statuses: this, type, items, place, modify),
        static (json, of) =>
        {
            Begin(json, of.type);
            foreach (var item in of.items)
            {
                var order = of.place?.Orders[item.Index] ?? of.modify!.Modifies[item.Index].Replacement;
                of.Statuses.Order(json, item, order, of.place);
            }

            End(json);
        });

    public static WireReply Cancels(ItemOutcome[] items) => WireReply.Written(
        items,
        static (json, items) =>
        {
            Begin(json, "cancel");
            foreach (var item in items)
            {
                if (item.Kind == OutcomeKind.Error)
                {
                    Error(json, RejectText.For(item.Code, Detail(item)));
                }
                else
                {
                    json.WriteStringValue("success"u8);
                }
            }

            End(json);
        });

    /// <summary>
    /// The one detail that an outcome carries: the open order that already has the client's id.
    /// </summary>
    public static string Detail(ItemOutcome item) =>
        item.Code == RejectCode.ClientIdInUse && item.Order.Value != 0
            ? $" oid={item.Order.Value}"
            : "";

    private static void Begin(Utf8JsonWriter json, string type)
    {
        json.WriteStartObject();
        json.WriteString("status"u8, "ok"u8);
        json.WriteStartObject("response"u8);
        json.WriteString("type"u8, type);
        json.WriteStartObject("data"u8);
        json.WriteStartArray("statuses"u8);
    }

    private static void End(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Error(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("error"u8, text);
        json.WriteEndObject();
    }

    private void Order(Utf8JsonWriter json, ItemOutcome item, OrderSpec order, PlaceOrders? place)
    {
        switch (item.Kind)
        {
            case OutcomeKind.Error:
                Error(json, $"{RejectText.For(item.Code, Detail(item))} asset={order.Market.Value}");
                break;
            case OutcomeKind.WaitingForFill when place is { IsNative: true }:
                Identified(json, "waitingForFill"u8, item);
                break;
            case OutcomeKind.WaitingForFill:
                json.WriteStringValue("waitingForFill"u8);
                break;
            case OutcomeKind.WaitingForTrigger when place is { IsNative: true }:
                Identified(json, "waitingForTrigger"u8, item);
                break;

            // The wire's words for a waiting order have no room for its id, so only a group gets them: the
            // id of an order that stands alone is what its client must learn.
            case OutcomeKind.WaitingForTrigger when place is { Grouping: not OrderGrouping.Na }:
                json.WriteStringValue("waitingForTrigger"u8);
                break;
            case var _ when item.Filled.IsZero:
                Identified(json, "resting"u8, item);
                break;
            default:
                // Also for what is filled in part and rests for the rest.
                Filled(json, item, order);
                break;
        }
    }

    private static void Identified(Utf8JsonWriter json, ReadOnlySpan<byte> what, ItemOutcome item)
    {
        json.WriteStartObject();
        json.WriteStartObject(what);
        Ids(json, item);
    }

    private void Filled(Utf8JsonWriter json, ItemOutcome item, OrderSpec order)
    {
        var market = markets[order.Market];
        json.WriteStartObject();
        json.WriteStartObject("filled"u8);
        json.WriteString("totalSz"u8, Decimals.Size(market, item.Filled));
        json.WriteString("avgPx"u8, Decimals.AveragePrice(market, item.Quote, item.Filled));
        Ids(json, item);
    }

    // The last of what a status tells; ends it.
    private static void Ids(Utf8JsonWriter json, ItemOutcome item)
    {
        json.WriteNumber("oid"u8, item.Order.Value);
        if (!item.ClientId.IsNone)
        {
            json.WriteString("cloid"u8, item.ClientId.ToString());
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
