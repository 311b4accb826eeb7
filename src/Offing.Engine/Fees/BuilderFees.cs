using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Fees;

/// <summary>What the fills of an order pay to who brought it.</summary>
internal static class BuilderFees
{
    /// <summary>A tenth of a basis point, 1e-9.</summary>
    public const long Tenth_Nano = 10_000;

    /// <summary>Whether the orders of an action of the account may carry the code.</summary>
    public static RejectCode Examine(Account account, BuilderCode code)
    {
        if (code.TenthsOfBasisPoint > Limits.BuilderFeeMax_Tenths)
        {
            return RejectCode.BuilderFeeTooHigh;
        }

        return code.TenthsOfBasisPoint <= account.BuilderFeeMost(code.Builder)
            ? RejectCode.None : RejectCode.BuilderNotApproved;
    }

    /// <summary>Of a fill; rounded up.</summary>
    public static MicroUsd Of(BuilderCode? code, MicroUsd notional) => code is null
        ? MicroUsd.Zero
        : new Nano((long)code.TenthsOfBasisPoint * Tenth_Nano).RoundUp(notional);

    /// <summary>Tells what a fill of the order pays to its builder, before the trade is told.</summary>
    public static void Tell(EntryContext context, Account payer, Order order, MicroUsd fee)
    {
        if (!fee.IsZero)
        {
            context.Emit(new BuilderPaid(order.Builder!.Builder, payer.Owner, order.Id, fee));
        }
    }

    /// <summary>Pays it, when both sides of the trade are written: one of them may be the builder.</summary>
    public static void Pay(VenueState state, Order order, MicroUsd fee)
    {
        if (!fee.IsZero)
        {
            var builder = order.Builder!.Builder;
            var account = state.FindAccount(builder) ?? state.CreateAccount(builder);
            // What comes in before the first trade of his day is part of what the day begins with.
            DailyLoss.Touch(state, account);
            account.Collateral += fee;
        }
    }
}
