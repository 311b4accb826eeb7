namespace Offing.Tools.Risk.Comparing;

/// <summary>
/// From everybody the same share of the position, rounded down; the rest a lot each, by account.
/// </summary>
public static class ProRataRule
{
    /// <summary>Lots taken from each candidate.</summary>
    public static IReadOnlyList<long> Cuts(DeleverageMoment moment)
    {
        var cuts = new long[moment.Candidates.Count];
        Int128 all = 0;
        foreach (var candidate in moment.Candidates)
        {
            all += candidate.Size;
        }

        var left = (long)Int128.Min(moment.Deficit, all);
        var deficit = left;
        for (var i = 0; i < cuts.Length; i++)
        {
            cuts[i] = (long)((Int128)moment.Candidates[i].Size * deficit / all);
            left -= cuts[i];
        }

        for (var i = 0; left > 0; i = (i + 1) % cuts.Length)
        {
            if (cuts[i] < moment.Candidates[i].Size)
            {
                cuts[i]++;
                left--;
            }
        }

        return cuts;
    }
}
