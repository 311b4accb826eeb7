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
        if (state.Danger.Endangered.Count != 0 || state.LiquidationCursor != 0)
        {
            Take(context);
        }
    }

    // From where the last entry stopped to the end, so that buckets which cannot be closed never keep the
    // others from their turn, and many of them never keep the venue busy: who stands before has the next one
    // with the next check. So has whom this endangers anew.
    private static void Take(EntryContext context)
    {
        var state = context.State;
        var turns = Turns(state);
        state.LiquidationCursor = 0;
        for (var i = 0; i < turns.Count; i++)
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

    // A turn more than an entry has. Whom the mark has left again has none: the index keeps him until he is
    // looked at, a machine that was restored never knew him, and both must do the same.
    private static List<ulong> Turns(VenueState state)
    {
        var turns = new List<ulong>();
        foreach (var key in state.Danger.Endangered.GetViewBetween(state.LiquidationCursor, ulong.MaxValue))
        {
            if (turns.Count > Limits.LiquidationsPerEntry)
            {
                break;
            }

            var account = state.AccountAt((int)(key >> 32));
            var health = Find(state, key)?.Value(state) ?? default;
            if (health.Equity < health.Maintenance)
            {
                turns.Add(key);
            }
            else
            {
                account.WorthChanged();
            }
        }

        return turns;
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
