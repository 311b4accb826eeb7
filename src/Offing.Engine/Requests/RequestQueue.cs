using Offing.Engine.Accounts;
using Offing.Engine.Parameters;
using Offing.Engine.Triggers;
using Offing.Protocol;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

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
        var refusal = request.Type switch
        {
            RequestType.Parameter => ParameterChanges.Announce(context, request),
            RequestType.Deposit => Deposit(context, request),
            >= RequestType.Withdraw and <= RequestType.Revoke => Demand(context, request),
            _ => RejectCode.RequestUnsupported,
        };
        if (refusal != RejectCode.None)
        {
            Refuse(context, request, refusal);
        }
    }

    // Whoever else got it: the account that was meant did not.
    private static RejectCode Deposit(EntryContext context, QueueRequest request) =>
        request.Payload.Length == sizeof(ulong) && Inflow.Credit(context, request) == request.Account
            ? RejectCode.None
            : RejectCode.RequestMalformed;

    private static RejectCode Demand(EntryContext context, QueueRequest request)
    {
        Inflow.Credit(context, request);
        if (FindOwned(context.State, request) is not { } account)
        {
            return RejectCode.RequestNotOwner;
        }

        if (request.Type == RequestType.Close)
        {
            return ForcedCloses.Begin(context, request, account);
        }

        var refusal = Serve(context, request, account);
        if (refusal == RejectCode.None)
        {
            context.Emit(new RequestServed(request.Index, account.Owner, request.Type));
        }

        return refusal;
    }

    private static RejectCode Serve(EntryContext context, QueueRequest request, Account account)
    {
        switch (request.Type)
        {
            case RequestType.Withdraw:
                return ForcedWithdrawal.Serve(context, request, account);
            case RequestType.Grant:
                return KeyRequests.Grant(context, request, account);
            case RequestType.Revoke:
                return KeyRequests.Revoke(context, request, account);
            case RequestType.CancelAll when RequestPayload.IsCancelAll(request.Payload):
                OpenOrdersEnd.Run(context, account, OrderStatus.Canceled);
                return RejectCode.None;
            default:
                return RejectCode.RequestMalformed;
        }
    }

    // The vault has looked already; the log may say anything. The address of a sub-account has no key, and
    // nobody owns what the venue keeps by rule.
    private static Account? FindOwned(VenueState state, QueueRequest request)
    {
        var account = state.FindAccount(request.Account);
        var owner = account is null || account.Master.IsZero ? request.Account : account.Master;
        return request.Sender == owner && account is { IsExempt: false } && account != state.Backstop
            ? account
            : null;
    }

    private static void Refuse(EntryContext context, QueueRequest request, RejectCode code) =>
        context.Emit(new RequestRefused(request.Index, request.Account, code));
}
