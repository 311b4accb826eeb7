using Offing.MarketData;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Gateway.Wire;

/// <summary>Markets by the names of the wire, those of genesis and those that were listed since.</summary>
internal sealed class MarketDirectory(VenueFold fold)
{
    private volatile ByName _names = new([]);

    public IReadOnlyList<MarketParameters> All => fold.Markets;

    public MarketParameters? Find(string? coin)
    {
        if (coin is null)
        {
            return null;
        }

        var (names, all) = (_names, fold.Markets);
        if (!ReferenceEquals(names.Of, all))
        {
            _names = names = new ByName(all);
        }

        return names.Find(coin);
    }

    public MarketParameters this[MarketId id] => fold.Markets[(int)id.Value];

    public string Name(MarketId id) => this[id].Name;

    private sealed class ByName(IReadOnlyList<MarketParameters> of)
    {
        private readonly Dictionary<string, MarketParameters> _markets = of.ToDictionary(m => m.Name);

        public IReadOnlyList<MarketParameters> Of => of;

        public MarketParameters? Find(string coin) => _markets.GetValueOrDefault(coin);
    }
}
