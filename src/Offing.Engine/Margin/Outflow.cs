using Offing.Engine.Accounts;
using Offing.Engine.Funding;

namespace Offing.Engine.Margin;

/// <summary>What may leave an account, to the chain or to another account of its owner.</summary>
internal static class Outflow
{
    /// <summary>Whether what one of its positions is worth is not known.</summary>
    // Without a quorum the mark is only held: profit that may no longer exist must not leave.
    public static bool IsUnpriced(VenueState state, Account account) =>
        IsUnpriced(state, account, isCrossOnly: false);

    /// <summary>Likewise, of its cross positions alone.</summary>
    public static bool IsCrossUnpriced(VenueState state, Account account) =>
        IsUnpriced(state, account, isCrossOnly: true);

    private static bool IsUnpriced(VenueState state, Account account, bool isCrossOnly)
    {
        foreach (var slot in account.Slots)
        {
            if (!slot.Size.IsZero && !(isCrossOnly && slot.IsIsolated)
                && !state.MarketOf(slot.Market).IsPriced)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Micro-USDC, by margin, leaving collateral no lower than it may be.</summary>
    public static Int128 Most(VenueState state, Account account) =>
        FundingSettlement.CanSettle(state, account)
            ? Int128.Min(
                Bucket.Of(state, account).Withdrawable,
                Settled(state, account) + Account.CollateralMax_MicroUsd)
            : 0;

    /// <summary>Collateral of the cross bucket when its funding is settled.</summary>
    public static Int128 Settled(VenueState state, Account account)
    {
        Int128 settled = account.Collateral.Value;
        foreach (var slot in account.Slots)
        {
            settled += slot.Mode == MarginMode.Cross
                ? FundingSettlement.Due(state.MarketOf(slot.Market), slot)
                : 0;
        }

        return settled;
    }
}
