namespace Offing.Tools.Risk.Comparing;

/// <summary>
/// An account that a deleveraging could take from, as it stood just before, all amounts in micro-USDC.
/// </summary>
/// <param name="Account">Index, in order of creation.</param>
/// <param name="Size">Lots of its position, without the sign.</param>
/// <param name="Notional">Of the bucket of the position, at mark.</param>
/// <param name="Equity">Of that bucket.</param>
/// <param name="Cost">Entry notional of the position, without the sign.</param>
public readonly record struct Candidate(uint Account, long Size, Int128 Notional, Int128 Equity, Int128 Cost)
{
    private const long Million = 1_000_000;

    /// <summary>
    /// Whether its leverage is at most the line (1e-6), so that the least-harm rule spares it.
    /// </summary>
    public bool IsBelow(ulong line) => Equity > 0 && Notional * Million <= Equity * line;
}

/// <summary>A deleveraging: who could be taken from, and what had to be found.</summary>
/// <param name="Second">Of the scenario.</param>
/// <param name="Direction">1 when long positions are reduced, -1 when short ones are.</param>
/// <param name="Mark">Ticks.</param>
/// <param name="Line">Leverage down to which the venue's rule went, 1e-6.</param>
/// <param name="Deficit">Lots.</param>
/// <param name="Candidates">By account, ascending, each with a position over zero.</param>
public sealed record DeleverageMoment(
    int Second, uint Market, int Direction, long Mark, ulong Line, long Deficit,
    IReadOnlyList<Candidate> Candidates);
