using Offing.Primitives;

namespace Offing.Protocol.Genesis;

/// <summary>Accounts that no key controls.</summary>
public static class SystemAccounts
{
    /// <summary>Receives the fees of trades.</summary>
    public static Address Fees { get; } = Address.OfSystem("offing.account.fees");

    /// <summary>Pays what a bankrupt account cannot.</summary>
    public static Address Insurance { get; } = Address.OfSystem("offing.account.insurance");

    /// <summary>Takes over positions that the book cannot close.</summary>
    public static Address Backstop { get; } = Address.OfSystem("offing.account.backstop");

    /// <summary>What funding of one market owes between paying and being paid.</summary>
    public static Address FundingPool(MarketId market) =>
        Address.OfSystem($"offing.account.funding.{market.Value}");
}
