using Offing.Primitives;

namespace Offing.Engine.Twaps;

/// <summary>How much of a TWAP is to be filled by when.</summary>
internal static class SlicePlan
{
    /// <summary>Farthest that a randomized target may be from the even one, 1e-9 of an even slice.</summary>
    private const long Jitter_Nano = 100_000_000;

    /// <summary>Slices of a duration.</summary>
    public static uint Count(uint minutes) => (uint)(minutes * 60_000UL / Limits.TwapSlice_Ms);

    /// <summary>
    /// The number of a slice that is sent now: the next, or a later one when time was lost, so that the last
    /// comes with the end of the duration.
    /// </summary>
    public static uint Number(Time start, Time now, uint last, uint count)
    {
        var byTime = ((now.Milliseconds - start.Milliseconds) / Limits.TwapSlice_Ms) + 1;
        return (uint)Math.Min(Math.Max(byTime, last + 1UL), count);
    }

    /// <summary>Lots to be filled after the slice of this number, 1 to count: all after the last.</summary>
    public static Lots Target(ulong twap, Lots total, uint number, uint count, bool randomize)
    {
        var jitter = randomize && number < count ? Jitter(twap, number) : 0;
        var share = ((Int128)number * Nano.One) + jitter;
        return new((long)WideMath.FloorDiv(total.Value * share, (Int128)count * Nano.One));
    }

    /// <summary>
    /// Lots of a slice: what is missing to the target, at most the catch-up's multiple of an even slice.
    /// </summary>
    public static Lots Size(Lots target, Lots filled, Lots total, uint count)
    {
        var even = WideMath.MulDivCeiling(total.Value, 1, count);
        var most = new Lots(checked(even * Limits.TwapCatchUp_Slices));
        return Lots.Max(Lots.Zero, Lots.Min(target - filled, most));
    }

    // Each target moves by up to a tenth of an even slice, so a slice by up to a fifth, and the sum stays
    // exact. Whoever knows the TWAP can compute it: it is there to be uneven, not to be secret.
    private static long Jitter(ulong twap, uint number)
    {
        var mixed = Mix(unchecked((twap * 0x9E3779B97F4A7C15) + number));
        return (long)(mixed % ((2 * (ulong)Jitter_Nano) + 1)) - Jitter_Nano;
    }

    // The finalizer of SplitMix64.
    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
