using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Tools.Bench.Engines;

/// <summary>The size of the venue that an engine run is about.</summary>
/// <param name="Active">Of the accounts, spread among them: those that trade.</param>
/// <param name="Resting">Orders at rest, over all markets, before the clock runs.</param>
/// <param name="Commands">Timed commands of a round.</param>
public sealed record EngineSetting(
    int Accounts, int Active, int Markets, int Resting, int Commands, ulong Seed)
{
    /// <summary>The venue of the target: 1,000 accounts in 8 markets.</summary>
    public static EngineSetting Usual { get; } = new(1_000, 1_000, 8, 10_000, 500_000, 1);

    /// <summary>Each market alike: lots of 0.01, ticks of 0.0001, 50x.</summary>
    internal GenesisConfig Genesis() => new(
        "bench",
        [.. Enumerable.Range(0, Markets).Select(i => new MarketParameters(
            new MarketId((uint)i), $"M{i}", SzDecimals: 2, MaxLeverage: 50, new Nano(100_000_000),
            new Nano(800_000_000)))],
        [Address.OfSystem("bench.publisher.0"), Address.OfSystem("bench.publisher.1")],
        new OracleParameters(10_000, 2, new Nano(20_000_000)),
        new FeeParameters(new Nano(450_000), new Nano(150_000)), new MicroUsd(1_000_000), []);
}
