using Offing.Engine.Accounts;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Requests;

/// <summary>
/// Credits what came into the vault with a request, whatever becomes of the request itself: so what the
/// venue has credited is always the sum of what came in up to the cursor, and no money is nobody's.
/// </summary>
internal static class Inflow
{
    /// <summary>
    /// A deposit goes to its account, the price of a request to whoever paid it. When that is nobody who can
    /// have money, it goes to the payer of the deposit, and at last to the insurance fund.
    /// </summary>
    /// <returns>
    /// Who got it; null: nobody, of what no vault lets in (more than the ledger holds) or of nothing.
    /// </returns>
    public static Address? Credit(EntryContext context, QueueRequest request)
    {
        var state = context.State;
        var amount = RequestPayload.PaidIn(request.Payload);
        // What the venue owes in all stays under the limit, so every sum of balances stays far inside 64
        // bits.
        var owed = state.DepositsCredited - state.WithdrawalsDebited;
        if (amount == 0 || owed + amount > Limits.AmountMax_MicroUsd)
        {
            return null;
        }

        var first = First(request);
        var owner = CanTake(state, first, amount) ? first
            : CanTake(state, request.Sender, amount) ? request.Sender
            : SystemAccounts.Insurance;
        if (!CanTake(state, owner, amount))
        {
            return null;
        }

        var credited = new MicroUsd((long)amount);
        var account = state.FindAccount(owner) ?? state.CreateAccount(owner);
        DailyLoss.Touch(state, account);
        DailyLoss.Transferred(account, credited);
        account.Collateral += credited;
        state.DepositsCredited += credited.Value;
        context.Emit(new Deposited(request.Index, owner, credited));
        return owner;
    }

    /// <summary>Who is debited for what came in with a request that the chain lost.</summary>
    /// <param name="debtor">
    /// Whom it was credited to; null: nobody, of what a credit would not have taken either.
    /// </param>
    /// <returns>False when nobody can owe so much, which no vault can have let in.</returns>
    public static bool TryFindDebtor(VenueState state, QueueRequest request, out Account? debtor)
    {
        debtor = null;
        var amount = PaidIn(request);
        if (amount == 0 || amount > Limits.AmountMax_MicroUsd)
        {
            return true;
        }

        if (state.DepositsCredited - state.WithdrawalsDebited - amount < -Limits.AmountMax_MicroUsd)
        {
            return false;
        }

        debtor = Debtor(state, First(request), amount) ?? Debtor(state, request.Sender, amount)
            ?? Debtor(state, SystemAccounts.Insurance, amount);
        return debtor is not null;
    }

    /// <summary>Debits it: the account may owe by that.</summary>
    // No liquidation comes of this entry: what the chain holds again is credited behind it, and whoever then
    // owes has his turn with the next mark or tick, like everybody.
    public static void Debit(EntryContext context, QueueRequest request, Account debtor)
    {
        var amount = new MicroUsd((long)PaidIn(request));
        DailyLoss.Touch(context.State, debtor);
        DailyLoss.Transferred(debtor, -amount);
        debtor.Collateral -= amount;
        context.State.DepositsCredited -= amount.Value;
        context.Emit(new DepositReversed(request.Index, debtor.Owner, amount));
    }

    // As it was consumed: what is no deposit by its form was none, and a change of parameters brings nothing.
    private static ulong PaidIn(QueueRequest request) => request.Type switch
    {
        RequestType.Deposit => request.Payload.Length == sizeof(ulong)
            ? RequestPayload.PaidIn(request.Payload)
            : 0,
        >= RequestType.Withdraw and <= RequestType.Revoke => RequestPayload.PaidIn(request.Payload),
        _ => 0,
    };

    private static Address First(QueueRequest request) =>
        request.Type == RequestType.Deposit ? request.Account : request.Sender;

    private static Account? Debtor(VenueState state, Address owner, Int128 amount) =>
        !SystemAccounts.IsFundingPool(owner) && state.FindAccount(owner) is { } account
        && account.Collateral.Value - amount >= -Account.CollateralMax_MicroUsd
            ? account
            : null;

    private static bool CanTake(VenueState state, Address owner, ulong amount) =>
        !owner.IsZero && !SystemAccounts.IsFundingPool(owner)
        && (Int128)(state.FindAccount(owner)?.Collateral.Value ?? 0) + amount
            <= Account.CollateralMax_MicroUsd;
}
