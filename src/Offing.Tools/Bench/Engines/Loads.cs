using System.Diagnostics;

namespace Offing.Tools.Bench.Engines;

/// <summary>
/// What a look into memory costs on this machine, when nothing can be fetched ahead: a walk from line to line
/// of an area, each telling where the next is, in an order that no prefetcher guesses.
/// </summary>
internal static class Loads
{
    private const int Line_Bytes = 64;
    private const int WordsPerLine = Line_Bytes / sizeof(int);
    private const int Steps = 2_000_000;

    /// <summary>Nanoseconds a step, over an area of so many bytes, 4 GiB at most.</summary>
    public static double Ns(long bytes)
    {
        var lines = (int)Math.Clamp(bytes / Line_Bytes, 2, 1 << 26);
        var next = GC.AllocateUninitializedArray<int>(lines * WordsPerLine);
        Link(next, lines);
        var at = Walk(next, 0);
        var start = Stopwatch.GetTimestamp();
        at = Walk(next, at);
        var spent = Stopwatch.GetElapsedTime(start);
        GC.KeepAlive(at);
        return spent.TotalNanoseconds / Steps;
    }

    private static int Walk(int[] next, int at)
    {
        for (var step = 0; step < Steps; step++)
        {
            at = next[at];
        }

        return at;
    }

    // One ring through all lines: line i lies where an odd multiplier puts it, and lines are a power of two
    // rounded down, so that each is met once.
    private static void Link(int[] next, int lines)
    {
        var size = 1 << System.Numerics.BitOperations.Log2((uint)lines);
        var before = Place(size - 1, size);
        for (var i = 0; i < size; i++)
        {
            var at = Place(i, size);
            next[before * WordsPerLine] = at * WordsPerLine;
            before = at;
        }
    }

    private static int Place(int i, int size)
    {
        // A bijection of a power of two: odd multiplications and shifts to the right, masked.
        var mask = (uint)size - 1;
        var shift = Math.Max(1, System.Numerics.BitOperations.Log2((uint)size) / 2);
        unchecked
        {
            var x = ((uint)i * 0x9E3779B1U) & mask;
            x ^= x >> shift;
            x = (x * 0x85EBCA6BU) & mask;
            return (int)(x ^ (x >> shift));
        }
    }
}
