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
    private readonly OrderStatuses _statuses = new(markets);

    /// <summary>The reply to an action that was executed.</summary>
    public WireReply Format(SignedAction action, EntryOutput output)
    {
        if (Find<ActionRejected>(output) is { } rejected)
        {
            return Rejected(action.Command, rejected);
        }

        return action.Command switch
        {
            PlaceOrders place => _statuses.Orders(
                place.IsNative ? "offingOrder" : "order", Items(output), place, null),
            ModifyOrders { IsBatch: true } modify => _statuses.Orders("order", Items(output), null, modify),
            CancelOrders or CancelOrdersByClientId => OrderStatuses.Cancels(Items(output)),
            ModifyOrders when Items(output) is [{ Kind: OutcomeKind.Error } failed] =>
                WireReply.Error(failed.Code, OrderStatuses.Detail(failed)),
            PlaceTwap => Twap(
                "twapOrder", new { running = new { twapId = Find<TwapStarted>(output)!.Value.Twap } }),
            CancelTwap => Twap("twapCancel", "success"),
            CreateSubAccount => Response(new
            {
                type = "createSubAccount",
                data = Find<SubAccountCreated>(output)!.Value.SubAccount.ToString(),
            }),
            _ => Response(new { type = "default" }),
        };
    }

    private static T? Find<T>(EntryOutput output)
        where T : struct
    {
        foreach (var happened in output.Events)
        {
            if (happened is T found)
            {
                return found;
            }
        }

        return null;
    }

    // By the place of their order in the action; an action of many may tell of them in another order.
    private static ItemOutcome[] Items(EntryOutput output)
    {
        var count = 0;
        foreach (var happened in output.Events)
        {
            count += happened is ItemOutcome ? 1 : 0;
        }

        var items = new ItemOutcome[count];
        (count, var isSorted) = (0, true);
        foreach (var happened in output.Events)
        {
            if (happened is ItemOutcome item)
            {
                isSorted &= count == 0 || items[count - 1].Index <= item.Index;
                items[count++] = item;
            }
        }

        return isSorted ? items : [.. items.OrderBy(item => item.Index)];
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
}
