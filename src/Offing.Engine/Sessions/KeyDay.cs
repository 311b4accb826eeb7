using Offing.Engine.Accounts;
using Offing.Primitives;

namespace Offing.Engine.Sessions;

/// <summary>
/// The day of a session key as the next step that touches its owner will find it: the one that runs, or the
/// one that this step begins. Nothing is written.
/// </summary>
/// <param name="IsBreached">Whether it may only reduce, by its loss or because it ended.</param>
/// <param name="Basis">R + T: what equity is compared with, micro-USDC.</param>
internal readonly record struct KeyDay(bool IsBreached, Int128 Basis)
{
    /// <param name="account">One that the key acts for.</param>
    public static KeyDay Of(VenueState state, Account account, Session key)
    {
        var root = account.Root;
        return state.Time.Milliseconds < root.DayEnds_Ms || !root.LossLimited.Contains(key)
                ? new KeyDay(
                    key.IsBreached, (Int128)key.DayStartEquity.Value + key.NetTransfers.Value)
            : key.IsActive(state.Time)
                ? new KeyDay(false, Margin.AccountView.Cut(DailyLoss.Equity(state, root)).Value)
            : new KeyDay(true, (Int128)key.DayStartEquity.Value + key.NetTransfers.Value);
    }

    /// <summary>Micro-USDC; zero while there is none.</summary>
    /// <param name="change">What equity is to be taken to differ from what it is.</param>
    public Int128 Loss(VenueState state, Account account, Int128 change) =>
        Int128.Max(0, Basis - DailyLoss.Equity(state, account.Root) - change);

    /// <summary>Whether the key has lost what it may, whether or not that was noticed.</summary>
    public bool IsReached(VenueState state, Account account, Session key, Int128 change) =>
        !key.Limits.MaxDailyLoss.IsZero
        && Loss(state, account, change) >= key.Limits.MaxDailyLoss.Value;
}
