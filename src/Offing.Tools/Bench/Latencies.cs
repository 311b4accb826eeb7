namespace Offing.Tools.Bench;

/// <summary>Latencies of single requests; exact quantiles, because every one is kept.</summary>
public sealed class Latencies(IEnumerable<TimeSpan> samples)
{
    private readonly TimeSpan[] _sorted = [.. samples.Order()];

    public int Count => _sorted.Length;

    /// <summary>
    /// The smallest sample that is not below the fraction <paramref name="perMille"/> of all, in ms.
    /// </summary>
    public double At_Ms(int perMille) =>
        _sorted[Math.Max(0, ((_sorted.Length * perMille) + 999) / 1000 - 1)].TotalMilliseconds;
}
