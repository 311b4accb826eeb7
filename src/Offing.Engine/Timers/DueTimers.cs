using Offing.Engine.Books;
using Offing.Engine.Parameters;
using Offing.Engine.Requests;
using Offing.Engine.Triggers;
using Offing.Engine.Twaps;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Engine.Timers;

/// <summary>Runs what is due, at the start of an entry.</summary>
internal static class DueTimers
{
    /// <summary>
    /// In order, up to the most of an entry, where a scheduled cancel counts as all that it ends; the rest
    /// comes with the next.
    /// </summary>
    public static void Run(EntryContext context)
    {
        var timers = context.State.Waiting.Timers;
        for (var work = 0; work < Limits.TimersPerEntry && timers.TryTake(context.Now, out var timer);)
        {
            work += Run(context, timer);
            context.Aftermath.Run(context);
        }
    }

    private static int Run(EntryContext context, DueTimer timer)
    {
        var state = context.State;
        switch (timer.Kind)
        {
            case TimerKind.OrderExpiry:
                Resting.Close(context, state.Orders.Find(new OrderId(timer.Id))!, OrderStatus.Expired);
                break;
            case TimerKind.ConditionalExpiry:
                Waiting.Close(
                    context, state.Waiting.FindConditional(new OrderId(timer.Id))!, OrderStatus.Expired);
                break;
            case TimerKind.TwapSlice:
                TwapSlices.Send(context, state.Waiting.FindTwap(timer.Id)!);
                break;
            case TimerKind.Parameter:
                ParameterChanges.TakeEffect(context, timer.Change);
                break;
            case TimerKind.ForcedClose:
                ForcedCloses.Due(context, timer.Close);
                break;
            default:
                return CancelAll(context, timer.Account);
        }

        return 1;
    }

    private static int CancelAll(EntryContext context, int account)
    {
        var state = context.State;
        var owner = state.AccountAt(account);
        var work = 1 + owner.OpenCount + (owner.Waiting?.Twaps.Count ?? 0);
        state.Waiting.FindSchedule(account)!.Came(context.Now);
        OpenOrdersEnd.Run(context, owner, OrderStatus.ScheduledCancel);
        context.Emit(new ScheduledCancelDone(owner.Owner));
        return work;
    }
}
