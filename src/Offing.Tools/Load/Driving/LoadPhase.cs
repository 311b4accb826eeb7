using HdrHistogram;

namespace Offing.Tools.Load.Driving;

/// <summary>One stretch of a run.</summary>
/// <param name="PerSecond">Requests due a second; null: as many as the venue takes.</param>
/// <param name="InFlight">Unanswered requests at most, over all connections.</param>
/// <param name="Warm">Before it is counted.</param>
/// <param name="Lasts">Counted.</param>
public sealed record LoadPhase(
    string Name, double? PerSecond, int InFlight, TimeSpan Warm, TimeSpan Lasts);

/// <summary>A second of a phase.</summary>
/// <param name="Answered">Orders and cancels.</param>
/// <param name="P99_Ns">Of requests answered in it.</param>
/// <param name="Behind">Requests that were due and not sent at its end.</param>
public sealed record LoadSecond(double At_Seconds, long Answered, long P99_Ns, long Max_Ns, long Behind);

/// <summary>What came of a phase.</summary>
/// <param name="Sent">Requests of the counted time.</param>
/// <param name="ItemsPerSecond">Orders and cancels answered in the counted time.</param>
/// <param name="Latencies">Nanoseconds from the moment a request was due to its answer.</param>
/// <param name="Ended">Why it ended before its time; empty: it did not.</param>
public sealed record LoadOutcome(
    LoadPhase Phase, long Sent, double ItemsPerSecond, LongHistogram Latencies,
    IReadOnlyList<LoadSecond> Seconds, string Ended)
{
    /// <summary>The latency that so many of a hundred did not exceed, milliseconds.</summary>
    public double At_Ms(double percentile) => Latencies.TotalCount == 0
        ? 0
        : Latencies.GetValueAtPercentile(percentile) / 1e6;

    public double Max_Ms => Latencies.TotalCount == 0 ? 0 : Latencies.GetMaxValue() / 1e6;
}
