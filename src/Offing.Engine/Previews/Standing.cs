using Offing.Engine.Accounts;
using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Engine.Matching;
using Offing.Primitives;

namespace Offing.Engine.Previews;

/// <summary>How an account stands in one market, and with the buckets that the market touches.</summary>
/// <param name="Size">Signed.</param>
/// <param name="EntryNotional">Signed, micro-USDC.</param>
/// <param name="Liquidation">
/// The mark at which the position's bucket is liquidated, all else unchanged; null when there is none.
/// </param>
/// <param name="Isolated">The bucket of the position, where it is one of its own.</param>
public sealed record Standing(
    Lots Size, MicroUsd EntryNotional, Ticks? Liquidation, MarginView Cross, MarginView? Isolated)
{
    /// <summary>As it is.</summary>
    public static Standing Of(VenueState state, Account account, MarketId market)
    {
        var at = state.MarketOf(market);
        var slot = account.FindSlot(market);
        var exposure = slot is null ? Exposure.None(at) : Exposure.Of(at, slot);
        return Of(
            state, account, slot, exposure, account.Collateral.Value,
            slot?.IsolatedCollateral.Value ?? 0);
    }

    /// <summary>As a match would leave it.</summary>
    /// <param name="now">The account in the market before.</param>
    /// <param name="rests">What of the order would rest, and be reserved.</param>
    internal static Standing After(
        VenueState state, Account account, in Exposure now, in OrderDraft draft, PreviewedMatch match,
        Lots rests)
    {
        var slot = account.FindSlot(draft.Market.Id);
        var position = match.Position;
        var resting = draft.ReduceOnly ? Lots.Zero : rests;
        var own = match.OwnGone;
        var after = now with
        {
            Size = position.Size,
            EntryNotional = position.EntryNotional,
            Due = 0,
            BuilderQuote = now.BuilderQuote - own.BuilderQuote
                + ((Int128)(draft.Price * resting).Value * (draft.Builder?.TenthsOfBasisPoint ?? 0)),
            ScaleMoved_Nano = ScaleMoved(draft.Market, match),
        };
        after = draft.IsBuy
            ? after with
            {
                Buys = after.Buys + resting.Value,
                BuyQuote = after.BuyQuote + (draft.Price * resting).Value,
                Sells = after.Sells - own.Lots,
                SellQuote = after.SellQuote - own.Quote,
            }
            : after with
            {
                Sells = after.Sells + resting.Value,
                SellQuote = after.SellQuote + (draft.Price * resting).Value,
                Buys = after.Buys - own.Lots,
                BuyQuote = after.BuyQuote - own.Quote,
            };
        return position.IsIsolated
            ? Of(state, account, slot, after, position.CrossCollateral, position.Collateral)
            : Of(state, account, slot, after, position.Collateral, 0);
    }

    private static long ScaleMoved(MarketState market, PreviewedMatch match) =>
        market.ScaleAt(match.OpenInterest.Value) - market.Scale_Nano;

    private static Standing Of(
        VenueState state, Account account, Slot? slot, in Exposure exposure, Int128 cross, Int128 isolated)
    {
        var sum = account.Margins.Sum(state, except: slot);
        sum.Add(new SlotMargin(exposure));
        var shared = sum.ToBucket(state, cross);
        var own = exposure.IsIsolated && exposure.Size != 0
            ? Bucket.Isolated(isolated, exposure)
            : (Bucket?)null;
        return new Standing(
            new Lots(exposure.Size), new MicroUsd(exposure.EntryNotional),
            exposure.Size == 0 ? null : LiquidationMark.Of(exposure, own ?? shared),
            MarginView.Of(shared), own is { } bucket ? MarginView.Of(bucket) : null);
    }
}
