using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Gateway.Wire;

/// <summary>Markets by the names of the wire.</summary>
internal sealed class MarketDirectory(GenesisConfig genesis)
{
    private readonly Dictionary<string, MarketParameters> _byName = genesis.Markets.ToDictionary(m => m.Name);

    public IReadOnlyList<MarketParameters> All => genesis.Markets;

    public MarketParameters? Find(string? coin) => coin is null ? null : _byName.GetValueOrDefault(coin);

    public MarketParameters this[MarketId id] => genesis.Markets[(int)id.Value];

    public string Name(MarketId id) => this[id].Name;
}
