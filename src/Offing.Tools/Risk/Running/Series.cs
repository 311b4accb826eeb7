using Offing.Tools.Risk.Scenarios;

namespace Offing.Tools.Risk.Running;

/// <summary>What a run looked like, second by second.</summary>
public sealed class Series
{
    private readonly Dictionary<(string Name, string Market), Column> _byName = [];

    public Series(IEnumerable<string> markets)
    {
        string[] names = [.. markets];
        var columns = new List<Column>();
        foreach (var metric in Metrics.All)
        {
            foreach (var market in metric.OfMarket ? names : [""])
            {
                var column = new Column(metric, market, []);
                columns.Add(column);
                _byName.Add((metric.Name, market), column);
            }
        }

        Columns = columns;
    }

    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Samples so far: the n-th, from zero, is of the end of second n.</summary>
    public int Count => Columns[0].Values.Count;

    /// <param name="market">Empty for a metric of the whole venue.</param>
    public Column Of(Metric metric, string market = "") => _byName[(metric.Name, market)];

    /// <summary>One column.</summary>
    public sealed record Column(Metric Metric, string Market, List<long> Values)
    {
        /// <summary>As it stands over the column in the file.</summary>
        public string Title => Market.Length == 0 ? Metric.Name : $"{Market}.{Metric.Name}";

        public long Last => Values.Count == 0 ? 0 : Values[^1];

        internal void Add(Int128 value) =>
            Values.Add((long)Int128.Clamp(value, long.MinValue, long.MaxValue));
    }
}
