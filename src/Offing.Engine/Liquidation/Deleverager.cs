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
        var side = slot.Size > Lots.Zero ? Side.Sell : Side.Buy;
        var deficit = Math.Abs(slot.Size.Value);
        var candidates = context.Leverages.Of(market, side).Candidates(state, deficit);
        var line = context.Deleverage.Choose(candidates, deficit, market.Mark);
        var cuts = Cuts(candidates, context.Deleverage.Cuts);
        var before = bucket.Value(state);
        var terms = TakeoverTerms.Of(market, slot, before);
        if (!Fit(state, bucket, slot, cuts, terms))
        {
            return;
        }

        // Before anything moves: whoever reads the state at this event sees what the choice was made from.
        context.Emit(new DeleverageCertificate(
            market.Id, market.Mark, side, new Lots(deficit), line, cuts));
        Execute(context, bucket, slot, cuts, terms);
        context.Aftermath.Run(context);
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
        VenueState state, BucketRef bucket, Slot slot, DeleverageCut[] cuts, in TakeoverTerms terms)
    {
        var market = state.MarketOf(slot.Market);
        var total = terms.Share(terms.Size);
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
        EntryContext context, BucketRef bucket, Slot slot, DeleverageCut[] cuts, in TakeoverTerms terms)
    {
        var state = context.State;
        var market = state.MarketOf(slot.Market);
        var total = (long)terms.Share(terms.Size);
        var left = total;
        for (var i = 0; i < cuts.Length; i++)
        {
            var account = state.AccountAt((int)cuts[i].Account);
            var into = account.FindSlot(market.Id)!;
            var to = BucketRef.Of(account, into);
            var cash = i == cuts.Length - 1 ? left : (long)terms.Share(cuts[i].Size.Value);
            left -= cash;
            Takeover.MustRun(
                context, bucket, slot, to, into, cuts[i].Size, cash, LiquidationMeans.Deleverage);
            into.ReleaseWhenIdle(market.Parameters);
        }

        Steps.Emit(
            context, bucket, market.Id, LiquidationMeans.Deleverage, new Lots(terms.Size),
            new MicroUsd(total), terms.Bucket);
    }
}
