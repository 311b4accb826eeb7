using Offing.Engine.Foresight;
using Offing.Primitives;

namespace Offing.Engine.Books;

/// <summary>
/// All orders of the venue that are at rest or being matched, in objects that are used again. It grows with
/// the most there were at once.
/// </summary>
internal sealed class OrderTable
{
    private readonly OrderIndex _byId = new();
    private Order[] _orders = new Order[1024];
    private int _used;
    private Order? _free;

    /// <summary>An order object, its fields left from its last use.</summary>
    public Order Rent()
    {
        if (_free is { } order)
        {
            _free = order.NextOfOwner;
            order.NextOfOwner = null;
            return order;
        }

        if (_used == _orders.Length)
        {
            Array.Resize(ref _orders, _orders.Length * 2);
        }

        return _orders[_used] = new Order { Handle = _used++ };
    }

    /// <summary>The order is over, and nothing holds it any more.</summary>
    public void Return(Order order)
    {
        Check.That(order.BookId == 0 && order.NextOfOwner is null && order.PreviousOfOwner is null);
        order.NextOfOwner = _free;
        _free = order;
    }

    /// <summary>The order of a node of a book.</summary>
    public Order At(ulong tag) => _orders[(int)tag];

    /// <summary>The order at rest with this id, or null.</summary>
    public Order? Find(OrderId id)
    {
        var handle = _byId.Find(id.Value);
        return handle < 0 ? null : _orders[handle];
    }

    /// <summary>Fetches the way to an order. Its handle, or -1.</summary>
    public int Foresee(OrderId id)
    {
        var handle = _byId.Find(id.Value);
        if (handle >= 0)
        {
            Hint.Place(ref _orders[handle]);
        }

        return handle;
    }

    public void AddId(Order order) => _byId.Add(order.Id.Value, order.Handle);

    public void RemoveId(Order order) => _byId.Remove(order.Id.Value);
}
