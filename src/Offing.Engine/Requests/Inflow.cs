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

        var first = request.Type == RequestType.Deposit ? request.Account : request.Sender;
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

    private static bool CanTake(VenueState state, Address owner, ulong amount) =>
        !owner.IsZero && !SystemAccounts.IsFundingPool(owner)
        && (Int128)(state.FindAccount(owner)?.Collateral.Value ?? 0) + amount
            <= Account.CollateralMax_MicroUsd;
}
