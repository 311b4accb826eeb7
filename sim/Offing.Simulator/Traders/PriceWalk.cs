using Offing.Simulator.Worlds;

namespace Offing.Simulator.Traders;

/// <summary>The prices of the world, in ticks: they walk, and sometimes they jump.</summary>
internal sealed class PriceWalk(SimRandom random)
{
    private static readonly ulong[] Start = [600_000, 300_000, 1_500_000];

    private readonly ulong[] _prices = [.. Start];

    public ulong Of(int market) => _prices[market];

    /// <summary>Prices of five figures are multiples of it, ticks.</summary>
    public static ulong StepOf(int market) => market == 2 ? 1_000UL : 100;

    public void Move()
    {
        for (var i = 0; i < _prices.Length; i++)
        {
            var most = random.Chance(10) ? 800 : 25;
            var next = _prices[i] * (ulong)(10_000 + random.Between(-most, most)) / 10_000;
            _prices[i] = Math.Clamp(next, Start[i] / 3, Start[i] * 3);
        }
    }
}
