using Offing.Engine.Twaps;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Commands;

/// <summary>Ends a TWAP of the account.</summary>
internal static class CancelTwapCommand
{
    public static void Execute(in ActionContext context, CancelTwap command)
    {
        if (context.State.FindMarket(command.Market) is null)
        {
            context.Reject(RejectCode.UnknownMarket);
            return;
        }

        var twap = context.State.Waiting.FindTwap(command.Twap);
        if (twap is null || twap.Owner != context.Account.Index || twap.Terms.Market != command.Market)
        {
            context.Reject(RejectCode.UnknownTwap);
            return;
        }

        TwapSlices.End(context.Entry, twap, TwapStatus.Terminated);
        context.Done();
    }
}
