using Offing.Engine.Accounts;
using Offing.Primitives;

namespace Offing.Engine.Margin;

/// <summary>One position at the mark of now.</summary>
/// <param name="EntryNotional">
/// Signed; divided by <paramref name="Size"/> it is the entry price in ticks.
/// </param>
/// <param name="Notional">Without a sign.</param>
/// <param name="UnrealisedPnl">At mark, the funding that is due apart.</param>
/// <param name="MarginUsed">
/// Of a cross position, its initial margin; of an isolated one, all of its equity.
/// </param>
/// <param name="MaintenanceMargin">Of this position.</param>
/// <param name="LiquidationPrice">
/// The first mark, going against the position, at which its bucket is liquidated, all else unchanged; null
/// when no price does that.
/// </param>
public sealed record PositionView(
    MarketId Market, MarginMode Mode, uint Leverage, Lots Size, MicroUsd EntryNotional, MicroUsd Notional,
    MicroUsd UnrealisedPnl, MicroUsd MarginUsed, MicroUsd MaintenanceMargin, Ticks? LiquidationPrice)
{
    /// <summary>
    /// What was paid for it, negative for a long position, with the funding that is due, and of an isolated
    /// one its collateral: its equity less its signed value.
    /// </summary>
    public MicroUsd RawUsd { get; private init; }

    /// <summary>Funding that is not settled yet; negative when it is to be paid.</summary>
    public MicroUsd FundingDue { get; private init; }

    internal static PositionView Of(VenueState state, Account account, Slot slot)
    {
        var exposure = Exposure.Of(state.MarketOf(slot.Market), slot);
        var bucket = Bucket.Of(state, account, slot);
        return new PositionView(
            slot.Market, slot.Mode, slot.Leverage, slot.Size, slot.EntryNotional,
            AccountView.Cut(exposure.Notional), AccountView.Cut(exposure.Unrealised - exposure.Due),
            AccountView.Cut(slot.IsIsolated ? bucket.Equity : exposure.Initial),
            AccountView.Cut(exposure.Maintenance), LiquidationMark.Of(exposure, bucket))
        {
            FundingDue = AccountView.Cut(exposure.Due),
            RawUsd = AccountView.Cut(
                slot.IsolatedCollateral.Value + exposure.Due - exposure.EntryNotional),
        };
    }
}
