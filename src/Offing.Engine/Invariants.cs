using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Engine.Funding;
using Offing.Engine.Liquidation;
using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Engine.Matching;
using Offing.Engine.Triggers;
using Offing.Primitives;

namespace Offing.Engine;

/// <summary>
/// What must hold after every entry (rules.md section 11): run after every command in tests and every batch
/// in production. It recomputes everything from the accounts and the books and trusts no running total.
/// </summary>
public static class Invariants
{
    /// <summary>One sentence a violation; empty when all is well.</summary>
    public static IReadOnlyList<string> Check(VenueState state)
    {
        var violations = new List<string>();
        CheckBalance(state, violations);
        foreach (var market in state.Markets)
        {
            CheckPositions(state, market, violations);
            CheckBook(state, market, violations);
            CheckFunding(state, market, violations);
        }

        foreach (var account in state.Accounts)
        {
            CheckSlots(state, account, violations);
            CheckOrders(state, account, violations);
        }

        if (violations.Count == 0)
        {
            CheckMargins(state, violations);
            CheckDanger(state, violations);
        }

        WaitingInvariants.Check(state, violations);
        return violations;
    }

    private static void CheckBalance(VenueState state, List<string> violations)
    {
        Int128 sum = 0;
        foreach (var account in state.Accounts)
        {
            sum += account.Collateral.Value;
            foreach (var slot in account.Slots)
            {
                sum += slot.IsolatedCollateral.Value - (Int128)slot.EntryNotional.Value;
            }
        }

        var net = state.DepositsCredited - state.WithdrawalsDebited;
        if (sum != net)
        {
            violations.Add($"I1: balances sum to {sum}, deposits less withdrawals are {net}");
        }
    }

    private static void CheckPositions(VenueState state, MarketState market, List<string> violations)
    {
        Int128 sum = 0;
        Int128 longs = 0;
        foreach (var account in state.Accounts)
        {
            var size = account.FindSlot(market.Id)?.Size.Value ?? 0;
            sum += size;
            longs += Math.Max(size, 0);
        }

        if (sum != 0)
        {
            violations.Add($"I2: positions of market {market.Id.Value} sum to {sum}");
        }

        if (longs != market.OpenInterest.Value)
        {
            violations.Add($"open interest of market {market.Id.Value} is not the sum of its long positions");
        }
    }

    private static void CheckFunding(VenueState state, MarketState market, List<string> violations)
    {
        Int128 due = 0;
        foreach (var account in state.Accounts)
        {
            if (account.FindSlot(market.Id) is { } slot)
            {
                due += FundingSettlement.Exact(slot.Size.Value, market.FundingIndex - slot.FundingCheckpoint);
            }
        }

        var surplus = ((Int128)market.Pool.Collateral.Value * Nano.One) - due;
        if (surplus != market.FundingDust || surplus < 0
            || surplus > (Int128)market.FundingSettlements * Nano.One)
        {
            violations.Add(
                $"I8: the pool of market {market.Id.Value} is {surplus} over what is due after "
                + $"{market.FundingSettlements} settlements");
        }
    }

    private static void CheckBook(VenueState state, MarketState market, List<string> violations)
    {
        var count = CheckSide(state, market, Side.Buy, violations)
            + CheckSide(state, market, Side.Sell, violations);
        if (count != market.Book.Count)
        {
            violations.Add($"the book of market {market.Id.Value} does not count its orders");
        }

        var (bid, ask) = (market.Book.Best(Side.Buy), market.Book.Best(Side.Sell));
        if (bid is not null && ask is not null && bid.Price >= ask.Price)
        {
            violations.Add($"I3: the book of market {market.Id.Value} is crossed");
        }
    }

    private static int CheckSide(VenueState state, MarketState market, Side side, List<string> violations)
    {
        var count = 0;
        Order? last = null;
        foreach (var order in market.Book.InPriority(side))
        {
            count++;
            if (last is not null && !Precedes(last, order))
            {
                violations.Add($"order {order.Id.Value} stands behind a later or worse one");
            }

            if (order.Side != side || order.Market != market.Id || order.Remaining <= Lots.Zero
                || order.Remaining > order.Size || order.Displayed > order.Display
                || !market.Orders.Holds(order) || market.Book.Find(order.Id) != order
                || !state.AccountAt(order.Owner).Orders.Has(order))
            {
                violations.Add($"order {order.Id.Value} at rest is not as its owner has it");
            }

            last = order;
        }

        return count;
    }

