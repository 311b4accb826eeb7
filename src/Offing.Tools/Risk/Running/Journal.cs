using Offing.Engine;
using Offing.Primitives;
using Offing.Protocol.Events;
using Offing.Tools.Risk.Comparing;

namespace Offing.Tools.Risk.Running;

/// <summary>One step of a liquidation, at its second.</summary>
public readonly record struct StepRecord(int Second, LiquidationStep Step);

/// <summary>Takes the engine's events and adds up what liquidations did.</summary>
internal sealed class Journal(Func<VenueState> state, Comparison comparison) : EventSink
{
    private readonly HashSet<OrderId> _orders = [];
    private readonly HashSet<Address> _liquidated = [];
    private readonly HashSet<MarketId> _taken = [];
    private readonly List<StepRecord> _steps = [];

    public int Second { get; set; }

    /// <summary>
    /// Whether refused orders count: those of crowds and actors do, those of makers do not.
    /// </summary>
    public bool CountsRefusals { get; set; }

    public long Refused { get; set; }

    /// <summary>Why, with how often.</summary>
    public SortedDictionary<string, int> Reasons { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<StepRecord> Steps => _steps;

    /// <summary>What the checker found wrong with certificates of deleveraging.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Steps that moved nothing: the book was empty as far as the zero price.</summary>
    public int Tries { get; private set; }

    public int Liquidated => _liquidated.Count;

    public Int128 BookValue { get; private set; }

    public Int128 TakenOver { get; private set; }

    public Int128 Deleveraged { get; private set; }

    public Int128 InsurancePaid { get; private set; }

    public Int128 Traded { get; private set; }

    /// <summary>Steps that left the bucket less healthy than before (I7).</summary>
    public int Unhealthy { get; private set; }

    /// <summary>Markets in which the vault took something over since the last call.</summary>
    public IReadOnlyList<MarketId> DrainTaken()
    {
        MarketId[] taken = [.. _taken.Order()];
        _taken.Clear();
        return taken;
    }

    public void EndEntry() => _orders.Clear();

    /// <inheritdoc/>
    public override void TakeOutcome(in ItemOutcome happened)
    {
        if (CountsRefusals && happened.Kind == OutcomeKind.Error)
        {
            Refused++;
            var reason = happened.Code.ToString();
            Reasons[reason] = Reasons.GetValueOrDefault(reason) + 1;
        }
    }

    /// <inheritdoc/>
    public override void TakeTraded(in Traded happened)
    {
        var value = happened.Price.Worth(happened.Size.Value);
        Traded += value;
        if (_orders.Count > 0 && _orders.Contains(happened.Taker.Order))
        {
            BookValue += value;
        }
    }

    /// <inheritdoc/>
    public override void TakePlaced(in OrderPlaced happened)
    {
    }

    /// <inheritdoc/>
    public override void TakeRested(in OrderRested happened)
    {
    }

    /// <inheritdoc/>
    public override void TakeClosed(in OrderClosed happened)
    {
    }

    /// <inheritdoc/>
    public override void Take<T>(in T happened)
    {
        switch (happened)
        {
            case LiquidationOrdered ordered:
                _orders.Add(ordered.Order);
                _liquidated.Add(ordered.Account);
                break;
            case PositionMoved moved:
                Add(moved);
                break;
            case LiquidationStep step:
                Add(step);
                break;
            case DeleverageCertificate certificate:
                var moment = Moments.Of(state(), Second, certificate);
                comparison.Add(moment, Moments.Cuts(moment, certificate));
                Faults.AddRange(Moments.Check(state(), certificate).Select(
                    fault => $"second {Second}: certificate: {fault}"));
                break;
        }
    }

    private void Add(in PositionMoved moved)
    {
        var value = moved.Mark.Worth(moved.Size.Value);
        if (moved.Means == LiquidationMeans.Backstop)
        {
            TakenOver += value;
            _taken.Add(moved.Market);
        }
        else
        {
            Deleveraged += value;
        }
    }

    private void Add(in LiquidationStep step)
    {
        if (step.Size.IsZero && step.Cash.IsZero)
        {
            Tries++;
            return;
        }

        _steps.Add(new StepRecord(Second, step));
        _liquidated.Add(step.Account);
        InsurancePaid += step.Means == LiquidationMeans.Insurance ? -step.Cash.Value : 0;
        var (e, m) = ((Int128)step.EquityBefore.Value, (Int128)step.MaintenanceBefore.Value);
        var isHealthier = e < 0
            ? step.EquityAfter.Value >= e
            : step.EquityAfter.Value * m >= e * step.MaintenanceAfter.Value;
        Unhealthy += isHealthier ? 0 : 1;
    }
}
