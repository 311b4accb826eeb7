using Offing.Protocol.Commands;

namespace Offing.Engine.Commands;

/// <summary>Takes the account's own orders back, at rest or conditional, by the client's ids.</summary>
internal static class CancelOrdersByClientIdCommand
{
    public static void Execute(in ActionContext context, CancelOrdersByClientId command)
    {
        if (!ItemCount.IsGood(context, command.Cancels.Count))
        {
            return;
        }

        for (var i = 0; i < command.Cancels.Count; i++)
        {
            var (market, clientId) = command.Cancels[i];
            var order = context.Account.Orders.Find(clientId);
            CancelOrdersCommand.Cancel(context, i, market, order, new OrderReference(default, clientId));
        }
    }
}
