using Offing.Engine.Accounts;
using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Primitives;
using Offing.Protocol.Deleveraging;
using Offing.Protocol.Events;

namespace Offing.Engine.Liquidation;

/// <summary>
/// Closes what is left of a position against the most leveraged ones of the other side, and says by a
/// certificate how they were chosen (rules.md section 8).
/// </summary>
internal static class Deleverager
{
    public static void Run(EntryContext context, BucketRef bucket, Slot slot)
    {
        var state = context.State;
        if (slot.Size.IsZero)
        {
            return;
        }

        var market = state.MarketOf(slot.Market);
        var terms = TakeoverTerms.Of(market, slot, bucket.Value(state));
        if (TryMove(context, bucket, slot, terms.Size, terms.Share, LiquidationMeans.Deleverage))
        {
            Steps.Emit(
                context, bucket, market.Id, LiquidationMeans.Deleverage, new Lots(terms.Size),
                new MicroUsd((long)terms.Share(terms.Size)), terms.Bucket);
            context.Aftermath.Run(context);
        }
    }

    /// <summary>So many lots of the position, whose funding is settled; false: nothing has changed.</summary>
    /// <param name="share">Micro-USDC that so many of them bring; of all: in all.</param>
    public static bool TryRun(
        EntryContext context, BucketRef bucket, Slot slot, long lots, Func<long, Int128> share,
        LiquidationMeans means)
    {
        var isDone = TryMove(context, bucket, slot, lots, share, means);
        context.Aftermath.Run(context);
        return isDone;
    }

    private static bool TryMove(
        EntryContext context, BucketRef bucket, Slot slot, long deficit, Func<long, Int128> share,
        LiquidationMeans means)
    {
        var state = context.State;
        var market = state.MarketOf(slot.Market);
        var side = slot.Size > Lots.Zero ? Side.Sell : Side.Buy;
        var candidates = context.Leverages.Of(market, side).Candidates(state, deficit);
        var line = context.Deleverage.Choose(candidates, deficit, market.Mark);
        var cuts = Cuts(candidates, context.Deleverage.Cuts);
        var total = share(deficit);
        if (!Fit(state, bucket, slot, cuts, deficit, total))
        {
            return false;
        }

        // Before anything moves: whoever reads the state at this event sees what the choice was made from.
        context.Emit(new DeleverageCertificate(
            market.Id, market.Mark, side, new Lots(deficit), line, cuts));
        Execute(context, bucket, slot, cuts, share, (long)total, means);
        return true;
    }

    private static DeleverageCut[] Cuts(List<DeleverageCandidate> candidates, ReadOnlySpan<long> sizes)
    {
        var cuts = new List<DeleverageCut>();
        for (var i = 0; i < candidates.Count; i++)
        {
            if (sizes[i] != 0)
            {
                cuts.Add(new DeleverageCut(candidates[i].Account, new Lots(sizes[i])));
            }
        }

        return [.. cuts];
    }

    // Only a mark that no real market has could take a number out of its limits: then all stays as it is.
    private static bool Fit(
        VenueState state, BucketRef bucket, Slot slot, DeleverageCut[] cuts, long deficit, Int128 total)
    {
        var market = state.MarketOf(slot.Market);
        // Each cut alone and all of them together: what stands between is between these.
        if (!Takeover.FitsTogether(market, bucket, slot, new Lots(deficit), total))
        {
            return false;
        }

        foreach (var cut in cuts)
        {
            var account = state.AccountAt((int)cut.Account);
            var into = account.FindSlot(market.Id)!;
            if (!Takeover.Fits(state, bucket, slot, BucketRef.Of(account, into), into, cut.Size, total))
            {
                return false;
            }
        }

        return true;
    }

    // Each gets its part of what stands behind the position, rounded down; the last gets the rest.
    private static void Execute(
        EntryContext context, BucketRef bucket, Slot slot, DeleverageCut[] cuts, Func<long, Int128> share,
        long total, LiquidationMeans means)
    {
        var state = context.State;
        var market = state.MarketOf(slot.Market);
        var left = total;
        for (var i = 0; i < cuts.Length; i++)
        {
            var account = state.AccountAt((int)cuts[i].Account);
            var into = account.FindSlot(market.Id)!;
            var to = BucketRef.Of(account, into);
            var cash = i == cuts.Length - 1 ? left : (long)share(cuts[i].Size.Value);
            left -= cash;
            Takeover.MustRun(context, bucket, slot, to, into, cuts[i].Size, cash, means);
            into.ReleaseWhenIdle(market.Parameters);
        }
    }
}
