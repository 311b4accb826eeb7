using Offing.Engine.Restoring;
using Offing.Primitives;

namespace Offing.Engine.Triggers;

/// <summary>
/// What waits for the mark of one market. While triggers that the mark has met are left for later entries
/// (<see cref="IsBehind"/>), it keeps how far the mark has been meanwhile: a mark that comes back does not
/// save an order from its trigger.
/// </summary>
public sealed class TriggerBoard : Tracked
{
    private readonly Changes _changes;

    internal TriggerBoard(MarketId market, Changes changes) => (Market, _changes) = (market, changes);

    public MarketId Market { get; }

    /// <summary>Whether there are triggers that were met and are not fired yet.</summary>
    public bool IsBehind { get; private set; }

    /// <summary>The lowest mark since it is behind; else zero.</summary>
    public Ticks Low { get; private set; }

    /// <summary>The highest mark since it is behind; else zero.</summary>
    public Ticks High { get; private set; }

    /// <summary>Trailing stops of the market, those that wait for a parent included.</summary>
    internal int TrailingPlaced { get; set; }

    internal TriggerIndex Index { get; } = new();

    internal TrailingStops Trailing { get; } = new();

    /// <summary>Whether a trigger would be met by the marks that count.</summary>
    internal bool IsMet(bool isRising, Ticks trigger, Ticks mark) =>
        TriggerIndex.IsMet(isRising, trigger, isRising ? HighOr(mark) : LowOr(mark));

    /// <summary>The next order whose trigger is met.</summary>
    internal bool TryMet(Ticks mark, out OrderId id) => Index.TryMet(LowOr(mark), HighOr(mark), out id);

    /// <summary>The mark has moved.</summary>
    internal void Extend(Ticks mark)
    {
        if (IsBehind && (mark < Low || mark > High))
        {
            Low = mark < Low ? mark : Low;
            High = mark > High ? mark : High;
            _changes.Reach(this);
        }
    }

    /// <summary>Nothing more fires now: is something left?</summary>
    internal void Settle(Ticks mark)
    {
        var isBehind = TryMet(mark, out _);
        if (isBehind != IsBehind)
        {
            IsBehind = isBehind;
            (Low, High) = isBehind ? (mark, mark) : default;
            _changes.Reach(this);
        }
    }

    /// <summary>It was behind the mark.</summary>
    internal void Restore(ReachImage image)
    {
        (IsBehind, Low, High) = (true, image.Low, image.High);
        _changes.Reach(this);
    }

    internal void Add(Conditional order)
    {
        Index.Add(order.IsRising, order.TriggerPrice, order.Id);
        if (order.IsTrailing)
        {
            Trailing.Add(order.Side, order.Peak, order.Id);
        }
    }

    internal void Remove(Conditional order)
    {
        Index.Remove(order.IsRising, order.TriggerPrice, order.Id);
        if (order.IsTrailing)
        {
            Trailing.Remove(order.Side, order.Peak, order.Id);
        }
    }

    private Ticks LowOr(Ticks mark) => IsBehind ? Low : mark;

    private Ticks HighOr(Ticks mark) => IsBehind ? High : mark;
}
