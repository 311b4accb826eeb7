using Offing.Primitives;

namespace Offing.Protocol.Genesis;

/// <summary>Accounts that no key controls.</summary>
public static class SystemAccounts
{
    // Of every market that there may ever be: nothing may come in before the market does.
    private static readonly Lazy<HashSet<Address>> Pools = new(() =>
        [.. Enumerable.Range(0, Limits.Markets).Select(market => FundingPool(new MarketId((uint)market)))]);

    /// <summary>Receives the fees of trades.</summary>
    public static Address Fees { get; } = Address.OfSystem("offing.account.fees");

    /// <summary>Pays what a bankrupt account cannot.</summary>
    public static Address Insurance { get; } = Address.OfSystem("offing.account.insurance");

    /// <summary>Takes over positions that the book cannot close.</summary>
    public static Address Backstop { get; } = Address.OfSystem("offing.account.backstop");

    /// <summary>What funding of one market owes between paying and being paid.</summary>
    public static Address FundingPool(MarketId market) =>
        Address.OfSystem($"offing.account.funding.{market.Value}");

    /// <summary>Whether it is the pool of a market, of one that is not there yet too.</summary>
    public static bool IsFundingPool(Address owner) => Pools.Value.Contains(owner);
}
