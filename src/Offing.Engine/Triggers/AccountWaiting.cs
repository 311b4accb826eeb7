using Offing.Primitives;

namespace Offing.Engine.Triggers;

/// <summary>
/// What waits of one account: an index over the venue's. An account that uses none of it has none.
/// </summary>
internal sealed class AccountWaiting
{
    private readonly SortedDictionary<OrderId, Conditional> _conditionals = [];
    private readonly Dictionary<ClientOrderId, Conditional> _byClientId = [];
    private readonly SortedSet<(MarketId Market, OrderId Order)> _tied = [];

    /// <summary>Conditional orders.</summary>
    public int Count => _conditionals.Count;

    /// <summary>Trailing stops among them.</summary>
    public int TrailingStops { get; private set; }

    /// <summary>By id, as they are now.</summary>
    public IReadOnlyList<Conditional> InIdOrder => [.. _conditionals.Values];

    /// <summary>Ids of the TWAPs that run.</summary>
    public SortedSet<ulong> Twaps { get; } = [];

    public Conditional? Find(OrderId id) => _conditionals.GetValueOrDefault(id);

    public Conditional? Find(ClientOrderId clientId) =>
        clientId.IsNone ? null : _byClientId.GetValueOrDefault(clientId);

    /// <summary>
    /// The first of those that end with the market's position, or null. All of them have one side: the
    /// one against the position that they were placed for.
    /// </summary>
    public Conditional? FirstTied(MarketId market)
    {
        var from = (market, default(OrderId));
        var to = (market, new OrderId(ulong.MaxValue));
        var (_, id) = _tied.GetViewBetween(from, to).Min;
        return id.Value == 0 ? null : _conditionals[id];
    }

    public void Add(Conditional order)
    {
        _conditionals.Add(order.Id, order);
        TrailingStops += order.IsTrailing ? 1 : 0;
        if (!order.ClientId.IsNone)
        {
            _byClientId.Add(order.ClientId, order);
        }

        if (order.IsPositionTied)
        {
            _tied.Add((order.Market, order.Id));
        }
    }

    public void Remove(Conditional order)
    {
        Check.That(_conditionals.Remove(order.Id));
        TrailingStops -= order.IsTrailing ? 1 : 0;
        if (!order.ClientId.IsNone)
        {
            Check.That(_byClientId.Remove(order.ClientId));
        }

        if (order.IsPositionTied)
        {
            Check.That(_tied.Remove((order.Market, order.Id)));
        }
    }
}
