using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Engine.Markets;
using Offing.Engine.Requests;
using Offing.Engine.Timers;
using Offing.Engine.Triggers;
using Offing.Engine.Twaps;
using Offing.Primitives;

namespace Offing.Engine;

/// <summary>
/// An order leaf that was inserted, reduced or removed; price and place are its key in the side's tree. When
/// the order is no more, or stands at another place, the leaf is gone.
/// </summary>
public readonly record struct OrderTouch(MarketId Market, Side Side, OrderId Order, Ticks Price, ulong Place);

/// <summary>
/// What changed since the last drain, each named once, in the order of first change. Good until the next
/// drain but one.
/// </summary>
/// <param name="Conditionals">Placed, changed or gone; each of the following likewise.</param>
/// <param name="Schedules">Indices of accounts.</param>
/// <param name="Reaches">Markets whose triggers are behind the mark, or no more.</param>
/// <param name="Closes">Ids of closes that owners demanded.</param>
public sealed record ChangeSet(
    IReadOnlyList<int> Accounts, IReadOnlyList<MarketId> Markets, IReadOnlyList<OrderTouch> Orders,
    IReadOnlyList<OrderId> Conditionals, IReadOnlyList<ulong> Groups, IReadOnlyList<ulong> Twaps,
    IReadOnlyList<int> Schedules, IReadOnlyList<MarketId> Reaches, IReadOnlyList<DueTimer> Timers,
    IReadOnlyList<ulong> Closes);

/// <summary>
/// Collects which leaves of the state tree are out of date. The setters of the state mark it themselves, so
/// that no rule can change a leaf and forget to say so. Fields of <see cref="VenueState"/> itself are not
/// tracked: they are few and hashed anew each time. The mark "already named" stands in the object itself:
/// naming it again costs a comparison, and no memory.
/// </summary>
public sealed class Changes
{
    private Lists _now = new();
    private Lists _before = new();

    /// <summary>Number of the collection; what was named in an earlier one is not yet in this.</summary>
    internal ulong Round { get; private set; } = 1;

    /// <summary>
    /// How often a mark or a scale has moved: what was computed at them is good while it stands.
    /// </summary>
    internal ulong MarkMoves { get; private set; }

    /// <summary>What changed since the last drain, so far. Good until the next entry.</summary>
    public ChangeSet Named => new(
        _now.Accounts, _now.Markets, _now.Orders, _now.Conditionals, _now.Groups, _now.Twaps, _now.Schedules,
        _now.Reaches, _now.Timers, _now.Closes);

    /// <summary>Accounts named since the last drain.</summary>
    public int AccountsNamed => _now.Accounts.Count;

    /// <summary>Orders named since the last drain, once for each place that they had.</summary>
    public int OrdersNamed => _now.Orders.Count;

    /// <summary>What changed since the last call; the collection starts anew.</summary>
    public ChangeSet Drain()
    {
        var drained = Named;
        (_now, _before) = (_before, _now);
        _now.Clear();
        Round++;
        return drained;
    }

    internal void Account(Account account) => Name(account, _now.Accounts, account.Index);

    internal void Market(MarketState market) => Name(market, _now.Markets, market.Id);

    internal void MarkMoved(MarketState market)
    {
        MarkMoves++;
        Market(market);
    }

    // It follows from what a leaf says; no leaf has it.
    internal void ScaleMoved() => MarkMoves++;

    // A place is never used again, so an order is named once for each place it had.
    internal void Order(Order order)
    {
        if (order.NamedIn != Round || order.NamedPlace != order.Place)
        {
            (order.NamedIn, order.NamedPlace) = (Round, order.Place);
            _now.Orders.Add(
                new OrderTouch(order.Market, order.Side, order.Id, order.Price, order.Place));
        }
    }

    internal void Conditional(Conditional order) => Name(order, _now.Conditionals, order.Id);

    internal void Group(OrderGroup group) => Name(group, _now.Groups, group.Id);

    internal void Twap(Twap twap) => Name(twap, _now.Twaps, twap.Id);

    internal void Schedule(ScheduledCancel schedule) => Name(schedule, _now.Schedules, schedule.Account);

    internal void Close(ForcedClose close) => Name(close, _now.Closes, close.Id);

    internal void Reach(TriggerBoard board) => Name(board, _now.Reaches, board.Market);

    // A timer has no object to keep the mark in; the set only answers "already there?".
    internal void Timer(DueTimer timer)
    {
        if (_now.SeenTimers.Add(timer))
        {
            _now.Timers.Add(timer);
        }
    }

    private void Name<T>(Tracked changed, List<T> names, T name)
        where T : struct
    {
        if (changed.NamedIn != Round)
        {
            changed.NamedIn = Round;
            names.Add(name);
        }
    }

    private sealed class Lists
    {
        public HashSet<DueTimer> SeenTimers { get; } = [];

        public List<DueTimer> Timers { get; } = [];

        public List<ulong> Closes { get; } = [];

        public List<OrderId> Conditionals { get; } = [];

        public List<ulong> Groups { get; } = [];

        public List<ulong> Twaps { get; } = [];

        public List<int> Schedules { get; } = [];

        public List<MarketId> Reaches { get; } = [];

        public List<int> Accounts { get; } = [];

        public List<MarketId> Markets { get; } = [];

        public List<OrderTouch> Orders { get; } = [];

        public void Clear()
        {
            Accounts.Clear();
            Markets.Clear();
            Orders.Clear();
            SeenTimers.Clear();
            Timers.Clear();
            Conditionals.Clear();
            Groups.Clear();
            Twaps.Clear();
            Schedules.Clear();
            Reaches.Clear();
            Closes.Clear();
        }
    }
}

/// <summary>What stands in the state tree and is named in <see cref="Changes"/> when it changes.</summary>
public abstract class Tracked
{
    private protected Tracked()
    {
    }

    /// <summary>The round in which it was named last.</summary>
    internal ulong NamedIn { get; set; }
}
