using Offing.Commitment.Batches;
using Offing.Commitment.State;
using Offing.Engine;
using Offing.Engine.Margin;
using Offing.Engine.Tests.Naive;
using Offing.Protocol.Events;

namespace Offing.Simulator.Checkers;

/// <summary>
/// Every account's margin from scratch, at intervals, by the naive model of the engine's own tests, in
/// unbounded integers.
/// </summary>
internal sealed class MarginChecker(VenueState state) : IStepChecker
{
    private const int Each_Entries = 500;

    private int _entries;

    /// <inheritdoc/>
    public void Applied(EntryOutput output)
    {
        if (++_entries % Each_Entries == 0)
        {
            CheckAll();
        }
    }

    /// <inheritdoc/>
    public void BatchEnded(SettlementBatch batch, StateTree tree) => CheckAll();

    private void CheckAll()
    {
        foreach (var account in state.Accounts)
        {
            var naive = NaiveRisk.Of(state, account);
            var told = AccountView.Of(state, account);
            SimFailure.Unless(
                naive.Equity == told.Equity.Value && naive.Notional == told.Notional.Value
                    && naive.Initial == told.InitialMargin.Value
                    && naive.Maintenance == told.MaintenanceMargin.Value
                    && naive.Withdrawable == told.Withdrawable.Value,
                "margin", () => $"account {account.Index} is {naive}, and the engine says {told}");
        }
    }
}
