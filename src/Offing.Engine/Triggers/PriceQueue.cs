using Offing.Primitives;

namespace Offing.Engine.Triggers;

/// <summary>Orders by a price, from one end, the lower id first at one price; each step O(log n).</summary>
/// <param name="fromLow">Whether the lowest price is first, else the highest.</param>
internal sealed class PriceQueue(bool fromLow)
{
    private readonly SortedSet<(uint Rank, OrderId Id)> _ranks = [];

    public int Count => _ranks.Count;

    public void Add(Ticks price, OrderId id) => Check.That(_ranks.Add((Rank(price), id)));

    public void Remove(Ticks price, OrderId id) => Check.That(_ranks.Remove((Rank(price), id)));

    public bool Has(Ticks price, OrderId id) => _ranks.Contains((Rank(price), id));

    public bool TryFirst(out Ticks price, out OrderId id)
    {
        if (_ranks.Count == 0)
        {
            (price, id) = (default, default);
            return false;
        }

        (var rank, id) = _ranks.Min;
        price = new Ticks(fromLow ? rank : uint.MaxValue - rank);
        return true;
    }

    private uint Rank(Ticks price) => fromLow ? price.Value : uint.MaxValue - price.Value;
}
