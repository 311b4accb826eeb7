using System.Text;
using Offing.Primitives;
using Offing.Protocol.Genesis;
using Offing.Simulator.Traders;

namespace Offing.Simulator.Worlds;

/// <summary>The venue of a world: three markets, three publishers.</summary>
internal static class SimGenesis
{
    public const int Publishers = 3;

    /// <summary>Keys of publishers begin here; traders have the lower ones.</summary>
    public const int FirstPublisherKey = 1_000;

    /// <param name="isNet">Whether its batches carry net data.</param>
    public static GenesisConfig Make(ISigners signers, bool isNet = false)
    {
        var keys = Enumerable.Range(FirstPublisherKey, Publishers);
        var publishers = string.Join(",", keys.Select(key => $"\"{signers.AddressOf(key)}\""));
        var text = $$"""
            {
              "name": "Offing simulated",
              "dataMode": "{{(isNet ? "net" : "full")}}",
              "markets": [
                { "name": "BTC", "szDecimals": 5, "maxLeverage": 40, "band": "0.1", "farBand": "0.8" },
                { "name": "ETH", "szDecimals": 4, "maxLeverage": 25, "band": "0.1", "farBand": "0.8" },
                { "name": "SOL", "szDecimals": 2, "maxLeverage": 20, "band": "0.1", "farBand": "0.8" }
              ],
              "publishers": [{{publishers}}],
              "oracle": { "freshnessMs": 10000, "quorum": 2, "maxMovePerSecond": "0.02" },
              "fees": { "taker": "0.00045", "maker": "0.00015" },
              "minimumWithdrawal": "1"
            }
            """;
        Check.That(GenesisParser.TryParse(Encoding.UTF8.GetBytes(text), out var genesis, out _));
        return genesis;
    }
}
