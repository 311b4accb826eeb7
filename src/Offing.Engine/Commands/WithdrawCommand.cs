using Offing.Engine.Accounts;
using Offing.Engine.Funding;
using Offing.Engine.Margin;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Commands;

/// <summary>
/// Debits the account at once and queues a claim that the chain pays when the batch is final.
/// </summary>
internal static class WithdrawCommand
{
    public static void Execute(in ActionContext context, Withdraw command)
    {
        var (state, account) = (context.State, context.Account);
        var refusal = Examine(state, account, command);
        if (refusal != RejectCode.None)
        {
            context.Reject(refusal);
            return;
        }

        FundingSettlement.MustSettle(context.Entry, account);
        account.Collateral -= command.Amount;
        DailyLoss.Transferred(account, -command.Amount);
        state.WithdrawalsDebited += command.Amount.Value;
        context.Emit(new WithdrawalQueued(state.WithdrawalCount++, account.Owner, command.Amount));
        context.Done();
    }

    private static RejectCode Examine(VenueState state, Account account, Withdraw command)
    {
        if (command.Destination != account.Owner)
        {
            return RejectCode.WithdrawToOther;
        }

        if (command.Amount <= MicroUsd.Zero || command.Amount < state.Genesis.MinimumWithdrawal)
        {
            return RejectCode.WithdrawTooSmall;
        }

        if (Outflow.IsUnpriced(state, account))
        {
            return RejectCode.NoMark;
        }

        // Profit at a mark counts, but the vault holds no more than was paid in.
        var most = Int128.Min(
            Outflow.Most(state, account), state.DepositsCredited - state.WithdrawalsDebited);
        return command.Amount.Value > most ? RejectCode.InsufficientBalance : RejectCode.None;
    }
}
