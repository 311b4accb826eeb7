using Offing.Engine.Books;
using Offing.Primitives;

namespace Offing.Engine.Accounts;

/// <summary>The resting orders of one account over all markets.</summary>
public sealed class OpenOrders
{
    private readonly int _owner;
    private readonly OrderTable _orders;
    
    // Many clients give no ids of their own.
    private Dictionary<ClientOrderId, Order>? _byClientId;

    internal OpenOrders(int owner, OrderTable orders) => (_owner, _orders) = (owner, orders);

    public int Count { get; private set; }

    /// <summary>By ascending order id, as they are now.</summary>
    public IReadOnlyList<Order> InIdOrder
    {
        get
        {
            var orders = new List<Order>(Count);
            for (var order = First; order is not null; order = order.NextOfOwner)
            {
                orders.Add(order);
            }

            orders.Sort((left, right) => left.Id.CompareTo(right.Id));
            return orders;
        }
    }

    /// <summary>The one that rested last; the others hang behind it.</summary>
    internal Order? First { get; private set; }

    public Order? Find(OrderId id) =>
        _orders.Find(id) is { } order && order.Owner == _owner ? order : null;

    /// <summary>The open order with this client id, in whatever market; null when none.</summary>
    public Order? Find(ClientOrderId clientId) =>
        clientId.IsNone ? null : _byClientId?.GetValueOrDefault(clientId);

    /// <summary>Whether the order hangs in this list.</summary>
    internal bool Has(Order order) =>
        order.Owner == _owner && (order.PreviousOfOwner is not null || order == First);

    internal void Add(Order order)
    {
        Check.That(order.Owner == _owner);
        Count++;
        order.NextOfOwner = First;
        order.PreviousOfOwner = null;
        if (First is not null)
        {
            First.PreviousOfOwner = order;
        }

        First = order;
        if (!order.ClientId.IsNone)
        {
            (_byClientId ??= []).Add(order.ClientId, order);
        }
    }

    internal void Remove(Order order)
    {
        Check.That(Has(order));
        Count--;
        if (order.PreviousOfOwner is { } previous)
        {
            previous.NextOfOwner = order.NextOfOwner;
        }
        else
        {
            First = order.NextOfOwner;
        }

        if (order.NextOfOwner is { } next)
        {
            next.PreviousOfOwner = order.PreviousOfOwner;
        }

        order.NextOfOwner = order.PreviousOfOwner = null;
        if (!order.ClientId.IsNone)
        {
            Check.That(_byClientId!.Remove(order.ClientId));
        }
    }
}
