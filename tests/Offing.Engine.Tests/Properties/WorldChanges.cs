using Offing.Engine.Tests.Parameters;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Tests.Properties;

/// <summary>
/// What the operator of a world announces: fees up and down, leverage, caps, markets that come and go,
/// publishers that are replaced.
/// </summary>
internal sealed class WorldChanges(SplitMix random)
{
    private const int MarketsMost = 14;

    private int _names;
    private int _keys;

    /// <summary>The payload of a request.</summary>
    public byte[] Any(VenueState state, ulong now)
    {
        var first = new MarketId(0);
        var genesis = state.Genesis.Markets.Count;
        return random.Below(10) switch
        {
            0 => ChangeBytes.Fees(400_000 + random.Below(100_000), random.Below(300_000) - 90_000),
            1 => ChangeBytes.Tiers(first, (uint)(20 + random.Below(30))),
            2 => ChangeBytes.OpenInterest(first, (ulong)(1 + random.Below(50)) * 10_000_000_000_000),
            3 => ChangeBytes.ReduceOnly(first, false),
            4 or 5 when state.Markets.Count > genesis + 1 => ChangeBytes.Delist(
                new MarketId((uint)(genesis + random.Below(state.Markets.Count - genesis))), now),
            6 => Publisher(state),
            _ when state.Markets.Count < MarketsMost => ChangeBytes.Listing(Listing()),
            _ => Publisher(state),
        };
    }

    // Names come twice now and then.
    private MarketParameters Listing() => new(
        default, $"L{(random.Chance(20) ? _names : ++_names)}", 2, (uint)(3 + random.Below(18)),
        new Nano(100_000_000), new Nano(800_000_000))
    {
        ImpactNotional = new MicroUsd(1_000_000_000),
        OpenInterest = OpenInterestParameters.None with
        {
            Cap = new MicroUsd((1 + random.Below(40)) * 10_000_000_000L),
        },
    };

    // Three places always have somebody, and two of them are enough.
    private byte[] Publisher(VenueState state)
    {
        var place = (byte)random.Below(Math.Min(state.Publishers.Count + 1, 4));
        var key = place == 3 && random.Chance(50) ? Address.Zero : Venue.Who($"key{++_keys}");
        return ChangeBytes.Publisher(place, key);
    }
}
