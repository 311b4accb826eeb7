using Offing.Engine.Accounts;
using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Engine.Tests.Properties;

/// <summary>
/// What owners demand through the chain: for themselves, mostly, and of the form that it must have, mostly.
/// </summary>
internal sealed class WorldDemands(Venue venue, SplitMix random)
{
    /// <param name="key">To be granted.</param>
    public QueueRequest Any(string who, string other, MarketId market, Func<string> key)
    {
        var owner = venue.State.FindAccount(Venue.Who(who))!;
        var of = owner.SubAccounts.Count == 0 || random.Chance(70) ? owner : random.Pick(owner.SubAccounts);
        var held = of.Slots.Where(slot => !slot.Size.IsZero).ToList();
        market = held.Count > 0 && random.Chance(90) ? random.Pick(held).Market : market;
        var type = random.Below(100) switch
        {
            < 60 => RequestType.Close,
            < 72 => RequestType.Withdraw,
            < 82 => RequestType.CancelAll,
            < 90 => RequestType.Grant,
            _ => RequestType.Revoke,
        };
        var rest = Rest(type, owner, market, key);
        return venue.Demand(
            type, of.Owner, random.Chance(97) ? rest : [.. rest, 1],
            random.Chance(95) ? owner.Owner : Venue.Who(other));
    }

    private byte[] Rest(RequestType type, Account owner, MarketId market, Func<string> key) => type switch
    {
        RequestType.Withdraw => Venue.Bytes(random.Chance(20) ? 0 : random.Next() >> 36),
        RequestType.Close =>
        [
            .. Venue.Bytes(market.Value)[4..],
            .. Venue.Bytes(random.Chance(60) ? 0 : 1 + (random.Next() >> 44)),
        ],
        RequestType.CancelAll => [],
        // With a loss of a day, at times.
        RequestType.Grant =>
        [
            .. Venue.Who(key()).ToArray(), .. new byte[3 * sizeof(ulong)],
            .. Venue.Bytes(random.Chance(50) ? 0UL : 200_000_000), .. new byte[sizeof(uint) + 1],
        ],
        _ => (owner.Sessions.Count > 0 ? random.Pick(owner.Sessions.ToList()).Key : owner.Owner).ToArray(),
    };
}
