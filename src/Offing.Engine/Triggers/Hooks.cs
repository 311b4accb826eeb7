using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Engine.Matching;
using Offing.Engine.Requests;
using Offing.Engine.Timers;
using Offing.Protocol.Events;

namespace Offing.Engine.Triggers;

/// <summary>Where matching tells of what orders may wait for.</summary>
internal static class Hooks
{
    /// <summary>An order of a group traded or ended.</summary>
    public static void Happened(EntryContext context, in OrderFate fate) => Groups.Happened(context, fate);

    /// <summary>
    /// A position that orders watch has changed: those that were placed for it end with it. All of one
    /// market have one side, so the first tells for all.
    /// </summary>
    public static void PositionChanged(EntryContext context, Account account, Slot slot)
    {
        while (slot.PositionWatchers != 0 && account.Waiting?.FirstTied(slot.Market) is { } tied
            && OrderAdmission.Reducible(tied.Side, slot.Size).IsZero)
        {
            Waiting.Close(context, tied, OrderStatus.ReduceOnlyCanceled);
        }

        if (slot.PositionWatchers != 0)
        {
            ForcedCloses.PositionChanged(context, account, slot);
        }
    }

    /// <summary>An order with an expiry has gone to rest.</summary>
    public static void ExpiryBegins(EntryContext context, Order order) =>
        context.State.Waiting.Timers.Add(ExpiryOf(order));

    /// <summary>An order with an expiry has left the book, perhaps by that expiry.</summary>
    public static void ExpiryEnds(EntryContext context, Order order) =>
        context.State.Waiting.Timers.RemoveIfThere(ExpiryOf(order));

    private static DueTimer ExpiryOf(Order order) => new(order.Expiry, order.Id.Value, TimerKind.OrderExpiry);
}
