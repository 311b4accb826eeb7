using System.Text.Json;
using Offing.Engine;
using Offing.Engine.Markets;
using Offing.Gateway.Venue;

namespace Offing.Node;

/// <summary>What the operator has set, in the gateway's words.</summary>
internal static class OperatorAnswers
{
    /// <summary>Switches, parameters and changes that wait.</summary>
    public static OperatorView Of(VenueState state) => new(
        state.InputCursor, state.Time, state.SwitchSequence + 1, state.HaltReason, state.QueueCursor,
        state.NextChange, state.NextRules, state.Fees, Markets(state),
        [
            .. state.Pending.Select(change => new PendingView(
                change.Number, change.Due.Milliseconds, change.Payload)),
        ])
    {
        Operator = state.Operator,
        Publishers = [.. state.Publishers],
        Quorum = state.Quorum,
    };

    /// <summary>The markets as they stand, by id.</summary>
    public static IReadOnlyList<MarketView> Markets(VenueState state) =>
        [.. state.Markets.Select(Market)];

    private static MarketView Market(MarketState market) => new(
        market.Parameters, JsonNamingPolicy.CamelCase.ConvertName(market.Status.ToString()),
        market.HaltReason, market.IsReduceOnly, market.IsSettled, market.Mark, market.OpenInterest);
}
