namespace Offing.Tools.Risk.Scenarios;

/// <summary>
/// A value over time that goes in straight lines from point to point, and stays at the last.
/// </summary>
public sealed record Steps(IReadOnlyList<(int At, long Value)> Points)
{
    /// <summary>The value at a second, rounded down.</summary>
    public long At(int second)
    {
        var (before, after) = (Points[0], Points[0]);
        var (low, high) = (0, Points.Count - 1);
        if (second <= before.At)
        {
            return before.Value;
        }

        if (second >= Points[high].At)
        {
            return Points[high].Value;
        }

        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = Points[middle].At <= second ? (middle, high) : (low, middle);
        }

        (before, after) = (Points[low], Points[high]);
        var moved = (Int128)(after.Value - before.Value) * (second - before.At) / (after.At - before.At);
        return before.Value + (long)moved;
    }
}
