using Offing.Engine.Accounts;
using Offing.Engine.Funding;
using Offing.Engine.Margin;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Commands;

/// <summary>Moves collateral between a master and its sub-account, by the rules of a withdrawal.</summary>
internal static class TransferSubAccountCommand
{
    public static void Execute(in ActionContext context, TransferSubAccount command)
    {
        var master = context.Account;
        if (context.State.FindSubAccount(master, command.SubAccount) is not { } sub)
        {
            context.Reject(RejectCode.SubAccountUnknown);
            return;
        }

        var (payer, payee) = command.IsDeposit ? (master, sub) : (sub, master);
        var refusal = Examine(context.State, payer, payee, command.Amount);
        if (refusal != RejectCode.None)
        {
            context.Reject(refusal);
            return;
        }

        FundingSettlement.MustSettle(context.Entry, payer);
        payer.Collateral -= command.Amount;
        payee.Collateral += command.Amount;
        context.Emit(new CollateralMoved(payer.Owner, payee.Owner, command.Amount));
        context.Done();
    }

    private static RejectCode Examine(VenueState state, Account payer, Account payee, MicroUsd amount)
    {
        if (amount <= MicroUsd.Zero)
        {
            return RejectCode.TransferAmount;
        }

        if (Outflow.IsUnpriced(state, payer))
        {
            return RejectCode.NoMark;
        }

        return amount.Value > Outflow.Most(state, payer)
            || (Int128)payee.Collateral.Value + amount.Value > Account.CollateralMax_MicroUsd
            ? RejectCode.TransferAmount
            : RejectCode.None;
    }
}
