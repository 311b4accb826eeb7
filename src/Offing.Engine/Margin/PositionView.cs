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
/// Mark at which the account's equity would meet its maintenance margin, all else unchanged; null when no
/// price does.
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
            AccountView.Cut(exposure.Initial), Liquidation(exposure, bucket));
    }

    // E + q(p - mark) = M + |q|(p - mark)/2L, with s the sign of q, gives p = mark - s(E - M)2L / (|q|(2L -
    // s)). Rounded towards the mark: the price shown is never later than the real one.
    private static Ticks? Liquidation(Exposure exposure, Bucket bucket)
    {
        var sign = Int128.Sign(exposure.Size);
        var twice = 2 * (Int128)exposure.Market.Parameters.MaxLeverage;
        var away = WideMath.FloorDiv(
            (bucket.Equity - bucket.Maintenance) * twice, Int128.Abs(exposure.Size) * (twice - sign));
        var price = exposure.Market.Mark.Value - (sign * away);
        return price > 0 && price <= uint.MaxValue ? new Ticks((uint)price) : null;
    }
}
