using Offing.Engine.Accounts;
using Offing.Engine.Funding;
using Offing.Engine.Liquidation;
using Offing.Engine.Markets;
using Offing.Engine.Sessions;
using Offing.Primitives;

namespace Offing.Engine.Switches;

/// <summary>
/// Before the first position of a market that ends is closed: what a bucket is below zero is found by the
/// same means as in a liquidation. The insurance fund pays as far as it may; then the position is closed
/// against the most leveraged ones of the other side, who bear what is still lacking. So nobody is paid a
/// profit that nobody has lost.
/// </summary>
internal static class SettlementCover
{
    /// <param name="most">Buckets.</param>
    /// <returns>How many were covered; fewer than the most: no more can be.</returns>
    public static int Run(EntryContext context, MarketState market, int most)
    {
        if (market.Pool.FindSlot(market.Id) is { Size.IsZero: false })
        {
            // It has begun before: what the pool took over is not there to be asked.
            return 0;
        }

        var state = context.State;
        state.Danger.Refresh(state);
        var (covered, before) = (0, -1);
        var asked = BelowZero(state, market, state.Danger.Endangered.Select(key => (int)(key >> 32)));
        while (covered != before)
        {
            before = covered;
            foreach (var one in asked)
            {
                covered += TryCover(context, one) ? 1 : 0;
                if (covered == most)
                {
                    return covered;
                }
            }

            // Who had to pay for another may be below zero himself now.
            asked = BelowZero(state, market, state.Danger.Stale.Select(account => account.Index));
        }

        return covered;
    }

    // By account in order of creation; only who is under his maintenance margin can be below zero.
    private static List<(Account Account, Slot Slot)> BelowZero(
        VenueState state, MarketState market, IEnumerable<int> accounts)
    {
        var found = new List<(Account, Slot)>();
        foreach (var index in accounts.Distinct().Order())
        {
            var account = state.AccountAt(index);
            if (!account.IsExempt && account.FindSlot(market.Id) is { Size.IsZero: false } slot
                && BucketRef.Of(account, slot).Value(state).Equity < 0)
            {
                found.Add((account, slot));
            }
        }

        return found;
    }

    // Whose position went to the other side in the turn of another is below zero no more.
    private static bool TryCover(EntryContext context, (Account Account, Slot Slot) asked)
    {
        var (state, slot) = (context.State, asked.Slot);
        if (slot.Size.IsZero)
        {
            return false;
        }

        var bucket = BucketRef.Of(asked.Account, slot);
        if (bucket.Value(state).Equity >= 0
            || !FundingSettlement.CanSettle(state, bucket.Account, bucket.Isolated))
        {
            return false;
        }

        DailyLoss.Touch(state, bucket.Account);
        FundingSettlement.MustSettleBucket(context, bucket.Account, bucket.Isolated);
        InsuranceFund.Pay(context, bucket, slot);
        if (bucket.Value(state).Equity < 0)
        {
            Deleverager.Run(context, bucket, slot);
        }

        var isCovered = slot.Size.IsZero || bucket.Value(state).Equity >= 0;
        Takeover.ReleaseIsolated(context, bucket);
        slot.ReleaseWhenIdle(state.MarketOf(slot.Market).Parameters);
        return isCovered;
    }
}
