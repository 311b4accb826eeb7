using System.Buffers.Binary;
using Offing.Engine.Accounts;
using Offing.Engine.Parameters;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Requests;

/// <summary>
/// The chain's queue, consumed strictly in order. A request that cannot be served is consumed and refused, so
/// that garbage never stands in the way of those behind it.
/// </summary>
internal static class RequestQueue
{
    public static void Consume(EntryContext context, QueueRequest request)
    {
        var state = context.State;
        if (request.Index != state.QueueCursor)
        {
            Refuse(context, request, RejectCode.RequestOutOfOrder);
            return;
        }

        state.QueueHash = RequestHash.Extend(state.QueueHash, request);
        state.QueueCursor++;
        if (request.Type == RequestType.Parameter)
        {
            var refusal = ParameterChanges.Announce(context, request);
            if (refusal != RejectCode.None)
            {
                Refuse(context, request, refusal);
            }

            return;
        }

        if (request.Type != RequestType.Deposit)
        {
            Refuse(context, request, RejectCode.RequestUnsupported);
            return;
        }

        if (request.Payload.Length != sizeof(ulong) || request.Account.IsZero
            || SystemAccounts.IsFundingPool(request.Account))
        {
            Refuse(context, request, RejectCode.RequestMalformed);
            return;
        }

        Deposit(context, request, BinaryPrimitives.ReadUInt64BigEndian(request.Payload));
    }

    private static void Deposit(EntryContext context, QueueRequest request, ulong amount)
    {
        var state = context.State;
        // What the venue owes in all stays under the limit, so every sum of balances stays far inside 64
        // bits.
        var owed = state.DepositsCredited - state.WithdrawalsDebited;
        var held = state.FindAccount(request.Account)?.Collateral.Value ?? 0;
        if (amount == 0 || owed + amount > Limits.AmountMax_MicroUsd
            || (Int128)held + amount > Account.CollateralMax_MicroUsd)
        {
            Refuse(context, request, RejectCode.RequestMalformed);
            return;
        }

        var credited = new MicroUsd((long)amount);
        var account = state.FindAccount(request.Account) ?? state.CreateAccount(request.Account);
        DailyLoss.Touch(state, account);
        DailyLoss.Transferred(account, credited);
        account.Collateral += credited;
        state.DepositsCredited += credited.Value;
        context.Emit(new Deposited(request.Index, request.Account, credited));
    }

    private static void Refuse(EntryContext context, QueueRequest request, RejectCode code) =>
        context.Emit(new RequestRefused(request.Index, request.Account, code));
}
