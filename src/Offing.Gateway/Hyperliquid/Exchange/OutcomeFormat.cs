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
    private readonly StatusWriter _statuses = new(markets);

    /// <summary>The reply to an action that was executed.</summary>
    public WireReply Format(SignedAction action, EntryOutput output)
    {
        var items = new List<ItemOutcome>();
        foreach (var happened in output.Events)
        {
            if (happened is ActionRejected rejected)
            {
                return Rejected(action.Command, rejected);
            }

            if (happened is ItemOutcome item)
            {
                items.Add(item);
            }
        }

        items.Sort((one, other) => one.Index.CompareTo(other.Index));
        return action.Command switch
        {
            PlaceOrders place => _statuses.Write(
                place.IsNative ? "offingOrder" : "order", items, item => (place.Orders[item.Index], place)),
            ModifyOrders { IsBatch: true } modify => _statuses.Write(
                "order", items, item => (modify.Modifies[item.Index].Replacement, null)),
            CancelOrders or CancelOrdersByClientId => _statuses.Write("cancel", items, null),
            ModifyOrders when items is [{ Kind: OutcomeKind.Error } failed] =>
                WireReply.Error(failed.Code, StatusWriter.Detail(failed)),
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
}
