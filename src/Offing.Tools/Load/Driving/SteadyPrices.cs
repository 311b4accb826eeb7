using Offing.Primitives;
using Offing.Protocol.Genesis;
using Offing.Tools.Publishers;

namespace Offing.Tools.Load.Driving;

/// <summary>Prices that stay where the signed orders expect them, so that a file keeps its meaning.</summary>
internal sealed class SteadyPrices : IPriceSource
{
    private static readonly Dictionary<string, decimal> Usd = new()
    {
        ["BTC"] = 60_000, ["ETH"] = 2_500, ["SOL"] = 150, ["OFF"] = 5,
    };

    /// <inheritdoc/>
    public Ticks? PriceOf(MarketParameters market, Time now) => Usd.TryGetValue(market.Name, out var price)
        ? new Ticks((uint)(price * Power(market.PriceDecimals)))
        : null;

    private static decimal Power(int decimals) => decimals == 0 ? 1 : 10 * Power(decimals - 1);
}
