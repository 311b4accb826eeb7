using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Engine.Liquidation;
using Offing.Engine.Margin;
using Offing.Engine.Matching;
using Offing.Engine.Triggers;
using Offing.Primitives;

namespace Offing.Engine.Auditing;

/// <summary>What must hold of one account, after every entry.</summary>
internal static class AccountInvariants
{
    public static void Check(VenueState state, Account account, List<string> violations)
    {
        var before = violations.Count;
        CheckSlots(state, account, violations);
        CheckOrders(state, account, violations);
        if (violations.Count == before)
        {
            CheckMargins(state, account, violations);
            CheckDanger(state, account, violations);
        }
    }

    private static void CheckSlots(VenueState state, Account account, List<string> violations)
    {
        foreach (var slot in account.Slots)
        {
            var isUsed = !slot.Size.IsZero || slot.OpenOrders != 0 || slot.IsolatedCollateral < MicroUsd.Zero
                || !slot.BuyReserve.IsZero || !slot.SellReserve.IsZero;
            if (slot.IsFree)
            {
                if (isUsed || !slot.EntryNotional.IsZero || slot.Leverage != 0
                    || !slot.IsolatedCollateral.IsZero)
                {
                    violations.Add($"account {account.Index} has a free slot that is not empty");
                }

                continue;
            }

            var market = state.MarketOf(slot.Market).Parameters;
            if (account.FindSlot(slot.Market) != slot)
            {
                violations.Add($"account {account.Index} has two slots in market {slot.Market.Value}");
            }

            if ((!isUsed && slot.Leverage == Slot.DefaultLeverage(market)
                    && slot.Mode == Slot.DefaultMode(market))
                || (!slot.IsolatedCollateral.IsZero && (!slot.IsIsolated
                    || (slot.Size.IsZero && slot.IsolatedCollateral > MicroUsd.Zero)))
                || (market.IsolatedOnly && !slot.IsIsolated)
                || (slot.Size.IsZero && !slot.EntryNotional.IsZero)
                || slot.Leverage == 0 || slot.Leverage > market.MaxLeverage)
            {
                violations.Add($"account {account.Index} has a bad slot in market {slot.Market.Value}");
            }
        }
    }

    // Kept though it follows from what it is the sum of: of a state that is sound it must never differ.
    private static void CheckMargins(VenueState state, Account account, List<string> violations)
    {
        var sum = default(BucketSum);
        for (var i = 0; i < account.Slots.Count; i++)
        {
            if (account.SlotAt(i) is { IsFree: false } slot)
            {
                sum.Add(new SlotMargin(Exposure.Of(state.MarketOf(slot.Market), slot)));
            }
        }

        if (account.Margins.Sum(state, except: null) != sum)
        {
            violations.Add($"account {account.Index} keeps another margin than that of its slots");
        }
    }

    // Whom no check has looked at since his last trade is looked at before the next liquidation.
    private static void CheckDanger(VenueState state, Account account, List<string> violations)
    {
        if (account.IsExempt || account.IsDangerStale || state.LiquidationCursor != 0)
        {
            return;
        }

        CheckDanger(state, new BucketRef(account, null), violations);
        for (var i = 0; i < account.Slots.Count; i++)
        {
            if (account.SlotAt(i) is { Mode: MarginMode.Isolated } slot)
            {
                CheckDanger(state, new BucketRef(account, slot), violations);
            }
        }
    }

    private static void CheckDanger(VenueState state, BucketRef bucket, List<string> violations)
    {
        var value = bucket.Value(state);
        if (value.Equity < value.Maintenance != state.Danger.Endangered.Contains(bucket.Key))
        {
            violations.Add($"the index is wrong about the danger of account {bucket.Account.Index}");
        }
    }

    // One look at each order, whatever number of slots there is.
    private static void CheckOrders(VenueState state, Account account, List<string> violations)
    {
        Span<SlotOrders> found = stackalloc SlotOrders[account.Slots.Count];
        found.Clear();
        for (var order = account.Orders.First; order is not null; order = order.NextOfOwner)
        {
            if (order.Owner != account.Index || !state.MarketOf(order.Market).Orders.Holds(order)
                || account.FindSlot(order.Market) is not { } slot)
            {
                violations.Add($"order {order.Id.Value} of account {account.Index} is not in its book");
                continue;
            }

            found[slot.Place].Add(order);
            if (order.ReduceOnly && order.Remaining > OrderAdmission.Reducible(order.Side, slot.Size))
            {
                violations.Add($"reduce-only order {order.Id.Value} is larger than its position");
            }
        }

        foreach (var order in account.Waiting?.InIdOrder ?? [])
        {
            if (account.FindSlot(order.Market) is { } slot)
            {
                found[slot.Place].Add(order);
            }
        }

        for (var i = 0; i < found.Length; i++)
        {
            if (account.SlotAt(i) is { IsFree: false } slot)
            {
                if (state.Waiting.FindClose(account, slot.Market) is not null)
                {
                    found[i].Orders++;
                    found[i].Watchers++;
                }

                CheckOrders(account, slot, found[i], violations);
            }
        }
    }

    private static void CheckOrders(
        Account account, Slot slot, in SlotOrders found, List<string> violations)
    {
        if (found.Orders != slot.OpenOrders || found.Watchers != slot.PositionWatchers)
        {
            violations.Add($"account {account.Index} counts other orders than it has in {slot.Market.Value}");
        }

        if (found.Buys != slot.BuyReserve || found.Sells != slot.SellReserve
            || found.BuyQuote != slot.BuyReserveQuote || found.SellQuote != slot.SellReserveQuote
            || found.BuilderQuote != slot.BuilderReserve)
        {
            violations.Add($"account {account.Index} has other reserves than orders in {slot.Market.Value}");
        }
    }

    /// <summary>What the orders of one slot come to.</summary>
    private struct SlotOrders
    {
        public int Orders;
        public int Watchers;
        public Lots Buys;
        public Lots Sells;
        public MicroUsd BuyQuote;
        public MicroUsd SellQuote;
        public Int128 BuilderQuote;

        public void Add(Order order)
        {
            Orders++;
            if (order.ReduceOnly)
            {
                Watchers++;
                return;
            }

            var quote = order.Price * order.Remaining;
            BuilderQuote += (Int128)quote.Value * order.BuilderFee;
            if (order.Side == Side.Buy)
            {
                (Buys, BuyQuote) = (Buys + order.Remaining, BuyQuote + quote);
            }
            else
            {
                (Sells, SellQuote) = (Sells + order.Remaining, SellQuote + quote);
            }
        }

        public void Add(Conditional order)
        {
            Orders++;
            Watchers += order.IsPositionTied ? 1 : 0;
        }
    }
}
