using Offing.Engine.Accounts;
using Offing.Engine.Markets;
using Offing.Primitives;

namespace Offing.Engine.Margin;

/// <summary>One position at the mark of now.</summary>
/// <param name="EntryNotional">
/// Signed; divided by <paramref name="Size"/> it is the entry price in ticks.
/// </param>
/// <param name="Notional">Without a sign.</param>
/// <param name="UnrealisedPnl">At mark, the funding that is due apart.</param>
/// <param name="MarginUsed">Initial margin at the chosen leverage.</param>
/// <param name="LiquidationPrice">
/// The first mark, going against the position, at which its bucket is liquidated, all else unchanged; null
/// when no price does that.
/// </param>
public sealed record PositionView(
    MarketId Market, MarginMode Mode, uint Leverage, Lots Size, MicroUsd EntryNotional, MicroUsd Notional,
    MicroUsd UnrealisedPnl, MicroUsd MarginUsed, Ticks? LiquidationPrice)
{
    internal static PositionView Of(MarketState market, Slot slot, Bucket bucket)
    {
        var exposure = Exposure.Of(market, slot);
        return new PositionView(
            slot.Market, slot.Mode, slot.Leverage, slot.Size, slot.EntryNotional,
            AccountView.Cut(exposure.Notional), AccountView.Cut(exposure.Unrealised - exposure.Due),
            AccountView.Cut(exposure.Initial), LiquidationMark.Of(exposure, bucket));
    }
}
