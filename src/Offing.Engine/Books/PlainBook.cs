using Offing.Primitives;

namespace Offing.Engine.Books;

/// <summary>
/// The book that one can see is right: a sorted map of price levels a side, a queue of orders a level. It
/// stays as the reference for any faster one.
/// </summary>
internal sealed class PlainBook : IBook
{
    private readonly SortedDictionary<Ticks, LinkedList<Order>> _bids =
        new(Comparer<Ticks>.Create((left, right) => right.CompareTo(left)));

    private readonly SortedDictionary<Ticks, LinkedList<Order>> _asks = [];
    private readonly Dictionary<OrderId, LinkedListNode<Order>> _byId = [];

    public int Count => _byId.Count;

    public Order? Best(Side side)
    {
        foreach (var (_, level) in Levels(side))
        {
            return level.First!.Value;
        }

        return null;
    }

    public IEnumerable<Order> InPriority(Side side)
    {
        foreach (var (_, level) in Levels(side))
        {
            foreach (var order in level)
            {
                yield return order;
            }
        }
    }

    public Order? Find(OrderId id) => _byId.GetValueOrDefault(id)?.Value;

    public void Insert(Order order)
    {
        Check.That(order.Remaining > Lots.Zero);
        var levels = Levels(order.Side);
        if (!levels.TryGetValue(order.Price, out var level))
        {
            levels.Add(order.Price, level = new LinkedList<Order>());
        }

        Check.That(level.Last is null || level.Last.Value.Id.CompareTo(order.Id) < 0);
        _byId.Add(order.Id, level.AddLast(order));
    }

    public void Remove(Order order)
    {
        Check.That(_byId.Remove(order.Id, out var node));
        var level = node.List!;
        level.Remove(node);
        if (level.Count == 0)
        {
            Check.That(Levels(order.Side).Remove(order.Price));
        }
    }

    public void Reduce(Order order, Lots by)
    {
        Check.That(by > Lots.Zero && by < order.Remaining && _byId.ContainsKey(order.Id));
        order.Remaining -= by;
    }

    private SortedDictionary<Ticks, LinkedList<Order>> Levels(Side side) => side == Side.Buy ? _bids : _asks;
}
