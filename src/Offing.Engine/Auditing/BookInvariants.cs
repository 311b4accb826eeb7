using Offing.Engine.Books;
using Offing.Engine.Markets;
using Offing.Primitives;

namespace Offing.Engine.Auditing;

/// <summary>What must hold of a book at rest, after every entry.</summary>
internal static class BookInvariants
{
    public static void Check(VenueState state, MarketState market, List<string> violations)
    {
        var count = CheckSide(state, market, Side.Buy, violations)
            + CheckSide(state, market, Side.Sell, violations);
        if (count != market.Book.Count)
        {
            violations.Add($"the book of market {market.Id.Value} does not count its orders");
        }

        CheckTop(market, violations);
    }

    /// <summary>Of the best of both sides alone.</summary>
    public static void CheckTop(MarketState market, List<string> violations)
    {
        var (bid, ask) = (market.Book.Best(Side.Buy), market.Book.Best(Side.Sell));
        if (bid is not null && ask is not null && bid.Price >= ask.Price)
        {
            violations.Add($"I3: the book of market {market.Id.Value} is crossed");
        }
    }

    /// <summary>Of one order at rest in the book of this market and side.</summary>
    public static void CheckOrder(
        VenueState state, MarketState market, Side side, Order order, List<string> violations)
    {
        if (order.Side != side || order.Market != market.Id || order.Remaining <= Lots.Zero
            || order.Remaining > order.Size || order.Displayed > order.Display
            || !market.Orders.Holds(order) || market.Book.Find(order.Id) != order
            || !state.AccountAt(order.Owner).Orders.Has(order))
        {
            violations.Add($"order {order.Id.Value} at rest is not as its owner has it");
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

            CheckOrder(state, market, side, order, violations);
            last = order;
        }

        return count;
    }

    private static bool Precedes(Order first, Order second) => first.Price == second.Price
        ? first.Place < second.Place
        : first.Side == Side.Buy ? first.Price > second.Price : first.Price < second.Price;
}
