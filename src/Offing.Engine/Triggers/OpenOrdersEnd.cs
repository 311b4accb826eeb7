using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Engine.Twaps;
using Offing.Protocol.Events;

namespace Offing.Engine.Triggers;

/// <summary>Ends all that rests or waits for an account: orders, conditional orders and TWAPs.</summary>
internal static class OpenOrdersEnd
{
    public static void Run(EntryContext context, Account owner, OrderStatus status)
    {
        var state = context.State;
        foreach (var order in owner.Orders.InIdOrder)
        {
            Resting.Close(context, order, status);
        }

        // The end of a parent takes its children along, so some may be gone when their turn comes.
        foreach (var order in owner.Waiting?.InIdOrder ?? [])
        {
            if (state.Waiting.FindConditional(order.Id) == order)
            {
                Waiting.Close(context, order, status);
            }
        }

        foreach (var twap in owner.Waiting?.Twaps.ToArray() ?? [])
        {
            TwapSlices.End(context, state.Waiting.FindTwap(twap)!, TwapStatus.Terminated);
        }

        context.Aftermath.Run(context);
    }
}
