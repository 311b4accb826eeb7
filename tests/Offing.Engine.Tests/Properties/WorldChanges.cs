using Offing.Engine.Tests.Parameters;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Tests.Properties;

/// <summary>
/// What the operator of a world announces: fees up and down, leverage, caps, rules, publishers that are
/// replaced, and markets that come as often as they go.
/// </summary>
internal sealed class WorldChanges(SplitMix random, LivingMarkets living)
{
    private const int OthersMost = 2;
    private const int GoesWithin_Ms = 300_000;

    private int _names;
    private int _keys;
    private byte[] _listed = [];

    /// <summary>The payload of a request.</summary>
    public byte[] Any(VenueState state, ulong now)
    {
        var first = new MarketId(0);
        return random.Below(13) switch
        {
            // Mostly with a rebate for makers.
            0 => ChangeBytes.Fees(400_000 + random.Below(100_000), random.Below(200_000) - 150_000),
            1 or 10 => ChangeBytes.Tiers(
                random.Chance(70) ? first : living.Pick(random), (uint)(20 + random.Below(30))),
            2 => ChangeBytes.OpenInterest(first, (ulong)(1 + random.Below(50)) * 10_000_000_000_000),
            3 => ChangeBytes.ReduceOnly(living.Pick(random), false),
            4 => ChangeBytes.Rules(Keccak.Hash([(byte)random.Below(200)])),
            5 or 6 => Publisher(state),
            7 => [0, (byte)Math.Min(9, random.Below(12))],
            // A name that another change takes first is no name any more when its time comes.
            8 or 9 when _listed.Length > 0 && random.Chance(70) => Again(),
            _ => ComeOrGo(now),
        };
    }

    // The oldest goes first, but for those that stay. One that goes only reduces until then.
    private byte[] ComeOrGo(ulong now)
    {
        var others = living.Others.ToList();
        return others.Count >= OthersMost && others.Find(market => !market.IsReduceOnly) is { } oldest
            ? ChangeBytes.Delist(oldest.Id, now + (ulong)random.Below(GoesWithin_Ms))
            : _listed = ChangeBytes.Listing(Listing());
    }

    private byte[] Again()
    {
        var again = _listed;
        _listed = [];
        return again;
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
