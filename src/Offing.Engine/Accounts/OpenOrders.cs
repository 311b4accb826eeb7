using Offing.Engine.Books;
using Offing.Primitives;

namespace Offing.Engine.Accounts;

/// <summary>The resting orders of one account over all markets.</summary>
public sealed class OpenOrders
{
    private readonly SortedDictionary<OrderId, Order> _byId = [];
    private readonly Dictionary<ClientOrderId, Order> _byClientId = [];

    public int Count => _byId.Count;

    /// <summary>By ascending order id.</summary>
    public IEnumerable<Order> InIdOrder => _byId.Values;

    public Order? Find(OrderId id) => _byId.GetValueOrDefault(id);

    /// <summary>The open order with this client id, in whatever market; null when none.</summary>
    public Order? Find(ClientOrderId clientId) =>
        clientId.IsNone ? null : _byClientId.GetValueOrDefault(clientId);

    internal void Add(Order order)
    {
        _byId.Add(order.Id, order);
        if (!order.ClientId.IsNone)
        {
            _byClientId.Add(order.ClientId, order);
        }
    }

    internal void Remove(Order order)
    {
        Check.That(_byId.Remove(order.Id));
        if (!order.ClientId.IsNone)
        {
            Check.That(_byClientId.Remove(order.ClientId));
        }
    }
}
