namespace Offing.Tools.Bench.Books;

/// <summary>Numbers by chance (SplitMix64) for streams: the same from the same seed on any machine.</summary>
internal sealed class BookDice(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            var z = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>0 to bound - 1.</summary>
    public uint Below(uint bound) => (uint)Math.BigMul(Next(), bound, out _);
}
