using System.Numerics;

namespace Offing.Engine.Tests.Properties;

/// <summary>SplitMix64: the same numbers from the same seed on any machine.</summary>
internal sealed class SplitMix(ulong seed)
{
    private ulong _state = seed;

    public ulong Next() => unchecked(Mix(_state += 0x9E3779B97F4A7C15));

    /// <summary>0 to bound - 1.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    public bool Chance(int percent) => Below(100) < percent;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>Numbers of every length in bits, the longest included.</summary>
    public ulong Wild() => BitOperations.RotateRight(Next() >> Below(64), Chance(10) ? Below(64) : 0);

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
