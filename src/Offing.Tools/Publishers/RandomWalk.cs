using Offing.Primitives;
using Offing.Protocol.Genesis;
using Offing.Tools.OrderFlow;

namespace Offing.Tools.Publishers;

/// <summary>
/// A seeded walk: each second a price moves by up to 0.05 % of itself. Integer, so that the same seed gives
/// the same path everywhere.
/// </summary>
public sealed class RandomWalk : IPriceSource
{
    private const long MaxStep_PerMillion = 500;
    private const long Million = 1_000_000;

    // Where each walk begins, in micro-USDC. One that is listed by somebody begins at so many ticks.
    private const long OtherStart_Ticks = 100_000;

    private static readonly Dictionary<string, long> Starts = new()
    {
        ["BTC"] = 60_000 * Million, ["ETH"] = 2_500 * Million, ["SOL"] = 150 * Million, ["OFF"] = 5 * Million,
    };

    private readonly Dictionary<MarketId, Walk> _walks = [];
    private readonly ulong _seed;

    public RandomWalk(ulong seed) => _seed = seed;

    public Ticks? PriceOf(MarketParameters market, Time now)
    {
        // It is left to who replays a recorded day.
        if (market.Name == FlowRunner.MarketName)
        {
            return null;
        }

        if (!Starts.TryGetValue(market.Name, out var start))
        {
            start = OtherStart_Ticks * Pow10(market.SzDecimals);
        }

        if (!_walks.TryGetValue(market.Id, out var walk))
        {
            walk = new Walk(_seed ^ ((ulong)market.Id.Value << 32), start, now);
            _walks.Add(market.Id, walk);
        }

        // micro-USDC a whole unit of the base = ticks x 10^szDecimals.
        return new Ticks((uint)Math.Max(1, walk.At(now) / Pow10(market.SzDecimals)));
    }

    internal static long Pow10(int exponent)
    {
        var power = 1L;
        for (var i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }

    private sealed class Walk
    {
        private readonly long _start;
        private ulong _state;
        private long _price;
        private ulong _second;

        public Walk(ulong seed, long start, Time begin)
        {
            (_state, _start, _price) = (seed, start, start);
            _second = begin.Milliseconds / 1000;
        }

        public long At(Time now)
        {
            for (; _second < now.Milliseconds / 1000; _second++)
            {
                var step = (long)(Next() % (2 * MaxStep_PerMillion + 1)) - MaxStep_PerMillion;
                // Pulled softly towards the start, so that a venue
                // left alone for days stays in a sensible range.
                var pull = (_start - _price) / 2_000;
                _price = Math.Max(_start / 10, _price + (_price / Million * step) + pull);
            }

            return _price;
        }

        // SplitMix64 (Steele, Lea and Flood, 2014).
        private ulong Next()
        {
            unchecked
            {
                var z = _state += 0x9E3779B97F4A7C15;
                z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
                z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
                return z ^ (z >> 31);
            }
        }
    }
}
