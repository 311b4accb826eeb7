using Offing.Commitment.Trees;
using Offing.Engine;
using Offing.Engine.Timers;
using Offing.Primitives;

namespace Offing.Commitment.State;

/// <summary>
/// The leaves of what waits as they stood when they were captured, as bytes; null for one that is no more.
/// </summary>
internal sealed class WaitingCapture
{
    private readonly List<(TreeKey, byte[]?)> _leaves;
    private readonly List<(TreeKey, byte[]?)> _timers;

    public WaitingCapture(List<(TreeKey, byte[]?)> leaves, List<(TreeKey, byte[]?)> timers) =>
        (_leaves, _timers) = (leaves, timers);

    public WaitingCapture(VenueState state, ChangeSet changes)
    {
        // Most captures have none: an empty list allocates nothing.
        _leaves = new(changes.Conditionals.Count + changes.Groups.Count + changes.Twaps.Count
            + changes.Schedules.Count + changes.Reaches.Count + changes.Closes.Count);
        _timers = new(changes.Timers.Count);
        AddOrders(state, changes);
        foreach (var id in changes.Twaps)
        {
            var twap = state.Waiting.FindTwap(id);
            _leaves.Add((WaitingLeaf.TwapKey(id), twap is null ? null : WaitingLeaf.Encode(state, twap)));
        }

        foreach (var account in changes.Schedules)
        {
            var schedule = state.Waiting.FindSchedule(account)!;
            _leaves.Add((WaitingLeaf.ScheduleKey(account), WaitingLeaf.Encode(state, schedule)));
        }

        foreach (var market in changes.Reaches)
        {
            var board = state.MarketOf(market).Triggers;
            var leaf = board.IsBehind ? WaitingLeaf.EncodeReach(board) : null;
            _leaves.Add((WaitingLeaf.ReachKey(market), leaf));
        }

        foreach (var id in changes.Closes)
        {
            var close = state.Waiting.FindClose(id);
            _leaves.Add((WaitingLeaf.CloseKey(id), close is null ? null : WaitingLeaf.Encode(state, close)));
        }

        foreach (var touched in changes.Timers)
        {
            var timer = state.Waiting.Timers.Find(touched);
            _timers.Add((WaitingLeaf.Key(touched), timer is { } due ? WaitingLeaf.Encode(due) : null));
        }
    }

    /// <summary>Orders that wait, groups, TWAPs, scheduled cancels, reaches of marks, closes.</summary>
    public IReadOnlyList<(TreeKey Key, byte[]? Leaf)> Leaves => _leaves;

    public IReadOnlyList<(TreeKey Key, byte[]? Leaf)> Timers => _timers;

    private void AddOrders(VenueState state, ChangeSet changes)
    {
        foreach (var id in changes.Conditionals)
        {
            var order = state.Waiting.FindConditional(id);
            _leaves.Add((WaitingLeaf.Key(id), order is null ? null : WaitingLeaf.Encode(state, order)));
        }

        foreach (var id in changes.Groups)
        {
            var group = state.Waiting.FindGroup(id);
            var leaf = group is null ? null : WaitingLeaf.Encode(state, group);
            _leaves.Add((WaitingLeaf.GroupKey(id), leaf));
        }
    }
}
