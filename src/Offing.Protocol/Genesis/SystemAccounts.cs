using Offing.Primitives;

namespace Offing.Protocol.Genesis;

/// <summary>Accounts that no key controls.</summary>
public static class SystemAccounts
{
    public static Address Fees { get; } = Address.OfSystem("offing.account.fees");

    public static Address Insurance { get; } = Address.OfSystem("offing.account.insurance");

    public static Address Backstop { get; } = Address.OfSystem("offing.account.backstop");

    public static Address FundingPool(MarketId market) =>
        Address.OfSystem($"offing.account.funding.{market.Value}");
}
