using Offing.Engine.Accounts;
using Offing.Primitives;

namespace Offing.Engine.Margin;

/// <summary>What an account amounts to at the marks of now. All in micro-USDC.</summary>
/// <param name="Equity">Of the cross bucket: collateral + unrealised profit + funding that is due.</param>
/// <param name="Notional">Sum of the cross positions at mark.</param>
/// <param name="RawUsd">
/// Equity less the signed value of the positions: what closing at mark starts from.
/// </param>
/// <param name="InitialMargin">Of cross positions, without resting orders.</param>
/// <param name="ReservedMargin">Of cross positions and all resting orders.</param>
/// <param name="MaintenanceMargin">Below it the cross bucket is liquidated.</param>
/// <param name="Withdrawable">By margin; a lost quorum may still stop a withdrawal.</param>
/// <param name="Positions">Isolated ones too, each a bucket of its own.</param>
public sealed record AccountView(
    MicroUsd Equity, MicroUsd Notional, MicroUsd RawUsd, MicroUsd InitialMargin, MicroUsd ReservedMargin,
    MicroUsd MaintenanceMargin, MicroUsd Withdrawable, IReadOnlyList<PositionView> Positions)
{
    /// <summary>
    /// Of the account as it stands. Values past 64 bits, which no real mark gives, are cut to 64.
    /// </summary>
    public static AccountView Of(VenueState state, Account account)
    {
        var bucket = Bucket.Of(state, account);
        var positions = new List<PositionView>();
        Int128 raw = account.Collateral.Value;
        foreach (var slot in account.Slots)
        {
            if (slot.IsFree || slot.Size.IsZero)
            {
                continue;
            }

            var position = PositionView.Of(state, account, slot);
            positions.Add(position);
            raw += slot.IsIsolated ? 0 : position.RawUsd.Value;
        }

        return new AccountView(
            Cut(bucket.Equity), Cut(bucket.Notional), Cut(raw), Cut(bucket.Initial), Cut(bucket.Reserved),
            Cut(bucket.Maintenance), Cut(bucket.Withdrawable), positions);
    }

    internal static MicroUsd Cut(Int128 value) =>
        new((long)Int128.Clamp(value, long.MinValue, long.MaxValue));
}
