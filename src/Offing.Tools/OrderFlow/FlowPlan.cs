using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Genesis;
using Offing.Protocol.Wire;

namespace Offing.Tools.OrderFlow;

/// <summary>Kinds of requests that a record becomes.</summary>
public enum FlowKind
{
    Order,
    Modify,
    Cancel,
}

/// <summary>One request: the n-th account sends it at the record's time.</summary>
/// <param name="Order">The order, or what a modify makes of
/// it; a cancel uses its market and client id only.</param>
/// <param name="Mid">The record's own mid at that moment, in ticks.</param>
public sealed record FlowStep(ulong Time_Ms, int Account, FlowKind Kind, OrderSpec Order, Ticks Mid);

/// <summary>A record turned into requests.</summary>
/// <param name="NotSent">Events that need no request: fills that the venue makes by itself.</param>
public sealed record FlowPlan(IReadOnlyList<FlowStep> Steps, int NotSent)
{
    private const int VolumeDecimals = 8;
    private const int PriceDecimals = 2;

    /// <summary>
    /// A created order is an order, a deleted one with volume a cancel, a changed
    /// one that no trade explains a modify to the smaller volume. Volumes are
    /// rounded down to the market's lots. An order stays with one account.
    /// </summary>
    public static FlowPlan From(IReadOnlyList<RecordedEvent> events, MarketParameters market, int accounts)
    {
        Check.That(market.PriceDecimals == PriceDecimals);
        var explained = TradeFinder.Explained(events);
        var mids = new RecordedMid();
        var steps = new List<FlowStep>(events.Count);
        var volumes = new Dictionary<ulong, long>();
        for (var i = 0; i < events.Count; i++)
        {
            var happened = events[i];
            mids.Apply(happened);
            if (KindOf(happened, volumes.GetValueOrDefault(happened.Id), explained.Contains(i)) is { } kind)
            {
                steps.Add(new FlowStep(
                    happened.Time_Ms, (int)(happened.Id % (ulong)accounts), kind, Spec(happened, market),
                    new Ticks((uint)mids.Mid_Cents)));
            }

            volumes[happened.Id] = happened.Volume;
        }

        return new FlowPlan(steps, events.Count - steps.Count);
    }

    private static FlowKind? KindOf(RecordedEvent happened, long before, bool explained) =>
        happened.Action switch
        {
            RecordedAction.Created => FlowKind.Order,
            RecordedAction.Changed when !explained && happened.Volume < before => FlowKind.Modify,
            RecordedAction.Deleted when happened.Volume > 0 => FlowKind.Cancel,
            _ => null,
        };

    private static OrderSpec Spec(RecordedEvent happened, MarketParameters market)
    {
        var lots = happened.Volume / Publishers.RandomWalk.Pow10(VolumeDecimals - market.SzDecimals);
        return new OrderSpec(
            market.Id, happened.Side,
            WireDecimal.FromUnits((ulong)happened.Price_Cents, PriceDecimals),
            WireDecimal.FromUnits((ulong)lots, market.SzDecimals),
            false, TimeInForce.Gtc, new ClientOrderId(happened.Id));
    }
}
