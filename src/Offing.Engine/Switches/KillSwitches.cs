using Offing.Engine.Accounts;
using Offing.Engine.Markets;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Engine.Switches;

/// <summary>
/// The operator stops, or lets go on, what could increase a position: in one market or in all, of one account
/// or by one key. Nothing here can hold anybody in a position or keep money in.
/// </summary>
internal static class KillSwitches
{
    public static void Take(EntryContext context, OperatorSwitch thrown)
    {
        var state = context.State;
        var refusal = Examine(state, thrown, out var market);
        if (refusal != RejectCode.None)
        {
            context.Emit(new SwitchRefused(thrown.Market, refusal));
            return;
        }

        state.SwitchSequence = thrown.Sequence;
        if (market is null)
        {
            state.HaltReason = thrown.Reason;
            foreach (var each in state.Markets)
            {
                each.IsVenueHalted = thrown.Reason != 0;
            }
        }
        else
        {
            market.HaltReason = thrown.Reason;
        }

        context.Emit(new SwitchThrown(thrown.Market, thrown.Reason));
        if (thrown.Reason == 0)
        {
            // Who has become endangered meanwhile has its turn.
            state.Danger.Wake();
        }
    }

    /// <summary>Of one account or one key; of both, where an address was a key and is an account.</summary>
    public static void Take(EntryContext context, OperatorStop thrown)
    {
        var state = context.State;
        var (account, key) = (state.FindAccount(thrown.Target), state.FindSession(thrown.Target));
        var refusal = ExamineTurn(state, thrown.Sequence);
        if (refusal == RejectCode.None && account is null && key is null)
        {
            refusal = RejectCode.StopUnknown;
        }

        if (refusal != RejectCode.None)
        {
            context.Emit(new StopRefused(thrown.Target, refusal));
            return;
        }

        state.SwitchSequence = thrown.Sequence;
        account?.StopReason = thrown.Reason;
        if (key is { } found)
        {
            found.Session.StopReason = thrown.Reason;
            Limit(found.Account, found.Session);
            foreach (var sub in found.Account.SubAccounts)
            {
                Limit(sub, found.Session);
            }
        }

        context.Emit(new StopThrown(
            account?.Owner ?? key!.Value.Account.Owner, thrown.Target, thrown.Reason));
    }

    // Each order at rest knows the session that limits it, so that a fill costs one comparison.
    private static void Limit(Account account, Session session)
    {
        foreach (var order in account.Orders.InIdOrder)
        {
            if (order.Signer == session.Key)
            {
                order.LimitedKey = session.IsLimited ? session : null;
            }
        }
    }

    private static RejectCode ExamineTurn(VenueState state, ulong sequence) =>
        state.Operator.IsZero ? RejectCode.OperatorUnknown
        : sequence != state.SwitchSequence + 1 ? RejectCode.SwitchSequence
        : RejectCode.None;

    private static RejectCode Examine(VenueState state, OperatorSwitch thrown, out MarketState? market)
    {
        market = null;
        var refusal = ExamineTurn(state, thrown.Sequence);
        if (refusal != RejectCode.None)
        {
            return refusal;
        }

        if (thrown.Market == OperatorSwitch.Venue)
        {
            return RejectCode.None;
        }

        market = state.FindMarket(thrown.Market);
        return market is null ? RejectCode.UnknownMarket : RejectCode.None;
    }
}
