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

    // A trade that flips a position closes it first and opens the rest. The closed part of the cost is
    // rounded up, that is against the account; what was rounded stays in the remaining cost, so collateral -
    // cost changes by exactly price x size and the venue's sum of these (I1) never loses a micro-dollar.
    public static PositionChange Of(
        in PositionState before, Side side, Ticks price, Lots size, MicroUsd fee)
    {
        Int128 held = before.Size;
        Int128 cost = before.EntryNotional;
        Int128 traded = side == Side.Buy ? size.Value : -size.Value;
        Int128 closing = 0;
        Int128 pnl = 0;
        if (Int128.Sign(held) * Int128.Sign(traded) < 0)
        {
            closing = Int128.Min(Int128.Abs(held), size.Value);
            var part = WideMath.CeilingDiv(cost * closing, Int128.Abs(held));
            pnl = (Int128.Sign(held) * price.Value * closing) - part;
            cost -= part;
        }

        cost += Int128.Sign(traded) * price.Value * (size.Value - closing);
        return new PositionChange(held + traded, cost, before.Collateral + pnl - fee.Value, pnl, fee);
    }
}
