using System.Text.Json.Serialization;
using Offing.Gateway.Wire;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Wire;

namespace Offing.Gateway.Hyperliquid.Exchange;

/// <summary>What an action did, in the statuses of the wire.</summary>
internal sealed class OutcomeFormat(MarketDirectory markets)
{
    /// <summary>The reply to an action that was executed.</summary>
    public WireReply Format(SignedAction action, EntryOutput output)
    {
        foreach (var rejected in output.Events.OfType<ActionRejected>())
        {
            return WireReply.Error(rejected.Code, rejected.Account.ToString());
        }

        var items = output.Events.OfType<ItemOutcome>().OrderBy(item => item.Index).ToArray();
        return action.Command switch
        {
            PlaceOrders place => Ok("order", items.Select(i => OrderStatus(i, place.Orders[i.Index]))),
            ModifyOrders { IsBatch: true } modify =>
                Ok("order", items.Select(i => OrderStatus(i, modify.Modifies[i.Index].Replacement))),
            CancelOrders or CancelOrdersByClientId => Ok("cancel", items.Select(CancelStatus)),
            ModifyOrders when items is [{ Kind: OutcomeKind.Error } failed] =>
                WireReply.Error(failed.Code, Detail(failed)),
            _ => WireReply.Json(new { status = "ok", response = new { type = "default" } }),
        };
    }

    private static WireReply Ok(string type, IEnumerable<object> statuses) =>
        WireReply.Json(new { status = "ok", response = new { type, data = new { statuses } } });

    private object OrderStatus(ItemOutcome item, OrderSpec order)
    {
        if (item.Kind == OutcomeKind.Error)
        {
            return new { error = $"{RejectText.For(item.Code, Detail(item))} asset={order.Market.Value}" };
        }

        var clientId = item.ClientId.IsNone ? null : item.ClientId.ToString();
        if (item.Filled.IsZero)
        {
            return new { resting = new Resting(item.Order.Value, clientId) };
        }

        // Also for what is filled in part and rests for the rest.
        var market = markets[order.Market];
        return new
        {
            filled = new Filled(
                Decimals.Size(market, item.Filled), Decimals.AveragePrice(market, item.Quote, item.Filled),
                item.Order.Value, clientId),
        };
    }

    private static object CancelStatus(ItemOutcome item) =>
        item.Kind == OutcomeKind.Error
            ? new { error = RejectText.For(item.Code, Detail(item)) }
            : "success";

    // The one detail that an outcome carries: the open order that already has the client's id.
    private static string Detail(ItemOutcome item) =>
        item.Code == Protocol.RejectCode.ClientIdInUse && item.Order.Value != 0
            ? $" oid={item.Order.Value}"
            : "";

    private sealed record Resting(
        [property: JsonPropertyName("oid")] ulong Oid,
        [property: JsonPropertyName("cloid"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        string? ClientId);

    private sealed record Filled(
        [property: JsonPropertyName("totalSz")] string TotalSize,
        [property: JsonPropertyName("avgPx")] string AveragePrice,
        [property: JsonPropertyName("oid")] ulong Oid,
        [property: JsonPropertyName("cloid"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        string? ClientId);
}
