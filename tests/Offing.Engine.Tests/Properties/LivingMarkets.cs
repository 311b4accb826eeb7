using Offing.Engine.Markets;
using Offing.Primitives;

namespace Offing.Engine.Tests.Properties;

/// <summary>The markets of a life: the first ones stay, the others come and go, the oldest first.</summary>
/// <param name="stay">How many are never delisted.</param>
internal sealed class LivingMarkets(VenueState state, int stay)
{
    // More than ever live beside those that stay.
    private const int Window = 8;

    /// <summary>One that trades or will, by chance.</summary>
    public MarketId Pick(SplitMix random)
    {
        var place = random.Below(stay + Others.Count());
        return place < stay ? new MarketId((uint)place) : Others.ElementAt(place - stay).Id;
    }

    /// <summary>Those that live beside the ones that stay, the oldest first.</summary>
    public IEnumerable<MarketState> Others => Enumerable
        .Range(Math.Max(stay, state.Markets.Count - Window), Math.Min(Window, state.Markets.Count - stay))
        .Select(place => state.Markets[place])
        .Where(market => !market.IsSettled);
}
