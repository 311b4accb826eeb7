using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.MarketData;

/// <summary>Orders, fills and money movements of one account, bounded. Not thread-safe.</summary>
internal sealed class AccountFold
{
    public const int Kept = 2_000;

    private readonly SortedDictionary<OrderId, OrderRecord> _open = [];
    private readonly Dictionary<OrderId, OrderRecord> _closed = [];
    private readonly Ring<OrderId> _closedOrder = new(Kept);
    private readonly Dictionary<ClientOrderId, OrderId> _byClientId = [];

    public Ring<Fill> Fills { get; } = new(Kept);

    public Ring<LedgerRecord> Ledger { get; } = new(Kept);

    /// <summary>Traded since the beginning, both as maker and as taker.</summary>
    public long Volume_MicroUsd { get; private set; }

    public IEnumerable<OrderRecord> Open => _open.Values;

    public void Place(OrderRecord order)
    {
        _open.Add(order.Id, order);
        if (!order.ClientId.IsNone)
        {
            _byClientId[order.ClientId] = order.Id;
        }
    }

    /// <summary>An order that is open, by id.</summary>
    public OrderRecord MustGetOpen(OrderId id)
    {
        Check.That(_open.ContainsKey(id));
        return _open[id];
    }

    public OrderRecord Reduce(OrderId id, Lots filled)
    {
        var order = MustGetOpen(id);
        order = order with { Remaining = order.Remaining - filled };
        _open[id] = order;
        return order;
    }

    public OrderRecord Close(OrderId id, Lots remaining, OrderStatus status, Time time)
    {
        var order = MustGetOpen(id) with { Remaining = remaining, Status = status, StatusTime = time };
        _open.Remove(id);
        _closed.Add(id, order);
        if (_closedOrder.Add(id, out var oldest))
        {
            _closed.Remove(oldest, out var forgotten);
            if (forgotten is not null && _byClientId.GetValueOrDefault(forgotten.ClientId) == oldest)
            {
                _byClientId.Remove(forgotten.ClientId);
            }
        }

        return order;
    }

    public void AddFill(Fill fill)
    {
        Fills.Add(fill);
        Volume_MicroUsd += (fill.Price * fill.Size).Value;
    }

    public OrderRecord? Find(OrderId id) => _open.GetValueOrDefault(id) ?? _closed.GetValueOrDefault(id);

    public OrderRecord? Find(ClientOrderId id) =>
        _byClientId.TryGetValue(id, out var order) ? Find(order) : null;

    /// <summary>Open and ended orders, unsorted.</summary>
    public OrderRecord[] All() => [.. _open.Values, .. _closed.Values];
}
