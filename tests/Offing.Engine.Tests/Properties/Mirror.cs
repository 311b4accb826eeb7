using System.Text;
using Offing.Engine.Accounts;
using Offing.Engine.Markets;
using Offing.Engine.Timers;
using Offing.Engine.Triggers;
using Offing.Primitives;

namespace Offing.Engine.Tests.Properties;

/// <summary>A copy of every leaf as text, kept up to date only through <see cref="Changes"/>.</summary>
internal sealed class Mirror
{
    private readonly SortedDictionary<int, string> _accounts = [];
    private readonly SortedDictionary<uint, string> _markets = [];
    private readonly SortedDictionary<(uint Market, Side Side, ulong Place), string> _orders = [];
    private readonly SortedDictionary<(int Kind, ulong Id), string> _waiting = [];
    private readonly SortedSet<DueTimer> _timers = [];

    public void Follow(VenueState state)
    {
        var changes = state.Changes.Drain();
        Assert.Equal(changes.Accounts.Count, changes.Accounts.Distinct().Count());
        Assert.Equal(changes.Markets.Count, changes.Markets.Distinct().Count());
        Assert.Equal(changes.Orders.Count, changes.Orders.Distinct().Count());
        foreach (var index in changes.Accounts)
        {
            _accounts[index] = Text(state.Accounts[index]);
        }

        foreach (var market in changes.Markets)
        {
            _markets[market.Value] = Text(state.MarketOf(market));
        }

        FollowWaiting(state, changes);
        foreach (var touch in changes.Orders)
        {
            var order = state.MarketOf(touch.Market).Book.Find(touch.Order);
            _orders.Remove((touch.Market.Value, touch.Side, touch.Place));
            if (order is not null && order.Place == touch.Place)
            {
                _orders.Add((touch.Market.Value, touch.Side, touch.Place), Text(order));
            }
        }
    }

    // Kinds: conditional order, group, TWAP, schedule, reach.
    private void FollowWaiting(VenueState state, ChangeSet changes)
    {
        var waiting = state.Waiting;
        Put(0, changes.Conditionals, id => id.Value, waiting.FindConditional);
        Put(1, changes.Groups, id => id, waiting.FindGroup);
        Put(2, changes.Twaps, id => id, waiting.FindTwap);
        Put(3, changes.Schedules, account => (ulong)account, waiting.FindSchedule);
        Put(4, changes.Reaches, market => market.Value, market => Reach(state.MarketOf(market)));
        Assert.Equal(changes.Timers.Count, changes.Timers.Distinct().Count());
        foreach (var timer in changes.Timers)
        {
            _timers.Remove(timer);
            if (waiting.Timers.Has(timer))
            {
                _timers.Add(timer);
            }
        }
    }

    private void Put<T>(int kind, IReadOnlyList<T> named, Func<T, ulong> id, Func<T, object?> find)
    {
        Assert.Equal(named.Count, named.Distinct().Count());
        foreach (var name in named)
        {
            _waiting.Remove((kind, id(name)));
            if (find(name) is { } leaf)
            {
                _waiting.Add((kind, id(name)), LeafText(leaf));
            }
        }
    }

    private void AssertWaiting(VenueState state)
    {
        var leaves = state.Waiting.Conditionals.Concat<object>(state.Waiting.Groups)
            .Concat(state.Waiting.Twaps).Concat(state.Waiting.Schedules)
            .Concat(state.Markets.Select(Reach).OfType<TriggerBoard>());
        Assert.Equal(leaves.Select(LeafText), _waiting.Values);
        Assert.Equal(state.Waiting.Timers.InOrder, _timers);
    }

    private static TriggerBoard? Reach(MarketState market) =>
        market.Triggers.IsBehind ? market.Triggers : null;

    private static string LeafText(object leaf)
    {
        var text = new StringBuilder();
        AppendProperties(text, leaf);
        if (leaf is OrderGroup group)
        {
            Append(text, [.. group.Members.Cast<object>()]);
        }

        return text.ToString();
    }

    public void AssertEqual(VenueState state)
    {
        AssertWaiting(state);
        Assert.Equal(state.Accounts.Select(Text), _accounts.Values);
        Assert.Equal(state.Markets.Select(Text), _markets.Values);
        var orders = state.Markets.SelectMany(
            market => market.Book.InPriority(Side.Buy).Concat(market.Book.InPriority(Side.Sell)));
        Assert.Equal(
            orders.OrderBy(o => (o.Market.Value, o.Side, o.Place)).Select(Text), _orders.Values);
    }

    private static string Text(Account account)
    {
        var text = new StringBuilder();
        Append(text, account.Index, account.Owner, account.Master, account.Collateral, account.Volume.Day);
        Append(text, account.Name);
        Append(text, [.. account.Volume.Maker.Concat(account.Volume.Taker).Cast<object>()]);
        Append(text, [.. account.Nonces.Ascending.Cast<object>()]);
        foreach (var slot in account.Slots)
        {
            AppendProperties(text, slot);
        }

        foreach (var session in account.Sessions)
        {
            AppendProperties(text, session);
            Append(text, [.. session.Nonces.Ascending.Cast<object>()]);
        }

        return text.ToString();
    }

    private static string Text(MarketState market)
    {
        var text = new StringBuilder();
        AppendProperties(text, market);
        Append(text, [.. market.Reports.Cast<object>()]);
        return text.ToString();
    }

    private static string Text(Offing.Engine.Books.Order order)
    {
        var text = new StringBuilder();
        AppendProperties(text, order);
        return text.ToString();
    }

    // By reflection, so that a field that is added later cannot be forgotten here.
    private static void AppendProperties(StringBuilder text, object leaf)
    {
        foreach (var property in leaf.GetType().GetProperties())
        {
            text.Append(property.Name).Append('=').Append(property.GetValue(leaf)).Append(' ');
        }
    }

    private static void Append(StringBuilder text, params object[] values) =>
        text.AppendJoin(' ', values).Append('|');
}
