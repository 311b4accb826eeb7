using Offing.Commitment.Batches;
using Offing.Commitment.State;
using Offing.Engine;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Simulator.Chains;

namespace Offing.Simulator.Checkers;

/// <summary>
/// Money by sums of its own: what the chain holds of deposits, what was credited once, what was paid out, and
/// what all accounts have.
/// </summary>
/// <param name="chain">With the requests that it has now.</param>
internal sealed class BankChecker(VenueState state, Func<SimChain> chain) : IStepChecker
{
    private const string Name = "bank";

    private readonly Dictionary<ulong, Deposited> _credited = [];
    private Int128 _deposits;
    private Int128 _withdrawals;

    /// <summary>Requests of the chain that were credited.</summary>
    public int Credited => _credited.Count;

    /// <inheritdoc/>
    public void Applied(EntryOutput output)
    {
        foreach (var happened in output.Events)
        {
            if (happened is Deposited deposited)
            {
                Credit((QueueRequest)output.Entry.Entry, deposited);
            }
            else if (happened is DepositReversed back)
            {
                TakeBack(back);
            }
            else if (happened is WithdrawalQueued queued)
            {
                _withdrawals += queued.Amount.Value;
            }
        }
    }

    /// <inheritdoc/>
    public void BatchEnded(SettlementBatch batch, StateTree tree)
    {
        Int128 all = 0;
        foreach (var account in state.Accounts)
        {
            all += account.Collateral.Value;
            foreach (var slot in account.Slots)
            {
                all += slot.IsFree ? 0 : slot.IsolatedCollateral.Value - (Int128)slot.EntryNotional.Value;
            }
        }

        SimFailure.Unless(
            all == _deposits - _withdrawals, Name,
            () => $"accounts hold {all}, paid in less paid out is {_deposits - _withdrawals}");
    }

    private void Credit(QueueRequest request, Deposited deposited)
    {
        SimFailure.Unless(
            _credited.TryAdd(deposited.RequestIndex, deposited), Name,
            () => $"request {deposited.RequestIndex} was credited twice");
        var queue = chain().State.Queue;
        var isOnChain = request.Index < (ulong)queue.Count
            && queue[(int)request.Index] is { } entered && entered.Account == request.Account
            && entered.L1Time == request.L1Time && entered.Payload.AsSpan().SequenceEqual(request.Payload);
        SimFailure.Unless(
            (isOnChain || chain().HasLost(state.QueueHash)) && request.Account == deposited.Account, Name,
            () => $"request {request.Index} was credited and is not on the chain");
        _deposits += deposited.Amount.Value;
    }

    private void TakeBack(DepositReversed back)
    {
        SimFailure.Unless(
            _credited.Remove(back.RequestIndex, out var credited) && credited.Amount == back.Amount
                && credited.Account == back.Account,
            Name, () => $"{back} takes back what was not credited so: {credited}");
        _deposits -= back.Amount.Value;
    }
}
