using Offing.Primitives;

namespace Offing.Engine;

/// <summary>
/// An order leaf that was inserted, reduced or removed; price and id are its key in the side's tree.
/// </summary>
public readonly record struct OrderTouch(MarketId Market, Side Side, OrderId Order, Ticks Price);

/// <summary>What changed since the last drain, each named once, in the order of first change.</summary>
public sealed record ChangeSet(
    IReadOnlyList<int> Accounts, IReadOnlyList<MarketId> Markets, IReadOnlyList<OrderTouch> Orders);

/// <summary>
/// Collects which leaves of the state tree are out of date. The setters of the state mark it themselves, so
/// that no rule can change a leaf and forget to say so. Fields of <see cref="VenueState"/> itself are not
/// tracked: they are few and hashed anew each time.
/// </summary>
public sealed class Changes
{
    // The sets only answer "already there?"; whoever enumerates gets the lists, whose order is that of the
    // input.
    private readonly HashSet<int> _seenAccounts = [];
    private readonly HashSet<MarketId> _seenMarkets = [];
    private readonly HashSet<OrderId> _seenOrders = [];
    private List<int> _accounts = [];
    private List<MarketId> _markets = [];
    private List<OrderTouch> _orders = [];

    /// <summary>What changed since the last call; the collection starts anew.</summary>
    public ChangeSet Drain()
    {
        var set = new ChangeSet(_accounts, _markets, _orders);
        (_accounts, _markets, _orders) = ([], [], []);
        _seenAccounts.Clear();
        _seenMarkets.Clear();
        _seenOrders.Clear();
        return set;
    }

    internal void Account(int index)
    {
        if (_seenAccounts.Add(index))
        {
            _accounts.Add(index);
        }
    }

    internal void Market(MarketId market)
    {
        if (_seenMarkets.Add(market))
        {
            _markets.Add(market);
        }
    }

    // Ids are never used again and an order never changes its price, so the id alone tells two touches apart.
    internal void Order(OrderTouch touch)
    {
        if (_seenOrders.Add(touch.Order))
        {
            _orders.Add(touch);
        }
    }
}
