namespace Offing.Tools.Risk.Comparing;

/// <summary>
/// The rule of a queue: by profit x leverage, highest first, each position in full until enough is found; the
/// last one in part, since positions must sum to zero.
/// </summary>
public static class QueueRule
{
    private const long Scale = 1_000_000;

    /// <summary>Lots taken from each candidate.</summary>
    public static IReadOnlyList<long> Cuts(DeleverageMoment moment)
    {
        var cuts = new long[moment.Candidates.Count];
        var ranks = moment.Candidates.Select(candidate => Rank(candidate, moment)).ToArray();
        var order = Enumerable.Range(0, cuts.Length).OrderByDescending(i => ranks[i]);
        var left = moment.Deficit;
        foreach (var i in order)
        {
            cuts[i] = Math.Min(left, moment.Candidates[i].Size);
            left -= cuts[i];
            if (left == 0)
            {
                break;
            }
        }

        return cuts;
    }

    // Value over cost of a long position, cost over value of a short one, times notional over equity. The
    // sort is stable, so equal ones stand by account.
    private static Int128 Rank(in Candidate candidate, DeleverageMoment moment)
    {
        if (candidate.Equity <= 0)
        {
            return Int128.MaxValue;
        }

        var value = (Int128)moment.Mark * candidate.Size;
        var (above, below) = moment.Direction > 0 ? (value, candidate.Cost) : (candidate.Cost, value);
        return above * Scale / Int128.Max(below, 1) * (candidate.Notional * Scale / candidate.Equity);
    }
}
