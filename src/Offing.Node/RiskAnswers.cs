using Offing.Engine;
using Offing.Engine.Accounts;
using Offing.Engine.Previews;
using Offing.Gateway.Venue;
using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Node;

/// <summary>What the engine says about margin, in the gateway's words.</summary>
internal static class RiskAnswers
{
    /// <summary>Of an order that the account's owner would sign.</summary>
    public static PreviewView Preview(VenueState state, Account account, OrderSpec order)
    {
        var told = OrderPreview.Of(state, account, order);
        return new PreviewView(
            state.InputCursor, state.Time, state.FindMarket(order.Market)?.Mark ?? default, told.Code,
            told.Kind, told.Status, told.Size, told.Filled, told.Quote, told.Fee, told.Rests,
            [.. told.Fills.Select(level => new LevelView(level.Price, level.Size, level.Trades))],
            told.Before is { } before ? Standing(before) : null,
            told.After is { } after ? Standing(after) : null);
    }

    private static StandingView Standing(Standing of) => new(
        of.Size, of.EntryNotional, of.Liquidation, Bucket(of.Cross),
        of.Isolated is { } isolated ? Bucket(isolated) : null);

    private static BucketView Bucket(MarginView of) => new(
        of.Equity, of.Notional, of.Initial, of.Reserved, of.Maintenance, of.Withdrawable);
}
