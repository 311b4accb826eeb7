using Offing.Primitives;
using Offing.Tools.Bench.Books;

namespace Offing.Tools.Bench.Engines;

/// <summary>The open orders of a flow, of which any can be picked.</summary>
internal sealed class OpenList
{
    private readonly List<(uint Account, MarketId Market, OrderId Order)> _orders = [];
    private readonly Dictionary<OrderId, int> _places = [];

    public int Count => _orders.Count;

    public void Add(OrderId order, MarketId market, uint account)
    {
        _places.Add(order, _orders.Count);
        _orders.Add((account, market, order));
    }

    public void Remove(OrderId order)
    {
        if (_places.Remove(order, out var place))
        {
            var last = _orders[^1];
            _orders.RemoveAt(_orders.Count - 1);
            if (last.Order != order)
            {
                _orders[place] = last;
                _places[last.Order] = place;
            }
        }
    }

    public (uint Account, MarketId Market, OrderId Order) Pick(BookDice dice) =>
        _orders[(int)dice.Below((uint)_orders.Count)];
}
