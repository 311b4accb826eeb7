using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Engine.Margin;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;

namespace Offing.Engine.Matching;

/// <summary>The ladder of checks before an order gets an id. Nothing is written here.</summary>
internal static class OrderAdmission
{
    private const ulong OrderIdMax = (1UL << Limits.OrderIdBits) - 1;

    /// <summary>The first reason to refuse the order, or None and the order on its grid.</summary>
    /// <param name="replaced">
    /// An order of the account that leaves the book just before: it counts for nothing.
    /// </param>
    public static RejectCode Examine(
        ActionContext context, OrderSpec spec, Order? replaced, out OrderDraft draft)
    {
        draft = default;
        if (context.State.FindMarket(spec.Market) is not { } market)
        {
            return RejectCode.UnknownMarket;
        }

        var refusal = OrderGrid.Place(spec, market.Parameters, out var price, out var size);
        if (refusal != RejectCode.None)
        {
            return refusal;
        }

        draft = new OrderDraft(market, spec, price, size);
        var open = context.Account.Orders.Find(spec.ClientId);
        if (open is not null && open != replaced)
        {
            return RejectCode.ClientIdInUse;
        }

        if (market.Mark.Value == 0 || (!market.HasQuorum && !spec.ReduceOnly))
        {
            return RejectCode.NoMark;
        }

        if (!PriceBand.Allows(market, spec.Side, price))
        {
            return RejectCode.PriceOutsideBand;
        }

        var slot = context.Account.FindSlot(market.Id);
        refusal = spec.ReduceOnly ? Clamp(slot, ref draft) : ExamineValue(draft);
        return refusal == RejectCode.None ? ExamineAccount(context, draft, slot, replaced) : refusal;
    }

    private static RejectCode ExamineValue(OrderDraft draft) =>
        draft.Notional.Value < Limits.OrderMinValue_MicroUsd ? RejectCode.BelowMinimumValue : RejectCode.None;

    private static RejectCode Clamp(Slot? slot, ref OrderDraft draft)
    {
        if (draft.MayRest)
        {
            return RejectCode.ReduceOnlyResting;
        }

        var position = slot?.Size ?? Lots.Zero;
        if (draft.IsBuy ? position >= Lots.Zero : position <= Lots.Zero)
        {
            return RejectCode.ReduceOnlyWouldIncrease;
        }

        draft = draft with { Size = Lots.Min(draft.Size, position.Abs) };
        return RejectCode.None;
    }

    private static RejectCode ExamineAccount(
        ActionContext context, OrderDraft draft, Slot? slot, Order? replaced)
    {
        var account = context.Account;
        var others = account.Orders.Count - (replaced is null ? 0 : 1);
        if ((draft.MayRest && others >= Limits.OpenOrdersPerAccount)
            || context.State.NextOrderId > OrderIdMax)
        {
            return RejectCode.TooManyOpenOrders;
        }

        var before = ExposureWithout(replaced, draft, slot);
        var after = draft.IsBuy
            ? before with { IncomingBuys = draft.Size.Value }
            : before with { IncomingSells = draft.Size.Value };
        if (!draft.Spec.ReduceOnly && IsTooLarge(draft, after))
        {
            return RejectCode.PositionTooLarge;
        }

        if (slot is null && account.FreeSlot() is null)
        {
            return RejectCode.NoSlotFree;
        }

        if (draft.Spec.Tif == TimeInForce.Alo && WouldMatch(draft, replaced))
        {
            return RejectCode.PostOnlyWouldMatch;
        }

        return HasMargin(context, draft, before, after) ? RejectCode.None : RejectCode.InsufficientMargin;
    }

    private static Exposure ExposureWithout(Order? replaced, OrderDraft draft, Slot? slot)
    {
        var exposure = slot is null ? Exposure.None(draft.Market) : Exposure.Of(draft.Market, slot);
        if (replaced is null)
        {
            return exposure;
        }

        var size = replaced.Remaining.Value;
        var quote = (replaced.Price * replaced.Remaining).Value;
        return replaced.Side == Side.Buy
            ? exposure with { Buys = exposure.Buys - size, BuyQuote = exposure.BuyQuote - quote }
            : exposure with { Sells = exposure.Sells - size, SellQuote = exposure.SellQuote - quote };
    }

    private static bool IsTooLarge(OrderDraft draft, Exposure after)
    {
        var price = Math.Max(draft.Price.Value, draft.Market.Mark.Value);
        return after.WorstSize > Limits.PositionMax_Lots
            || after.WorstSize * price > Limits.PositionMaxNotional_MicroUsd;
    }

    private static bool WouldMatch(OrderDraft draft, Order? replaced)
    {
        foreach (var maker in draft.Market.Orders.InPriority(draft.IsBuy ? Side.Sell : Side.Buy))
        {
            if (maker != replaced)
            {
                return Matcher.Crosses(draft.Spec.Side, draft.Price, maker);
            }
        }

        return false;
    }

    // An order that can only bring the position nearer to zero is let in by equity alone: its fills are held
    // to the rule that the account is not worse off. Any other must be covered at the worse side, with what a
    // fill at its own price would lose against the mark, and as taker, which is dearer than resting.
    private static bool HasMargin(ActionContext context, OrderDraft draft, Exposure before, Exposure after)
    {
        var account = context.Account;
        var bucket = Bucket.With(context.State, account, account.Collateral.Value, after);
        if (bucket.Equity < 0)
        {
            return false;
        }

        var sameSide = draft.IsBuy ? after.Buys + after.IncomingBuys : after.Sells + after.IncomingSells;
        var isOpposite = draft.IsBuy ? before.Size < 0 : before.Size > 0;
        if (draft.Spec.ReduceOnly || (isOpposite && sameSide <= Int128.Abs(before.Size)))
        {
            return true;
        }

        var value = (Int128)draft.Market.Mark.Value * draft.Size.Value;
        var loss = draft.IsBuy ? draft.Notional.Value - value : value - draft.Notional.Value;
        var fee = Math.Max(0, context.State.Genesis.Fees.Taker.RoundUp(draft.Notional).Value);
        return bucket.Equity >= bucket.Reserved + Int128.Max(0, loss) + fee;
    }
}
