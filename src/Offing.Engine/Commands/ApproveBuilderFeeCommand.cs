using Offing.Engine.Fees;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Commands;

/// <summary>Lets a builder charge a fee on the orders of the owner's accounts, up to a rate.</summary>
internal static class ApproveBuilderFeeCommand
{
    public static void Execute(in ActionContext context, ApproveBuilderFee command)
    {
        var account = context.Account;
        var refusal = Examine(context.State, account.Builders, command);
        if (refusal != RejectCode.None)
        {
            context.Reject(refusal);
            return;
        }

        var most = (uint)command.TenthsOfBasisPoint;
        (account.Builders ??= new BuilderApprovals(account)).Set(command.Builder, most);
        context.Emit(new BuilderApproved(account.Owner, command.Builder, most));
        context.Done();
    }

    private static RejectCode Examine(
        VenueState state, BuilderApprovals? approved, ApproveBuilderFee command)
    {
        if (command.TenthsOfBasisPoint > Limits.BuilderFeeMax_Tenths || command.Builder.IsZero
            || SystemAccounts.IsFundingPool(command.Builder))
        {
            return RejectCode.BuilderFeeTooHigh;
        }

        return command.TenthsOfBasisPoint > 0 && approved?.ByAddress.Count >= Limits.BuildersPerAccount
            && approved.MostFor(command.Builder) == 0
            ? RejectCode.BuilderLimit
            : RejectCode.None;
    }
}
