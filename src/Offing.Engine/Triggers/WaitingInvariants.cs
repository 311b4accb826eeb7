using Offing.Engine.Markets;
using Offing.Engine.Matching;
using Offing.Engine.Requests;
using Offing.Engine.Timers;
using Offing.Primitives;

namespace Offing.Engine.Triggers;

/// <summary>What must hold of all that waits, after every entry.</summary>
internal static class WaitingInvariants
{
    public static void Check(VenueState state, List<string> violations)
    {
        foreach (var order in state.Waiting.Conditionals)
        {
            if (!IsGood(state, order))
            {
                violations.Add($"conditional order {order.Id.Value} is not where it must be");
            }
        }

        var owned = state.Accounts.Sum(account => account.Waiting?.Count ?? 0);
        var running = state.Accounts.Sum(account => account.Waiting?.Twaps.Count ?? 0);
        if (owned != state.Waiting.Conditionals.Count || running != state.Waiting.Twaps.Count)
        {
            violations.Add("accounts have other conditional orders or TWAPs than the venue");
        }

        foreach (var close in state.Waiting.Closes)
        {
            CheckClose(state, close, violations);
        }

        foreach (var market in state.Markets)
        {
            CheckBoard(state, market, violations);
            CheckGrouped(state, market, violations);
        }

        foreach (var group in state.Waiting.Groups)
        {
            CheckGroup(state, group, violations);
        }

        CheckTimers(state, violations);
    }

    /// <summary>Of what changed, and that no trigger of any market is forgotten.</summary>
    public static void Check(VenueState state, ChangeSet changes, List<string> violations)
    {
        foreach (var id in changes.Conditionals)
        {
            if (state.Waiting.FindConditional(id) is { } order
                && !(IsGood(state, order) && IsTimed(state, order)))
            {
                violations.Add($"conditional order {id.Value} is not where it must be");
            }
        }

        foreach (var id in changes.Groups)
        {
            if (state.Waiting.FindGroup(id) is { } group)
            {
                CheckGroup(state, group, violations);
            }
        }

        foreach (var id in changes.Twaps)
        {
            if (state.Waiting.FindTwap(id) is { } twap && !state.Waiting.Timers.Has(twap.Timer))
            {
                violations.Add($"TWAP {id} would not go on");
            }
        }

        foreach (var id in changes.Closes)
        {
            if (state.Waiting.FindClose(id) is { } close)
            {
                CheckClose(state, close, violations);
            }
        }

        foreach (var market in state.Markets)
        {
            CheckMet(state, market, violations);
        }
    }

    // A close waits for a position, and for its deadline until that has come.
    private static void CheckClose(VenueState state, ForcedClose close, List<string> violations)
    {
        var slot = state.AccountAt(close.Owner).FindSlot(close.Market);
        if (slot is null || OrderAdmission.Reducible(close.Side, slot.Size).IsZero
            || close.Left <= Lots.Zero || close.IsDue == state.Waiting.Timers.Has(close.Timer))
        {
            violations.Add($"a close of account {close.Owner} in {close.Market.Value} waits for nothing");
        }
    }

    private static bool IsTimed(VenueState state, Conditional order) => order.Expiry.Milliseconds == 0
        || state.Waiting.Timers.Has(
            new DueTimer(order.Expiry, order.Id.Value, TimerKind.ConditionalExpiry));

    private static bool IsGood(VenueState state, Conditional order)
    {
        var owner = state.AccountAt(order.Owner);
        var board = state.MarketOf(order.Market).Triggers;
        var group = order.Group == 0 ? null : state.Waiting.FindGroup(order.Group);
        var isGrouped = order.Group == 0 || (group is not null && IsOf(group, order.Id));
        var isArmed = order.Kind != Protocol.Commands.TriggerKind.None
            && board.Index.Has(order.IsRising, order.TriggerPrice, order.Id)
            && (!order.IsTrailing || IsTrailing(board, order));
        var waitsForParent = group is not null && group.Has(order.Id) && group.Parent.Value != 0;
        var slot = owner.FindSlot(order.Market);
        var hasPosition = !order.IsPositionTied
            || (slot is not null && !OrderAdmission.Reducible(order.Side, slot.Size).IsZero);
        return owner.Waiting?.Find(order.Id) == order && slot is not null && isGrouped && hasPosition
            && (order.IsArmed ? isArmed : waitsForParent);
    }

