using Offing.Primitives;

namespace Offing.Tools.OrderFlow;

/// <summary>
/// The mid price of a record's own book: half of best bid and best ask among its open orders.
/// </summary>
public sealed class RecordedMid
{
    private readonly Dictionary<ulong, RecordedEvent> _open = [];
    private readonly SortedSet<(long Price, ulong Id)> _bids = [];
    private readonly SortedSet<(long Price, ulong Id)> _asks = [];

    /// <summary>In cents; the first order's price until both sides are there and not crossed.</summary>
    public long Mid_Cents { get; private set; }

    public void Apply(RecordedEvent happened)
    {
        if (_open.Remove(happened.Id, out var before))
        {
            Side(before).Remove((before.Price_Cents, before.Id));
        }

        if (happened.Action != RecordedAction.Deleted)
        {
            _open[happened.Id] = happened;
            Side(happened).Add((happened.Price_Cents, happened.Id));
        }

        if (Mid_Cents == 0)
        {
            Mid_Cents = happened.Price_Cents;
        }

        // A record shows an aggressive order before its trades:
        // a book that is crossed for a moment gives no mid.
        if (_bids.Count > 0 && _asks.Count > 0 && _bids.Max.Price < _asks.Min.Price)
        {
            Mid_Cents = (_bids.Max.Price + _asks.Min.Price) / 2;
        }
    }

    private SortedSet<(long Price, ulong Id)> Side(RecordedEvent order) =>
        order.Side == Primitives.Side.Buy ? _bids : _asks;
}
