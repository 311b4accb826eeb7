using Offing.Primitives;

namespace Offing.Engine.Oracle;

/// <summary>
/// The last oracle prices of a market, each as a report left it: an escape takes their median, so that one
/// report cannot set the price at which everybody leaves.
/// </summary>
public sealed class OracleRing
{
    private readonly Ticks[] _prices = new Ticks[Limits.OracleRing_Prices];

    /// <summary>Place at which the next price stands, in the place of the oldest.</summary>
    public int Next { get; private set; }

    /// <summary>By place; zero where none came yet, and those are the last.</summary>
    public IReadOnlyList<Ticks> Prices => _prices;

    internal void Push(Ticks price)
    {
        _prices[Next] = price;
        Next = Next + 1 == _prices.Length ? 0 : Next + 1;
    }

    /// <summary>As its leaf says it.</summary>
    internal void Restore(int next, IReadOnlyList<Ticks> prices)
    {
        // Places are filled in their order, so one that is not full goes on behind the last.
        Check.That(next < _prices.Length && (prices.Count == _prices.Length || prices.Count == next));
        Next = next;
        for (var place = 0; place < _prices.Length; place++)
        {
            _prices[place] = place < prices.Count ? prices[place] : default;
        }
    }
}
