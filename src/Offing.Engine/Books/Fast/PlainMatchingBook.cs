using Offing.Primitives;

namespace Offing.Engine.Books.Fast;

/// <summary>
/// The same book as one that is seen to be right: a sorted map of price levels a side, a queue of orders a
/// level, a map of ids. It stays beside <see cref="FastBook"/> and runs through the same tests.
/// </summary>
public readonly struct PlainMatchingBook : IMatchingBook
{
    private readonly SortedDictionary<uint, LinkedList<PlainOrder>>[] _sides =
    [
        new(Comparer<uint>.Create((left, right) => right.CompareTo(left))),
        [],
    ];

    private readonly Dictionary<ulong, PlainOrder> _byId = [];
    private readonly ulong[] _lastId = [0];

    public PlainMatchingBook()
    {
    }

    public int Count => _byId.Count;

    public ulong Add(Side side, uint price, uint quantity, uint owner, ulong tag)
    {
        Check.That(quantity > 0);
        var order = new PlainOrder(++_lastId[0], side, price, owner, tag) { Quantity = quantity };
        var levels = _sides[(int)side];
        if (!levels.TryGetValue(price, out var level))
        {
            levels.Add(price, level = []);
        }

        order.Place = level.AddLast(order);
        _byId.Add(order.Id, order);
        return order.Id;
    }

    public uint Cancel(ulong id)
    {
        if (!_byId.TryGetValue(id, out var order))
        {
            return 0;
        }

        Remove(order);
        return order.Quantity;
    }

    public bool Reduce(ulong id, uint by)
    {
        if (!_byId.TryGetValue(id, out var order) || by == 0 || by >= order.Quantity)
        {
            return false;
        }

        order.Quantity -= by;
        return true;
    }

    public uint Take<TSink>(Side taker, uint limit, uint quantity, ref TSink sink)
        where TSink : struct, IMatchSink
    {
        while (quantity > 0 && Best(taker == Side.Buy ? Side.Sell : Side.Buy) is { } maker
            && (taker == Side.Buy ? maker.Price <= limit : maker.Price >= limit))
        {
            var most = Math.Min(quantity, maker.Quantity);
            var amount = most;
            var encounter = sink.Meet(maker.Tag, maker.Owner, maker.Price, ref amount);
            if (encounter == Encounter.Stop)
            {
                break;
            }

            if (encounter == Encounter.Remove)
            {
                sink.Removed(maker.Tag, maker.Owner, maker.Price, maker.Quantity);
                Remove(maker);
                continue;
            }

            Check.That(amount > 0 && amount <= most);
            quantity -= amount;
            maker.Quantity -= amount;
            if (encounter == Encounter.Trade)
            {
                sink.Trade(maker.Tag, maker.Owner, maker.Price, amount, maker.Quantity);
            }
            else
            {
                sink.Netted(maker.Tag, maker.Owner, maker.Price, amount, maker.Quantity);
            }

            if (maker.Quantity == 0)
            {
                RefillOrRemove(maker, sink.Refill(maker.Tag, maker.Owner, maker.Price));
            }
        }

        return quantity;
    }

    public bool TryBest(Side side, out uint price)
    {
        var best = Best(side);
        price = best?.Price ?? 0;
        return best is not null;
    }

    public bool TryPeek(Side side, out ulong id, out RestingOrder order)
    {
        id = Best(side)?.Id ?? 0;
        return TryFind(id, out order);
    }

    public void Walk<TVisitor>(Side side, ref TVisitor visitor)
        where TVisitor : struct, IBookVisitor
    {
        foreach (var (_, level) in _sides[(int)side])
        {
            foreach (var order in level)
            {
                if (!visitor.Visit(order.Tag, order.Owner, order.Price, order.Quantity))
                {
                    return;
                }
            }
        }
    }

    public bool TryFind(ulong id, out RestingOrder order)
    {
        var found = _byId.TryGetValue(id, out var at);
        order = found ? new RestingOrder(at!.Side, at.Price, at.Quantity, at.Owner, at.Tag) : default;
        return found;
    }

    public ulong IdOf(uint lowBits, ulong tag) =>
        _byId.TryGetValue(lowBits, out var order) && order.Tag == tag ? lowBits : 0;

    private PlainOrder? Best(Side side)
    {
        foreach (var (_, level) in _sides[(int)side])
        {
            return level.First!.Value;
        }

        return null;
    }

    private void RefillOrRemove(PlainOrder order, uint shown)
    {
        if (shown == 0)
        {
            Remove(order);
            return;
        }

        order.Quantity = shown;
        var level = order.Place!.List!;
        level.Remove(order.Place);
        level.AddLast(order.Place);
    }

    private void Remove(PlainOrder order)
    {
        var level = order.Place!.List!;
        level.Remove(order.Place);
        if (level.Count == 0)
        {
            _sides[(int)order.Side].Remove(order.Price);
        }

        _byId.Remove(order.Id);
    }

    private sealed class PlainOrder(ulong id, Side side, uint price, uint owner, ulong tag)
    {
        public ulong Id => id;

        public Side Side => side;

        public uint Price => price;

        public uint Owner => owner;

        public ulong Tag => tag;

        public uint Quantity { get; set; }

        public LinkedListNode<PlainOrder>? Place { get; set; }
    }
}
