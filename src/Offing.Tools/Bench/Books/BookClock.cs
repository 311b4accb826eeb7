using System.Diagnostics;

namespace Offing.Tools.Bench.Books;

/// <summary>The clock that single operations are timed by, in ticks of Stopwatch.</summary>
internal static class BookClock
{
    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>Ticks since then; of a pause longer than 32 bits as many as fit.</summary>
    public static uint Since(long before) => (uint)Math.Min(uint.MaxValue, Stopwatch.GetTimestamp() - before);

    public static long Nanoseconds(uint ticks) => ticks * 1_000_000_000L / Stopwatch.Frequency;
}