    private static bool IsTrailing(TriggerBoard board, Conditional order) =>
        board.Trailing.Has(order.Side, order.Peak, order.Id)
        && order.TriggerPrice == TrailingStops.Trigger(order.Side, order.Peak, order.Offset);

    private static bool IsOf(OrderGroup group, OrderId order) => group.Has(order) || group.Parent == order;

    private static void CheckBoard(VenueState state, MarketState market, List<string> violations)
    {
        var here = state.Waiting.Conditionals.Where(order => order.Market == market.Id).ToList();
        var board = market.Triggers;
        if (board.Index.Count != here.Count(order => order.IsArmed)
            || board.Trailing.Count != here.Count(order => order.IsArmed && order.IsTrailing)
            || board.TrailingPlaced != here.Count(order => order.IsTrailing))
        {
            violations.Add($"market {market.Id.Value} watches other orders than wait for its mark");
        }

        CheckMet(state, market, violations);
    }

    private static void CheckMet(VenueState state, MarketState market, List<string> violations)
    {
        var board = market.Triggers;
        if (board.TryMet(market.Mark, out _) != board.IsBehind
            || (board.IsBehind && market.HasQuorum && !state.Waiting.IsAwake))
        {
            violations.Add($"market {market.Id.Value} has triggers that were met and are forgotten");
        }
    }

    private static void CheckGrouped(VenueState state, MarketState market, List<string> violations)
    {
        foreach (var side in (Side[])[Side.Buy, Side.Sell])
        {
            foreach (var order in market.Book.InPriority(side))
            {
                if (order.Group != 0
                    && (state.Waiting.FindGroup(order.Group) is not { } group || !IsOf(group, order.Id)))
                {
                    violations.Add($"order {order.Id.Value} is of a group that does not have it");
                }

                if (order.Expiry.Milliseconds != 0 && !state.Waiting.Timers.Has(
                    new DueTimer(order.Expiry, order.Id.Value, TimerKind.OrderExpiry)))
                {
                    violations.Add($"order {order.Id.Value} would not expire");
                }
            }
        }
    }

    private static void CheckGroup(VenueState state, OrderGroup group, List<string> violations)
    {
        var isOver = group.Members.Count == 0 && group.Parent.Value == 0;
        var hasParent = group.Parent.Value == 0 || IsLive(state, group, group.Parent);
        if (isOver || group.IsBuilding || !hasParent || !group.Members.All(id => IsLive(state, group, id)))
        {
            violations.Add($"group {group.Id} has orders that are over, or none");
        }
    }

    private static bool IsLive(VenueState state, OrderGroup group, OrderId id)
    {
        var (owner, of) = state.Orders.Find(id) is { } order
            ? (order.Owner, order.Group)
            : (state.Waiting.FindConditional(id)?.Owner ?? -1, state.Waiting.FindConditional(id)?.Group ?? 0);
        return owner == group.Owner && of == group.Id;
    }

    // Each that must be there is; and as many are there as must be: so no other is.
    private static void CheckTimers(VenueState state, List<string> violations)
    {
        var waiting = state.Waiting;
        var due = new List<DueTimer>();
        due.AddRange(waiting.Twaps.Select(twap => twap.Timer));
        due.AddRange(state.Pending.Select(DueTimer.OfChange));
        due.AddRange(waiting.Closes.Where(close => !close.IsDue).Select(close => close.Timer));
        due.AddRange(waiting.Schedules
            .Where(schedule => schedule.Time.Milliseconds != 0)
            .Select(schedule => DueTimer.OfAccount(schedule.Time, schedule.Account)));
        due.AddRange(waiting.Conditionals
            .Where(order => order.Expiry.Milliseconds != 0)
            .Select(order => new DueTimer(order.Expiry, order.Id.Value, TimerKind.ConditionalExpiry)));
        var expiring = state.Accounts.Sum(
            account => account.Orders.InIdOrder.Count(order => order.Expiry.Milliseconds != 0));
        if (due.Count + expiring != waiting.Timers.Count || !due.All(waiting.Timers.Has))
        {
            violations.Add("other timers run than are needed");
        }
    }
}
