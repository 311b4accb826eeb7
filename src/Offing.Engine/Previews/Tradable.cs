using Offing.Engine.Accounts;
using Offing.Engine.Markets;
using Offing.Engine.Matching;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;

namespace Offing.Engine.Previews;

/// <summary>The largest orders at the mark that would be let in now.</summary>
/// <param name="Leverage">Of the account in the market.</param>
public sealed record Tradable(uint Leverage, Lots Buy, Lots Sell)
{
    /// <summary>Of a market; by the ladder of checks, whatever the least value of an order is.</summary>
    public static Tradable Of(VenueState state, Account account, MarketState market) => new(
        account.FindSlot(market.Id)?.Leverage ?? Slot.DefaultLeverage(market.Parameters),
        Most(state, account, market, Side.Buy), Most(state, account, market, Side.Sell));

    // What is let in at one size is let in at each smaller one: first what reduces the position, by equity
    // alone, and then what margin, cap and limits leave.
    private static Lots Most(VenueState state, Account account, MarketState market, Side side)
    {
        var entry = new EntryContext(state, isDry: true);
        if (market.Mark.Value == 0)
        {
            return Lots.Zero;
        }

        var (good, bad) = (0L, Limits.OrderMax_Lots + 1);
        bad = Math.Min(bad, (Limits.OrderMaxNotional_MicroUsd / market.Mark.Value) + 1);
        while (bad - good > 1)
        {
            var size = (good + bad) / 2;
            var draft = new OrderDraft(
                market, side, market.Mark, new Lots(size), TimeInForce.Ioc, ReduceOnly: false,
                ClientOrderId.None, account.Owner)
            {
                IsOfAnyValue = true,
            };
            var isIn = OrderAdmission.Examine(entry, account, ref draft, replaced: null) == RejectCode.None;
            (good, bad) = isIn ? (size, bad) : (good, size);
        }

        return new Lots(good);
    }
}
