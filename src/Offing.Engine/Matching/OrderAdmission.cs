using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Engine.Books.Fast;
using Offing.Engine.Fees;
using Offing.Engine.Margin;
using Offing.Engine.Sessions;
using Offing.Engine.Markets;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;

namespace Offing.Engine.Matching;

/// <summary>The ladder of checks before an order goes to the book. Nothing is written here.</summary>
internal static class OrderAdmission
{
    /// <summary>The highest id and place that the key of a book can hold.</summary>
    public const ulong OrderIdMax = (1UL << Limits.OrderIdBits) - 1;

    /// <summary>
    /// What the order itself says: the first reason to refuse it, or the order on its grid.
    /// </summary>
    /// <param name="replaced">
    /// An order of the account that ends just before: its client id is free. Zero: none.
    /// </param>
    public static RejectCode Place(
        in ActionContext context, OrderSpec spec, OrderId replaced, out OrderDraft draft)
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

        draft = new OrderDraft(
            market, spec.Side, price, size, spec.Tif, spec.ReduceOnly, spec.ClientId, context.Signer)
        {
            LimitedKey = context.LimitedKey,
            Builder = context.Builder,
        };
        if (!ReferenceEquals(spec.Options, OrderOptions.None))
        {
            refusal = OrderGrid.PlaceOptions(spec.Options, context.Now, ref draft);
            if (refusal != RejectCode.None)
            {
                return refusal;
            }
        }

