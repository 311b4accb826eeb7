using Offing.Engine;
using Offing.Engine.Accounts;
using Offing.Primitives;

namespace Offing.Tools.Risk.Running;

/// <summary>
/// Buckets recomputed from what the state shows of accounts, without the engine's own sums and without
/// memory: a run asks for every account, every second.
/// </summary>
internal static class Sight
{
    /// <summary>Of the bucket that this slot lies in, micro-USDC.</summary>
    public static (Int128 Notional, Int128 Equity) Of(VenueState state, Account account, Slot slot) =>
        slot.Mode == MarginMode.Isolated
            ? (Worth(state, slot), slot.IsolatedCollateral.Value + Profit(state, slot))
            : Cross(state, account);

    /// <summary>Of all cross slots.</summary>
    public static (Int128 Notional, Int128 Equity) Cross(VenueState state, Account account)
    {
        Int128 notional = 0;
        Int128 equity = account.Collateral.Value;
        for (var i = 0; i < account.Slots.Count; i++)
        {
            var slot = account.Slots[i];
            if (slot.Mode == MarginMode.Cross && !slot.Size.IsZero)
            {
                notional += Worth(state, slot);
                equity += Profit(state, slot);
            }
        }

        return (notional, equity);
    }

    public static Int128 Worth(VenueState state, Slot slot) =>
        state.MarketOf(slot.Market).Mark.Worth(Math.Abs(slot.Size.Value));

    private static Int128 Profit(VenueState state, Slot slot)
    {
        var market = state.MarketOf(slot.Market);
        var moved = market.FundingIndex - slot.FundingCheckpoint;
        var funding = moved == 0 ? 0 : WideMath.FloorDiv(-(slot.Size.Value * moved), Nano.One);
        return market.Mark.Worth(slot.Size.Value) - slot.EntryNotional.Value + funding;
    }
}
