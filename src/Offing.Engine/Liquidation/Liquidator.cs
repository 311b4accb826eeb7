using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Engine.Funding;
using Offing.Engine.Margin;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Engine.Liquidation;

/// <summary>
/// The fixed sequence of means for one bucket (rules.md section 8): its orders are cancelled; the insurance
/// fund fills up what is below zero; the book; and when equity is too low for the book alone, the backstop
/// vault and deleveraging.
/// </summary>
internal static class Liquidator
{
    /// <summary>Goes on with a bucket until it is healthy or nothing more may be done now.</summary>
    public static void Run(EntryContext context, BucketRef bucket)
    {
        var state = context.State;
        var health = bucket.Value(state);
        if (health.Equity >= health.Maintenance)
        {
            // The mark came back: the index has to hear of it.
            bucket.Account.WorthChanged();
            return;
        }

        var positions = Positions(state, bucket);
        if ((positions.Count == 0 && health.Maintenance > 0)
            || !FundingSettlement.CanSettle(state, bucket.Account, bucket.Isolated))
        {
            // All of its markets stand still, or what one of its positions is due is not known.
            return;
        }

        DailyLoss.Touch(state, bucket.Account);
        FundingSettlement.MustSettleBucket(context, bucket.Account, bucket.Isolated);
        CancelOrders(context, bucket);
        Close(context, bucket, positions);
        Release(context, bucket, positions);
    }

    /// <summary>Whether equity is at least two thirds of maintenance margin.</summary>
    public static bool IsForBookOnly(in Bucket health) => 3 * health.Equity >= 2 * health.Maintenance;

    private static void Close(EntryContext context, BucketRef bucket, List<Slot> positions)
    {
        var state = context.State;
        var health = bucket.Value(state);
        if (health.Equity <= 0)
        {
            InsuranceFund.Pay(context, bucket, positions.FirstOrDefault());
            health = bucket.Value(state);
        }

        if (health.Equity >= 0)
        {
            ToBook(context, bucket, positions);
        }

        // A part that leaves the highest tier raises the ratio, so it is looked at before each step.
        foreach (var slot in positions)
        {
            if (NeedsMoreThanBook(state, bucket))
            {
                Backstop.Take(context, bucket, slot);
            }

            if (NeedsMoreThanBook(state, bucket))
            {
                Deleverager.Run(context, bucket, slot);
            }
        }
    }

    private static bool NeedsMoreThanBook(VenueState state, BucketRef bucket)
    {
        var health = bucket.Value(state);
        return health.Equity < health.Maintenance && !IsForBookOnly(health);
    }

    private static void Release(EntryContext context, BucketRef bucket, List<Slot> positions)
    {
        Takeover.ReleaseIsolated(context, bucket);
        if (bucket.Isolated is { IsFree: false } own)
        {
            // It may have owed without a position.
            own.ReleaseWhenIdle(context.State.MarketOf(own.Market).Parameters);
        }

        foreach (var slot in positions.Where(slot => !slot.IsFree))
        {
            slot.ReleaseWhenIdle(context.State.MarketOf(slot.Market).Parameters);
        }
    }

    private static void ToBook(EntryContext context, BucketRef bucket, List<Slot> positions)
    {
        foreach (var slot in positions)
        {
            BookStep.Run(context, bucket, slot);
            var health = bucket.Value(context.State);
            if (health.Equity >= health.Maintenance)
            {
                return;
            }
        }
    }

    // Those whose markets have a price to trade at, the largest maintenance margin first.
    private static List<Slot> Positions(VenueState state, BucketRef bucket)
    {
        var positions = new List<(Int128 Maintenance, Slot Slot)>();
        for (var i = 0; i < bucket.Account.Slots.Count; i++)
        {
            var slot = bucket.Account.SlotAt(i);
            if (bucket.Has(slot) && !slot.Size.IsZero && state.MarketOf(slot.Market).MayLiquidate)
            {
                positions.Add((Exposure.Of(state.MarketOf(slot.Market), slot).Maintenance, slot));
            }
        }

        positions.Sort(static (left, right) =>
        {
            var byMargin = right.Maintenance.CompareTo(left.Maintenance);
            return byMargin != 0 ? byMargin : left.Slot.Market.Value.CompareTo(right.Slot.Market.Value);
        });
        return positions.ConvertAll(static position => position.Slot);
    }

    // Of an isolated bucket those of its market; of the cross bucket all, for an order in an isolated market
    // would draw on it.
    private static void CancelOrders(EntryContext context, BucketRef bucket)
    {
        if (bucket.Account.Orders.Count == 0)
        {
            return;
        }

        foreach (var order in bucket.Account.Orders.InIdOrder)
        {
            if (bucket.Isolated is null || order.Market == bucket.Isolated.Market)
            {
                Resting.Close(context, order, OrderStatus.LiquidatedCanceled);
            }
        }

        context.Aftermath.Run(context);
    }
}
