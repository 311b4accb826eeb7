using Offing.Primitives;

namespace Offing.Engine.Liquidation;

/// <summary>
/// The check that follows every entry which moved a mark, funding or a parameter: each bucket under its
/// maintenance margin has its turn, by account in order of creation.
/// </summary>
internal static class Liquidations
{
    /// <summary>Time passes: what could not be closed is tried again.</summary>
    public static void Retry(VenueState state) => state.Danger.Wake();

    /// <summary>Run at the end of every entry.</summary>
    public static void Run(EntryContext context)
    {
        var state = context.State;
        if (!state.Danger.IsAwake)
        {
            return;
        }

        state.Danger.Sleep();
        state.Danger.Refresh(state);
        if (state.Danger.Endangered.Count != 0)
        {
            Take(context);
        }
    }

    // Once around from where the last entry stopped, so that buckets which cannot be closed never keep the
    // others from their turn. Whom this endangers anew is seen at the next check.
    private static void Take(EntryContext context)
    {
        var state = context.State;
        var start = state.LiquidationCursor;
        ulong[] turns =
        [
            .. state.Danger.Endangered.Where(key => key >= start),
            .. state.Danger.Endangered.Where(key => key < start),
        ];
        state.LiquidationCursor = 0;
        for (var i = 0; i < turns.Length; i++)
        {
            if (i == Limits.LiquidationsPerEntry)
            {
                state.LiquidationCursor = turns[i];
                state.Danger.Wake();
                break;
            }

            if (Find(state, turns[i]) is { } bucket)
            {
                Liquidator.Run(context, bucket);
            }
        }

        state.Danger.Refresh(state);
    }

    // Null: a turn before this one closed its position, and its slot is free.
    private static BucketRef? Find(VenueState state, ulong key)
    {
        var account = state.AccountAt((int)(key >> 32));
        var market = (uint)(key & uint.MaxValue);
        if (market == 0)
        {
            return new BucketRef(account, null);
        }

        return account.FindSlot(new MarketId(market - 1)) is { IsIsolated: true } slot
            ? new BucketRef(account, slot)
            : null;
    }
}
