using System.Text.Json.Serialization;
using Offing.Gateway.Wire;
using Offing.Protocol;
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
            return Rejected(action.Command, rejected);
        }

        var items = output.Events.OfType<ItemOutcome>().OrderBy(item => item.Index).ToArray();
        return action.Command switch
        {
            PlaceOrders place => Ok(
                place.IsNative ? "offingOrder" : "order",
                items.Select(i => OrderStatus(i, place.Orders[i.Index], place))),
            ModifyOrders { IsBatch: true } modify =>
                Ok("order", items.Select(i => OrderStatus(i, modify.Modifies[i.Index].Replacement, null))),
            CancelOrders or CancelOrdersByClientId => Ok("cancel", items.Select(CancelStatus)),
            ModifyOrders when items is [{ Kind: OutcomeKind.Error } failed] =>
                WireReply.Error(failed.Code, Detail(failed)),
            PlaceTwap => Twap("twapOrder", new
            {
                running = new { twapId = output.Events.OfType<TwapStarted>().Select(t => t.Twap).Single() },
            }),
            CancelTwap => Twap("twapCancel", "success"),
            CreateSubAccount => Response(new
            {
                type = "createSubAccount",
                data = output.Events.OfType<SubAccountCreated>().Single().SubAccount.ToString(),
            }),
            _ => Response(new { type = "default" }),
        };
    }

    // A TWAP that the engine refuses is a status of its own; what concerns the key or the nonce is not.
    private static WireReply Rejected(Command command, ActionRejected rejected)
    {
        var detail = rejected.Code is RejectCode.NotDeposited or RejectCode.UnknownSigner
            ? rejected.Account.ToString()
            : "";
        var type = command switch
        {
            PlaceTwap => "twapOrder",
            CancelTwap => "twapCancel",
            _ => null,
        };
        return type is not null && RejectText.IsOfOrder(rejected.Code)
            ? Twap(type, new { error = RejectText.For(rejected.Code, detail) })
            : WireReply.Error(rejected.Code, detail);
    }

    private static WireReply Twap(string type, object status) =>
        Response(new { type, data = new { status } });

    private static WireReply Response(object response) => WireReply.Json(new { status = "ok", response });

    private static WireReply Ok(string type, IEnumerable<object> statuses) =>
        Response(new { type, data = new { statuses } });

    /// <param name="item">What became of the order.</param>
    /// <param name="order">What was asked for.</param>
    /// <param name="place">The action that placed it; null when it replaces another.</param>
    private object OrderStatus(ItemOutcome item, OrderSpec order, PlaceOrders? place)
    {
        if (item.Kind == OutcomeKind.Error)
        {
            return new { error = $"{RejectText.For(item.Code, Detail(item))} asset={order.Market.Value}" };
        }

        var clientId = item.ClientId.IsNone ? null : item.ClientId.ToString();
        var id = new Resting(item.Order.Value, clientId);
        switch (item.Kind)
        {
            case OutcomeKind.WaitingForFill:
                return place is { IsNative: true } ? new { waitingForFill = id } : "waitingForFill";
            case OutcomeKind.WaitingForTrigger when place is { IsNative: true }:
                return new { waitingForTrigger = id };

            // The wire's words for a waiting order have no room for its id, so only a group gets them: the
            // id of an order that stands alone is what its client must learn.
            case OutcomeKind.WaitingForTrigger when place is { Grouping: not OrderGrouping.Na }:
                return "waitingForTrigger";
        }

        if (item.Filled.IsZero)
        {
            return new { resting = id };
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
        item.Code == RejectCode.ClientIdInUse && item.Order.Value != 0
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
