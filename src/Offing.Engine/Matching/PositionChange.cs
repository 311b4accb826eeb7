using Offing.Engine.Accounts;
using Offing.Primitives;

namespace Offing.Engine.Matching;

/// <summary>
/// What one side of a trade would become of it, in 128 bits: computed whole before anything is written.
/// </summary>
/// <param name="Size">Signed lots after the trade.</param>
/// <param name="EntryNotional">Signed micro-USDC after the trade.</param>
/// <param name="Collateral">Micro-USDC after the trade and its fee.</param>
/// <param name="ClosedPnl">Realised by the part that closes, the fee apart.</param>
internal readonly record struct PositionChange(
    Int128 Size, Int128 EntryNotional, Int128 Collateral, Int128 ClosedPnl, MicroUsd Fee)
{
    /// <summary>Whether the result may be written to a slot and an account.</summary>
    public bool Fits =>
        Int128.Abs(Size) <= Limits.PositionMax_Lots
        && Int128.Abs(EntryNotional) <= Limits.PositionMaxNotional_MicroUsd
        && Int128.Abs(Collateral) <= Account.CollateralMax_MicroUsd;

    // Every number that comes in has 64 bits, prices and sizes of orders 32, so nothing here leaves 128.
    // A trade that flips a position closes it first and opens the rest. The closed part of the cost is
    // rounded up, that is against the account; what was rounded stays in the remaining cost, so collateral -
    // cost changes by exactly price x size and the venue's sum of these (I1) never loses a micro-dollar.
    public static PositionChange Of(
        in PositionState before, Side side, Ticks price, Lots size, MicroUsd fee)
    {
        unchecked
        {
            var held = before.Size;
            Int128 cost = before.EntryNotional;
            var traded = side == Side.Buy ? size.Value : -size.Value;
            var closing = 0L;
            Int128 pnl = 0;
            if (held != 0 && (held ^ traded) < 0)
            {
                closing = Math.Min(Math.Abs(held), size.Value);
                var part = WideMath.CeilingDiv(
                    WideMath.Product(before.EntryNotional, closing), Math.Abs(held));
                pnl = price.Worth(held > 0 ? closing : -closing) - part;
                cost -= part;
            }

            var opening = size.Value - closing;
            cost += price.Worth(traded > 0 ? opening : -opening);
            return new PositionChange(
                (Int128)held + traded, cost, before.Collateral + pnl - fee.Value, pnl, fee);
        }
    }
}
