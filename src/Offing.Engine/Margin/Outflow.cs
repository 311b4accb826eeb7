using Offing.Engine.Accounts;

namespace Offing.Engine.Margin;

/// <summary>What may leave an account, to the chain or to another account of its owner.</summary>
internal static class Outflow
{
    /// <summary>Whether a market of one of its positions has no quorum.</summary>
    // Without a quorum the mark is only held: profit that may no longer exist must not leave.
    public static bool IsUnpriced(VenueState state, Account account)
    {
        foreach (var slot in account.Slots)
        {
            if (!slot.Size.IsZero && !state.MarketOf(slot.Market).HasQuorum)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Micro-USDC, by margin, leaving collateral no lower than it may be.</summary>
    public static Int128 Most(VenueState state, Account account) => Int128.Min(
        Bucket.Of(state, account).Withdrawable,
        (Int128)account.Collateral.Value + Account.CollateralMax_MicroUsd);
}
