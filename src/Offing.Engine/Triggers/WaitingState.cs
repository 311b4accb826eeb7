using Offing.Engine.Accounts;
using Offing.Engine.Markets;
using Offing.Engine.Requests;
using Offing.Engine.Timers;
using Offing.Engine.Twaps;
using Offing.Primitives;

namespace Offing.Engine.Triggers;

/// <summary>Everything of the state that waits for a time, for a mark or for another order.</summary>
public sealed class WaitingState
{
    private readonly SortedDictionary<OrderId, Conditional> _conditionals = [];
    private readonly SortedDictionary<ulong, OrderGroup> _groups = [];
    private readonly SortedDictionary<ulong, Twap> _twaps = [];
    private readonly SortedDictionary<int, ScheduledCancel> _schedules = [];
    private readonly SortedDictionary<ulong, ForcedClose> _closes = [];
    private readonly SortedSet<MarketId> _awake = [];
    private readonly Changes _changes;

    internal WaitingState(Changes changes)
    {
        _changes = changes;
        Timers = new TimerQueue(changes);
    }

    /// <summary>By id.</summary>
    public IReadOnlyCollection<Conditional> Conditionals => _conditionals.Values;

    /// <summary>By id.</summary>
    public IReadOnlyCollection<OrderGroup> Groups => _groups.Values;

    /// <summary>Those that run, by id.</summary>
    public IReadOnlyCollection<Twap> Twaps => _twaps.Values;

    /// <summary>By account; one that was ever set stays for its count.</summary>
    public IReadOnlyCollection<ScheduledCancel> Schedules => _schedules.Values;

    /// <summary>Closes that owners demanded, by account, then market.</summary>
    public IReadOnlyCollection<ForcedClose> Closes => _closes.Values;

    internal int CloseCount => _closes.Count;

    public TimerQueue Timers { get; }

    /// <summary>
    /// Whether a market may have triggers to fire now; derived: after an entry, those that are behind.
    /// </summary>
    internal bool IsAwake => _awake.Count > 0;

    internal MarketId FirstAwake => _awake.Min;

    public Conditional? FindConditional(OrderId id) => _conditionals.GetValueOrDefault(id);

    public OrderGroup? FindGroup(ulong id) => _groups.GetValueOrDefault(id);

    public Twap? FindTwap(ulong id) => _twaps.GetValueOrDefault(id);

    public ScheduledCancel? FindSchedule(int account) => _schedules.GetValueOrDefault(account);

    public ForcedClose? FindClose(ulong id) => _closes.GetValueOrDefault(id);

    /// <summary>That of a position; null without one.</summary>
    public ForcedClose? FindClose(Account account, MarketId market) =>
        _closes.Count == 0 ? null : FindClose(ForcedClose.IdOf(account.Index, market));

    /// <summary>The first of them from an id on, at most so many.</summary>
    internal List<ForcedClose> ClosesFrom(ulong id, int most)
    {
        var found = new List<ForcedClose>();
        foreach (var close in _closes.Values)
        {
            if (found.Count == most)
            {
                break;
            }

            if (close.Id >= id)
            {
                found.Add(close);
            }
        }

        return found;
    }

    internal void Wake(MarketState market) => _awake.Add(market.Id);

    internal void Sleep(MarketState market) => _awake.Remove(market.Id);

    internal IReadOnlyList<MarketId> Awake => [.. _awake];

    internal void Add(Conditional order)
    {
        _conditionals.Add(order.Id, order);
        order.Touch();
    }

    internal void Remove(Conditional order)
    {
        Check.That(_conditionals.Remove(order.Id));
        order.Touch();
    }

    internal OrderGroup AddGroup(ulong id, GroupKind kind, int owner)
    {
        var group = new OrderGroup(id, kind, owner, _changes);
        _groups.Add(id, group);
        return group;
    }

    internal void Remove(OrderGroup group)
    {
        Check.That(_groups.Remove(group.Id));
        _changes.Group(group);
    }

    internal void Add(Twap twap)
    {
        _twaps.Add(twap.Id, twap);
        _changes.Twap(twap);
    }

    internal void Remove(Twap twap)
    {
        Check.That(_twaps.Remove(twap.Id));
        _changes.Twap(twap);
    }

    internal void Add(ForcedClose close)
    {
        _closes.Add(close.Id, close);
        _changes.Close(close);
    }

    internal void Remove(ForcedClose close)
    {
        Check.That(_closes.Remove(close.Id));
        _changes.Close(close);
    }

    internal ScheduledCancel ScheduleOf(int account)
    {
        if (!_schedules.TryGetValue(account, out var schedule))
        {
            _schedules.Add(account, schedule = new ScheduledCancel(account, _changes));
        }

        return schedule;
    }
}