        var open = context.Account.FindOpen(spec.ClientId);
        return open.Value != 0 && open != replaced ? RejectCode.ClientIdInUse : RejectCode.None;
    }

    /// <summary>Whether the order may go to the book now: the first reason why not, or None.</summary>
    /// <param name="draft">A reduce-only order is cut to the position.</param>
    /// <param name="replaced">
    /// An order of the account that leaves the book just before: it counts for nothing.
    /// </param>
    public static RejectCode Examine(
        EntryContext context, Account account, ref OrderDraft draft, Order? replaced)
    {
        var market = draft.Market;
        if (market.Mark.Value == 0 || market.IsFundingBroken || (!market.HasQuorum && !draft.ReduceOnly))
        {
            return RejectCode.NoMark;
        }

        if (!PriceBand.Allows(market, draft.Side, draft.Price))
        {
            return RejectCode.PriceOutsideBand;
        }

        var slot = account.FindSlot(market.Id);
        var refusal = draft.ReduceOnly ? Clamp(slot, ref draft) : ExamineValue(draft);
        return refusal == RejectCode.None
            ? ExamineAccount(context, account, draft, slot, replaced)
            : refusal;
    }

    /// <summary>What a reduce-only order of this side may still do to the position, lots.</summary>
    public static Lots Reducible(Side side, Lots position) =>
        side == Side.Buy ? Lots.Max(-position, Lots.Zero) : Lots.Max(position, Lots.Zero);

    /// <summary>Whether the order, with those at rest on its side, cannot let the position grow.</summary>
    public static bool OnlyReduces(in OrderDraft draft, in Exposure after)
    {
        var sameSide = draft.IsBuy ? after.Buys + after.IncomingBuys : after.Sells + after.IncomingSells;
        var isOpposite = draft.IsBuy ? after.Size < 0 : after.Size > 0;
        return draft.ReduceOnly || (isOpposite && sameSide <= Math.Abs(after.Size));
    }

    private static RejectCode ExamineValue(in OrderDraft draft) =>
        draft.Notional.Value < Limits.OrderMinValue_MicroUsd && !draft.IsOfAnyValue
            ? RejectCode.BelowMinimumValue
            : RejectCode.None;

    private static RejectCode Clamp(Slot? slot, ref OrderDraft draft)
    {
        var most = Reducible(draft.Side, slot?.Size ?? Lots.Zero);
        if (most.IsZero)
        {
            return RejectCode.ReduceOnlyWouldIncrease;
        }

        draft = draft with { Size = Lots.Min(draft.Size, most) };
        return RejectCode.None;
    }

    private static RejectCode ExamineAccount(
        EntryContext context, Account account, in OrderDraft draft, Slot? slot, Order? replaced)
    {
        var others = account.OpenCount - (replaced is null ? 0 : 1);
        if ((draft.MayRest && others >= Limits.OpenOrdersPerAccount)
            || context.State.NextOrderId > OrderIdMax)
        {
            return RejectCode.TooManyOpenOrders;
        }

        var before = ExposureWithout(replaced, draft, slot);
        var after = draft.IsBuy
            ? before with { IncomingBuys = draft.Size.Value }
            : before with { IncomingSells = draft.Size.Value };
        if (!draft.ReduceOnly && IsTooLarge(draft, after))
        {
            return RejectCode.PositionTooLarge;
        }

        var gate = account.GateIn(draft.Market);
        if (gate != RejectCode.None
            && (draft.Market.Status == MarketStatus.Settled || !OnlyReduces(draft, after)))
        {
            return gate;
        }

        if (!draft.ReduceOnly && IsOverCap(draft, before.Size))
        {
            return RejectCode.OpenInterestCap;
        }

        var refusal = draft.LimitedKey is { } key
            ? KeyLimits.Examine(context, key, draft, after)
            : RejectCode.None;
        if (refusal != RejectCode.None)
        {
            return refusal;
        }

        if (slot is null && account.FreeSlots == 0)
        {
            return RejectCode.NoSlotFree;
        }

        if (draft.Tif == TimeInForce.Alo && WouldMatch(draft, replaced))
        {
            return RejectCode.PostOnlyWouldMatch;
        }

        if (!HasMargin(context.State, account, slot, draft, after))
        {
            return RejectCode.InsufficientMargin;
        }

        // Its margin would come from where nobody knows what there is.
        if (after.IsIsolated && !OnlyReduces(draft, after) && Outflow.IsCrossUnpriced(context.State, account))
        {
            return RejectCode.NoMark;
        }

        return draft.Tif == TimeInForce.Fok
            && !context.Preview.Fills(context.State, account, slot, draft, replaced)
            ? RejectCode.FokNotFillable
            : RejectCode.None;
    }

    private static Exposure ExposureWithout(Order? replaced, in OrderDraft draft, Slot? slot)
    {
        var exposure = slot is null ? Exposure.None(draft.Market) : Exposure.Of(draft.Market, slot);
        if (replaced is null || replaced.ReduceOnly)
        {
            return exposure;
        }

        var size = replaced.Remaining.Value;
        var quote = (replaced.Price * replaced.Remaining).Value;
        exposure = exposure with
        {
            BuilderQuote = exposure.BuilderQuote - ((Int128)quote * replaced.BuilderFee),
        };
        return replaced.Side == Side.Buy
            ? exposure with { Buys = exposure.Buys - size, BuyQuote = exposure.BuyQuote - quote }
            : exposure with { Sells = exposure.Sells - size, SellQuote = exposure.SellQuote - quote };
    }

    private static bool IsTooLarge(in OrderDraft draft, in Exposure after)
    {
        var price = new Ticks(Math.Max(draft.Price.Value, draft.Market.Mark.Value));
        var size = after.WorstSize;
        return size > Limits.PositionMax_Lots || price.Worth(size) > Limits.PositionMaxNotional_MicroUsd;
    }

    // What an order opens is the most by which open interest can rise with it, now or from rest: it rises
    // only where both sides open, and the one that takes is examined here at the mark of the trade.
    private static bool IsOverCap(in OrderDraft draft, long position)
    {
        var cap = draft.Market.Parameters.OpenInterest.Cap;
        var opened = draft.Size - Reducible(draft.Side, new Lots(position));
        return !cap.IsZero && opened > Lots.Zero
            && draft.Market.Mark.Worth((draft.Market.OpenInterest + opened).Value) > cap.Value;
    }

    private static bool WouldMatch(in OrderDraft draft, Order? replaced)
    {
        var other = draft.IsBuy ? Side.Sell : Side.Buy;
        if (!draft.Market.Orders.TryBest(other, out var best)
            || !Matcher.Crosses(draft.Side, draft.Price, new Ticks(best)))
        {
            return false;
        }

        if (replaced is null || replaced.Side != other)
        {
            return true;
        }

        var visitor = new FirstButOne((ulong)replaced.Handle, draft.Side, draft.Price);
        draft.Market.Orders.Walk(other, ref visitor);
        return visitor.Crosses;
    }

    // An order that can only bring the position nearer to zero is let in by equity alone: its fills are held
    // to the rule that the account is not worse off. Any other must be covered at the worse side, with what a
    // fill at its own price would lose against the mark, and as taker, which is dearer than resting.
    private static bool HasMargin(
        VenueState state, Account account, Slot? slot, in OrderDraft draft, in Exposure after)
    {
        var reduces = OnlyReduces(draft, after);
        if (after.IsIsolated && slot is not null)
        {
            var isInDebt = slot.IsolatedCollateral.Value + after.Unrealised < 0;
            if (isInDebt || reduces)
            {
                return !isInDebt;
            }
        }

        ref readonly var all = ref account.Margins.All(state, butOne: slot);
        ref readonly var before = ref account.Margins.PartOf(slot);
        var equity = all.Equity(account.Collateral.Value, after, before);
        if (equity < 0 || reduces)
        {
            return equity >= 0;
        }

        var value = draft.Market.Mark.Worth(draft.Size.Value);
        var loss = draft.IsBuy ? draft.Notional.Value - value : value - draft.Notional.Value;
        var fee = Math.Max(0, state.TakerMost.RoundUp(draft.Notional).Value)
            + BuilderFees.Of(draft.Builder, draft.Notional).Value;
        return equity >= all.Reserved(state, after, before) + Int128.Max(0, loss) + fee;
    }

    /// <summary>Whether the best order, one order left out, would trade.</summary>
    private struct FirstButOne(ulong leftOut, Side side, Ticks price) : IBookVisitor
    {
        public bool Crosses { get; private set; }

        public bool Visit(ulong tag, uint owner, uint priceOfOrder, uint quantity)
        {
            if (tag == leftOut)
            {
                return true;
            }

            Crosses = Matcher.Crosses(side, price, new Ticks(priceOfOrder));
            return false;
        }
    }
}
