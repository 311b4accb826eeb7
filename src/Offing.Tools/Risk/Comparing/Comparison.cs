namespace Offing.Tools.Risk.Comparing;

/// <summary>
/// The venue's deleveraging beside two other rules: each is given the very accounts and the very deficit of
/// every event, so it is the same path up to there. What would have followed from another choice is left out.
/// </summary>
public sealed class Comparison
{
    public RuleTally Venue { get; } = new("least harm (this venue)");

    public RuleTally Queue { get; } = new("queue, profit x leverage");

    public RuleTally ProRata { get; } = new("pro rata");

    /// <summary>In the order of the report.</summary>
    public IReadOnlyList<RuleTally> All => [Venue, Queue, ProRata];

    /// <summary>Deleveragings so far.</summary>
    public int Moments { get; private set; }

    /// <param name="cuts">What the venue took from each candidate, lots.</param>
    public void Add(DeleverageMoment moment, IReadOnlyList<long> cuts)
    {
        Moments++;
        Venue.Add(moment, cuts);
        Queue.Add(moment, QueueRule.Cuts(moment));
        ProRata.Add(moment, ProRataRule.Cuts(moment));
    }
}