    private static bool Precedes(Order first, Order second) => first.Price == second.Price
        ? first.Place < second.Place
        : first.Side == Side.Buy ? first.Price > second.Price : first.Price < second.Price;

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
    private static void CheckMargins(VenueState state, List<string> violations)
    {
        foreach (var account in state.Accounts)
        {
            var sum = default(BucketSum);
            foreach (var slot in account.Slots.Where(slot => !slot.IsFree))
            {
                var market = state.MarketOf(slot.Market);
                sum.Add(new SlotMargin(Exposure.Of(market, slot)));
            }

            if (account.Margins.Sum(state, except: null) != sum)
            {
                violations.Add($"account {account.Index} keeps another margin than that of its slots");
            }
        }
    }

    // Whom no check has looked at since his last trade is looked at before the next liquidation.
    private static void CheckDanger(VenueState state, List<string> violations)
    {
        if (state.LiquidationCursor != 0)
        {
            return;
        }

        foreach (var account in state.Accounts.Where(account => !account.IsExempt && !account.IsDangerStale))
        {
            var isolated = account.Slots.Where(slot => slot.Mode == MarginMode.Isolated);
            foreach (var bucket in isolated.Select(slot => new BucketRef(account, slot))
                .Prepend(new BucketRef(account, null)))
            {
                var value = bucket.Value(state);
                if (value.Equity < value.Maintenance != state.Danger.Endangered.Contains(bucket.Key))
                {
                    violations.Add($"the index is wrong about the danger of account {account.Index}");
                }
            }
        }
    }

    private static void CheckOrders(VenueState state, Account account, List<string> violations)
    {
        foreach (var order in account.Orders.InIdOrder)
        {
            if (order.Owner != account.Index || !state.MarketOf(order.Market).Orders.Holds(order)
                || account.FindSlot(order.Market) is null)
            {
                violations.Add($"order {order.Id.Value} of account {account.Index} is not in its book");
            }
        }

        foreach (var slot in account.Slots)
        {
            if (slot.IsFree)
            {
                continue;
            }

            CheckCounts(account, slot, violations);
            var (buys, buyQuote) = Sum(account, slot.Market, Side.Buy);
            var (sells, sellQuote) = Sum(account, slot.Market, Side.Sell);
            if (buys != slot.BuyReserve || sells != slot.SellReserve
                || buyQuote != slot.BuyReserveQuote || sellQuote != slot.SellReserveQuote
                || BuilderQuotes(account, slot.Market) != slot.BuilderReserve)
            {
                violations.Add(
                    $"account {account.Index} has other reserves than orders in {slot.Market.Value}");
            }
        }
    }

    private static Int128 BuilderQuotes(Account account, MarketId market)
    {
        Int128 sum = 0;
        foreach (var order in account.Orders.InIdOrder)
        {
            sum += order.Market == market && !order.ReduceOnly
                ? (Int128)(order.Price * order.Remaining).Value * order.BuilderFee
                : 0;
        }

        return sum;
    }

    private static void CheckCounts(Account account, Slot slot, List<string> violations)
    {
        var (orders, watchers) = (0, 0);
        foreach (var order in account.Orders.InIdOrder)
        {
            var isHere = order.Market == slot.Market;
            orders += isHere ? 1 : 0;
            watchers += isHere && order.ReduceOnly ? 1 : 0;
            if (isHere && order.ReduceOnly
                && order.Remaining > OrderAdmission.Reducible(order.Side, slot.Size))
            {
                violations.Add($"reduce-only order {order.Id.Value} is larger than its position");
            }
        }

        foreach (var order in account.Waiting?.InIdOrder ?? [])
        {
            var isHere = order.Market == slot.Market;
            orders += isHere ? 1 : 0;
            watchers += isHere && order.IsPositionTied ? 1 : 0;
        }

        if (orders != slot.OpenOrders || watchers != slot.PositionWatchers)
        {
            violations.Add($"account {account.Index} counts other orders than it has in {slot.Market.Value}");
        }
    }

    private static (Lots Size, MicroUsd Quote) Sum(Account account, MarketId market, Side side)
    {
        var (size, quote) = (Lots.Zero, MicroUsd.Zero);
        foreach (var order in account.Orders.InIdOrder)
        {
            if (order.Market == market && order.Side == side && !order.ReduceOnly)
            {
                size += order.Remaining;
                quote += order.Price * order.Remaining;
            }
        }

        return (size, quote);
    }
}
