namespace Offing.Simulator;

/// <summary>What happened in many worlds: all that can go wrong must have gone wrong in one.</summary>
public sealed class CoverageTable
{
    private readonly List<string> _order = [];
    private readonly Dictionary<string, (long Times, int Seeds)> _rows = [];

    /// <summary>Worlds in it.</summary>
    public int Seeds { get; private set; }

    /// <summary>What can happen and did not in any of them.</summary>
    public IReadOnlyList<string> Missing => [.. _order.Where(name => _rows[name].Times == 0)];

    public void Add(SimResult result)
    {
        Seeds++;
        foreach (var (name, count) in result.Coverage)
        {
            if (!_rows.TryGetValue(name, out var row))
            {
                _order.Add(name);
            }

            _rows[name] = (row.Times + count, row.Seeds + (count > 0 ? 1 : 0));
        }
    }

    /// <summary>A line for each: how often it happened, and in how many worlds.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"{"what happened",-42} {"times",12} {"seeds",7}";
        foreach (var name in _order)
        {
            var (times, seeds) = _rows[name];
            yield return $"{name,-42} {times,12} {seeds,7}{(times == 0 ? "  NEVER" : "")}";
        }
    }
}
