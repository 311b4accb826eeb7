using Offing.Engine.Accounts;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Commands;

/// <summary>Grants a session key. A key under the same name is revoked by it.</summary>
internal static class ApproveAgentCommand
{
    public static void Execute(in ActionContext context, ApproveAgent command)
    {
        var refusal = TryGrant(context.Entry, context.Account, command);
        if (refusal == RejectCode.None)
        {
            context.Done();
        }
        else
        {
            context.Reject(refusal);
        }
    }

    /// <summary>Likewise, whoever asked for it; the code by which it is refused, or None.</summary>
    public static RejectCode TryGrant(EntryContext context, Account account, ApproveAgent command)
    {
        var refusal = Examine(context, account, command, out var expiry, out var replaced);
        if (refusal != RejectCode.None)
        {
            return refusal;
        }

        if (replaced is not null)
        {
            replaced.IsRevoked = true;
            context.Emit(new SessionRevoked(account.Owner, replaced.Key));
        }

        var limits = KeyLimits.Resolve(command.Limits, context.State.Genesis.SessionDefaults);
        var session = account.Grant(command.Key, command.Name, expiry, limits);
        context.State.IndexSession(account, session);
        DailyLoss.Granted(context.State, account, session);
        context.Emit(new SessionGranted(account.Owner, command.Key, command.Name, expiry.Milliseconds));
        return RejectCode.None;
    }

    private static RejectCode Examine(
        EntryContext context, Account account, ApproveAgent command, out Time expiry, out Session? replaced)
    {
        var state = context.State;
        replaced = Find(account, command.Name);
        expiry = default;
        if (!AreGood(context.State, command.Limits))
        {
            return RejectCode.GrantLimits;
        }

        if (command.Name.Length > Limits.AgentName_Chars)
        {
            return RejectCode.BadAgentName;
        }

        if (!TryExpiry(context.Now, command.Expiry_Ms, out expiry))
        {
            return RejectCode.AgentExpiryInvalid;
        }

        // A key stands for one account once and for all: else an action signed for one could be replayed for
        // another.
        if (command.Key.IsZero || state.FindAccount(command.Key) is not null
            || state.FindSession(command.Key) is not null)
        {
            return RejectCode.AgentAddressUsed;
        }

        return CountActive(account, context.Now, replaced) >= Limits.AgentsPerAccount
            ? RejectCode.AgentLimitReached
            : RejectCode.None;
    }

    private static bool AreGood(VenueState state, SessionLimits limits)
    {
        if (limits.Markets.Count > Limits.MarketsPerGrant || limits.MaxOrderNotional < MicroUsd.Zero
            || limits.MaxPositionNotional < MicroUsd.Zero || limits.MaxDailyLoss < MicroUsd.Zero)
        {
            return false;
        }

        foreach (var market in limits.Markets)
        {
            if (state.FindMarket(market) is null)
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryExpiry(Time now, ulong asked_Ms, out Time expiry)
    {
        // Time is bound to the chain's, but a log may hold any: the longest grant ends at the end of time at
        // most.
        var most = ulong.MaxValue - Limits.AgentMaxValidity_Ms < now.Milliseconds
            ? ulong.MaxValue
            : now.Milliseconds + Limits.AgentMaxValidity_Ms;
        expiry = new Time(asked_Ms == 0 ? most : asked_Ms);
        return expiry > now && expiry.Milliseconds <= most;
    }

    private static Session? Find(Account account, string name)
    {
        foreach (var session in account.Sessions)
        {
            if (!session.IsRevoked && session.Name == name)
            {
                return session;
            }
        }

        return null;
    }

    private static int CountActive(Account account, Time now, Session? except)
    {
        var count = 0;
        foreach (var session in account.Sessions)
        {
            count += session.IsActive(now) && session != except ? 1 : 0;
        }

        return count;
    }
}
