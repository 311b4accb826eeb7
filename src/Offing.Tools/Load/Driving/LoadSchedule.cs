using Offing.Primitives;

namespace Offing.Tools.Load.Driving;

/// <summary>
/// When each request is due, whatever became of those before it: evenly over time, computed from its number,
/// so that neither a slow answer nor a late thread ever moves a later one.
/// </summary>
/// <param name="perSecond">Requests a second.</param>
public readonly struct LoadSchedule(double perSecond)
{
    private readonly double _interval_Ns =
        perSecond > 0 ? 1e9 / perSecond : Check.Unreachable<double>("a rate is positive");

    /// <summary>When the request is due, nanoseconds after the start.</summary>
    /// <param name="number">From 0.</param>
    public long DueAt_Ns(long number) => (long)(number * _interval_Ns);

    /// <summary>How many are due in the first so many nanoseconds.</summary>
    public long DueWithin(long time_Ns)
    {
        var number = (long)(time_Ns / _interval_Ns);
        // The quotient may be rounded: the two questions must agree for every number.
        while (number > 0 && DueAt_Ns(number - 1) >= time_Ns)
        {
            number--;
        }

        while (DueAt_Ns(number) < time_Ns)
        {
            number++;
        }

        return number;
    }
}
