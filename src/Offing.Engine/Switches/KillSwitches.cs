using Offing.Engine.Markets;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Engine.Switches;

/// <summary>
/// The operator stops, or lets go on, what could increase a position: in one market or in all. Nothing here
/// can hold anybody in a position or keep money in.
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

    private static RejectCode Examine(VenueState state, OperatorSwitch thrown, out MarketState? market)
    {
        market = null;
        if (state.Genesis.Operator.IsZero)
        {
            return RejectCode.OperatorUnknown;
        }

        if (thrown.Sequence != state.SwitchSequence + 1)
        {
            return RejectCode.SwitchSequence;
        }

        if (thrown.Market == OperatorSwitch.Venue)
        {
            return RejectCode.None;
        }

        market = state.FindMarket(thrown.Market);
        return market is null ? RejectCode.UnknownMarket : RejectCode.None;
    }
}
