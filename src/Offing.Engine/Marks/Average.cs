using Offing.Primitives;

namespace Offing.Engine.Marks;

/// <summary>An average that forgets, in integers.</summary>
internal static class Average
{
    /// <summary>Time that passed without a look is no time: nobody stood behind a price in it.</summary>
    public const ulong GapMax_Ms = 30_000;

    /// <summary>
    /// floor((average x span + value x elapsed) / (span + elapsed)): it lies between the two whatever the
    /// elapsed time, and looking twice gives nearly what looking once gives.
    /// </summary>
    // Values are prices of 32 bits by 1e9, spans and elapsed times at most 150,000: 80 bits.
    public static Int128 Next(Int128 average, Int128 value, ulong elapsed_Ms, ulong span_Ms) =>
        WideMath.FloorDiv((average * span_Ms) + (value * elapsed_Ms), span_Ms + elapsed_Ms);

    /// <summary>Since the last look; none when there was none (zero) or it is too long ago.</summary>
    public static ulong Elapsed_Ms(Time last, Time now)
    {
        var elapsed = now.Milliseconds - last.Milliseconds;
        return last.Milliseconds == 0 || elapsed > GapMax_Ms ? 0 : elapsed;
    }
}
