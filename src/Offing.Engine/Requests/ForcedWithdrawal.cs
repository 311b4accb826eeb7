using Offing.Engine.Accounts;
using Offing.Engine.Funding;
using Offing.Engine.Margin;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Engine.Requests;

/// <summary>
/// Pays as much of what is asked as may leave the account, the last dust too; nothing the operator can stop.
/// </summary>
internal static class ForcedWithdrawal
{
    /// <summary>The code by which it is refused, or None.</summary>
    public static RejectCode Serve(EntryContext context, QueueRequest request, Account account)
    {
        var state = context.State;
        if (RequestPayload.Withdrawal(request.Payload) is not { } asked)
        {
            return RejectCode.RequestMalformed;
        }

        if (Outflow.IsUnpriced(state, account))
        {
            return RejectCode.NoMark;
        }

        // Profit at a mark counts, but the vault holds no more than was paid in.
        var most = Int128.Min(
            Outflow.Most(state, account), state.DepositsCredited - state.WithdrawalsDebited);
        if (most <= 0)
        {
            return RejectCode.InsufficientBalance;
        }

        Pay(context, account, new MicroUsd((long)(asked == 0 ? most : Int128.Min(asked, most))));
        return RejectCode.None;
    }

    // Of a sub-account by way of its master, whose address has a key.
    private static void Pay(EntryContext context, Account account, MicroUsd amount)
    {
        var (state, payee) = (context.State, account.Root);
        DailyLoss.Touch(state, account);
        FundingSettlement.MustSettle(context, account);
        account.Collateral -= amount;
        if (payee != account)
        {
            payee.Collateral += amount;
            context.Emit(new CollateralMoved(account.Owner, payee.Owner, amount));
            payee.Collateral -= amount;
        }

        DailyLoss.Transferred(account, -amount);
        state.WithdrawalsDebited += amount.Value;
        context.Emit(new WithdrawalQueued(state.WithdrawalCount++, payee.Owner, amount));
    }
}
