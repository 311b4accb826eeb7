using Offing.Engine.Accounts;
using Offing.Engine.Commands;
using Offing.Protocol;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Engine.Requests;

/// <summary>
/// Session keys by request: an owner that cannot sign, as a contract cannot, grants and revokes them so.
/// Keys are the master's, as they are with a signature.
/// </summary>
internal static class KeyRequests
{
    /// <summary>The code by which it is refused, or None.</summary>
    public static RejectCode Grant(EntryContext context, QueueRequest request, Account account) =>
        !account.Master.IsZero ? RejectCode.SubAccountUnknown
        : RequestPayload.Grant(request.Payload) is { } grant
            ? ApproveAgentCommand.TryGrant(context, account, grant)
            : RejectCode.RequestMalformed;

    /// <inheritdoc cref="Grant"/>
    public static RejectCode Revoke(EntryContext context, QueueRequest request, Account account)
    {
        if (RequestPayload.Revocation(request.Payload) is not { } key)
        {
            return RejectCode.RequestMalformed;
        }

        if (context.State.FindSession(key) is not { } found || found.Account != account
            || found.Session.IsRevoked)
        {
            return RejectCode.RequestKeyUnknown;
        }

        found.Session.IsRevoked = true;
        context.Emit(new SessionRevoked(account.Owner, key));
        return RejectCode.None;
    }
}
