using Offing.Primitives;
using Offing.Protocol.Deleveraging;

namespace Offing.Engine.Liquidation;

/// <summary>
/// Chooses whom a deleveraging takes from: the most leveraged are brought down to one line, and nobody under
/// it is touched (rules.md section 8, "leverage draining").
/// </summary>
internal sealed class DeleverageLine
{
    /// <summary>Steps of the line in one unit of leverage.</summary>
    public const int Scale = 1_000_000;

    /// <summary>The line when accounts without equity were enough.</summary>
    public const ulong None = ulong.MaxValue;

    /// <summary>Where the line ends: at it and over it nobody gives anything.</summary>
    public const ulong End = 1UL << 63;

    private readonly List<int> _unbounded = [];
    private readonly List<int> _bounded = [];
    private readonly List<int> _active = [];
    private long[] _cuts = [];

    /// <summary>Lots that each candidate gives, in their order; good until the next call.</summary>
    public ReadOnlySpan<long> Cuts => _cuts;

    /// <summary>Chooses; the candidates come by ascending account.</summary>
    /// <param name="deficit">Over zero, and no more than the candidates have.</param>
    /// <returns>The line.</returns>
    public ulong Choose(IReadOnlyList<DeleverageCandidate> candidates, long deficit, Ticks mark)
    {
        Check.That(deficit > 0 && mark.Value > 0);
        Prepare(candidates);
        var left = TakeUnbounded(candidates, deficit);
        if (left == 0)
        {
            return None;
        }

        var line = TakeDownToLine(candidates, ref left, mark);
        for (var i = candidates.Count - 1; i >= 0 && left > 0; i--)
        {
            if (candidates[i].IsLast)
            {
                left -= Take(candidates, i, left);
            }
        }

        Check.That(left == 0);
        return line;
    }

    private void Prepare(IReadOnlyList<DeleverageCandidate> candidates)
    {
        _cuts = _cuts.Length == candidates.Count ? _cuts : new long[candidates.Count];
        Array.Clear(_cuts);
        _unbounded.Clear();
        _bounded.Clear();
        for (var i = 0; i < candidates.Count; i++)
        {
            Check.That(i == 0 || candidates[i].Account > candidates[i - 1].Account);
            if (!candidates[i].IsLast)
            {
                (candidates[i].Equity <= 0 ? _unbounded : _bounded).Add(i);
            }
        }
    }

    private long Take(IReadOnlyList<DeleverageCandidate> candidates, int at, long most) =>
        _cuts[at] = Math.Min(most, candidates[at].Size.Value);

    private long TakeUnbounded(IReadOnlyList<DeleverageCandidate> candidates, long deficit)
    {
        _unbounded.Sort((left, right) =>
        {
            var byNotional = candidates[right].Notional.CompareTo(candidates[left].Notional);
            return byNotional != 0 ? byNotional : left.CompareTo(right);
        });
        foreach (var i in _unbounded)
        {
            deficit -= Take(candidates, i, deficit);
        }

        return deficit;
    }

    private ulong TakeDownToLine(IReadOnlyList<DeleverageCandidate> candidates, ref long left, Ticks mark)
    {
        Int128 total = 0;
        foreach (var i in _bounded)
        {
            total += candidates[i].Size.Value;
        }

        var needed = (long)Int128.Min(left, total);
        if (needed == 0)
        {
            return 0;
        }

        var line = FindLine(candidates, needed, mark);
        Int128 surplus = -needed;
        foreach (var i in _bounded)
        {
            surplus += _cuts[i] = Share(candidates[i], line, mark);
        }

        for (var k = _bounded.Count - 1; k >= 0 && surplus > 0; k--)
        {
            var i = _bounded[k];
            var back = Int128.Min(surplus, _cuts[i] - Share(candidates[i], line + 1, mark));
            _cuts[i] -= (long)back;
            surplus -= back;
        }

        Check.That(surplus == 0);
        left -= needed;
        return line;
    }

    // The highest line at which the shares are enough. Shares fall as the line rises, so it is between a line
    // at which they are (low) and one at which they are not (high). A candidate that gives nothing at low
    // gives nothing in between, and one that gives all at high gives all in between: both leave the search.
    private ulong FindLine(IReadOnlyList<DeleverageCandidate> candidates, long needed, Ticks mark)
    {
        _active.Clear();
        _active.AddRange(_bounded);
        Int128 certain = 0;
        var (low, high) = (0UL, Highest(candidates) + 1);
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            var sum = certain;
            foreach (var i in _active)
            {
                sum += Share(candidates[i], middle, mark);
            }

            var isEnough = sum >= needed;
            (low, high) = isEnough ? (middle, high) : (low, middle);
            var kept = 0;
            for (var k = 0; k < _active.Count; k++)
            {
                var i = _active[k];
                var share = Share(candidates[i], middle, mark);
                if (isEnough ? share != 0 : share != candidates[i].Size.Value)
                {
                    _active[kept++] = i;
                }
                else
                {
                    certain += share;
                }
            }

            _active.RemoveRange(kept, _active.Count - kept);
        }

        return low;
    }

    // The highest leverage of all: at the next line nobody gives anything.
    private ulong Highest(IReadOnlyList<DeleverageCandidate> candidates)
    {
        ulong highest = 0;
        foreach (var i in _bounded)
        {
            var leverage = candidates[i].Notional * Scale / candidates[i].Equity;
            highest = (ulong)Int128.Max(highest, Int128.Min(leverage, End - 1));
        }

        return highest;
    }

    // min(size, max(0, ceil((notional - line x equity) / mark))).
    public static long Share(in DeleverageCandidate candidate, ulong line, Ticks mark)
    {
        // A line over the leverage gives nothing. Below it line x equity is under notional x scale, so no
        // product leaves 128 bits.
        var scaled = candidate.Notional * Scale;
        if (line >= End || (line > 0 && candidate.Equity > scaled / line))
        {
            return 0;
        }

        var over = scaled - (line * candidate.Equity);
        var lots = WideMath.CeilingDiv(over, (Int128)mark.Value * Scale);
        return (long)Int128.Min(candidate.Size.Value, Int128.Max(0, lots));
    }
}
