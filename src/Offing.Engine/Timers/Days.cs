using Offing.Primitives;

namespace Offing.Engine.Timers;

/// <summary>UTC days of venue time.</summary>
internal static class Days
{
    private const ulong Day_Ms = 24UL * 3600 * 1000;

    /// <summary>Days since 1970.</summary>
    public static uint Of(Time time) => (uint)Math.Min(time.Milliseconds / Day_Ms, uint.MaxValue);

    /// <summary>The first moment of a day, days since 1970.</summary>
    public static Time StartOf(uint day) => new(day * Day_Ms);

    /// <summary>When the day of a time is over, ms; the last day of time has no end.</summary>
    public static ulong EndOf(Time time)
    {
        var start = time.Milliseconds - (time.Milliseconds % Day_Ms);
        return start > ulong.MaxValue - Day_Ms ? ulong.MaxValue : start + Day_Ms;
    }
}
