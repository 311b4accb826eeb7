using Offing.Engine.Books;
using Offing.Engine.Triggers;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Commands;

/// <summary>Takes the account's own orders back, at rest or conditional, by the engine's ids.</summary>
internal static class CancelOrdersCommand
{
    public static void Execute(in ActionContext context, CancelOrders command)
    {
        if (!ItemCount.IsGood(context, command.Cancels.Count))
        {
            return;
        }

        for (var i = 0; i < command.Cancels.Count; i++)
        {
            var (market, id) = command.Cancels[i];
            var order = context.Account.Orders.Find(id);
            Cancel(context, i, market, order, new OrderReference(id, ClientOrderId.None));
        }
    }

    /// <summary>
    /// Cancels what was found under the name that the client gave, in the market that it gave.
    /// </summary>
    internal static void Cancel(
        in ActionContext context, int index, MarketId market, Order? order, OrderReference named)
    {
        if (order is null && Find(context, named) is { } waiting && waiting.Market == market)
        {
            Waiting.Close(context.Entry, waiting, OrderStatus.Canceled);
            context.Emit(new ItemOutcome(
                index, OutcomeKind.Cancelled, RejectCode.None, waiting.Id, waiting.ClientId, market,
                Lots.Zero, MicroUsd.Zero));
            return;
        }

        if (order is null || order.Market != market)
        {
            var code = context.State.FindMarket(market) is null
                ? RejectCode.UnknownMarket
                : RejectCode.UnknownOrder;
            context.Emit(new ItemOutcome(
                index, OutcomeKind.Error, code, named.Order, named.ClientId, market,
                Lots.Zero, MicroUsd.Zero));
            return;
        }

        var (id, clientId) = (order.Id, order.ClientId);
        Resting.Close(context.Entry, order, OrderStatus.Canceled);
        context.Emit(new ItemOutcome(
            index, OutcomeKind.Cancelled, RejectCode.None, id, clientId, market, Lots.Zero, MicroUsd.Zero));
        context.Entry.Aftermath.Run(context.Entry);
    }

    /// <summary>The account's own conditional order by either name, or null.</summary>
    internal static Conditional? Find(in ActionContext context, OrderReference named) =>
        named.ClientId.IsNone
            ? context.Account.Waiting?.Find(named.Order)
            : context.Account.Waiting?.Find(named.ClientId);
}
