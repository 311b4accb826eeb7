using Offing.Commitment.Batches;
using Offing.Commitment.State;
using Offing.Engine;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Simulator.Checkers;

/// <summary>
/// A plain book: lists in the order of price and time, kept by the events. Every trade must be with the order
/// that stands first, and at intervals the engine's books must be these lists.
/// </summary>
internal sealed class BookChecker : IStepChecker
{
    private const string Name = "book";
    private const int CompareEach_Entries = 200;

    private readonly VenueState _state;
    private readonly PlainSide[] _sides;
    private int _entries;

    public BookChecker(VenueState state)
    {
        _state = state;
        _sides = [.. Enumerable.Range(0, state.Markets.Count * 2).Select(i => new PlainSide(i % 2 == 0))];
    }

    /// <inheritdoc/>
    public void Applied(EntryOutput output)
    {
        foreach (var happened in output.Events)
        {
            Fold(happened, output);
        }

        if (++_entries % CompareEach_Entries == 0)
        {
            Compare();
        }
    }

    /// <inheritdoc/>
    public void BatchEnded(SettlementBatch batch, StateTree tree) => Compare();

    private void Fold(IEngineEvent happened, EntryOutput output)
    {
        switch (happened)
        {
            case OrderRested rested:
                Of(rested.Market, rested.Side).Add(
                    rested.Order.Value, rested.Price.Value, rested.Displayed.Value);
                break;
            case OrderRefilled refilled:
                Of(refilled.Market, refilled.Side).Add(
                    refilled.Order.Value, refilled.Price.Value, refilled.Displayed.Value);
                break;
            case OrderReduced reduced:
                Of(reduced.Market, reduced.Side).Take(reduced.Order.Value, reduced.FromDisplayed.Value);
                break;
            case OrderClosed { HadRested: true } closed:
                Of(closed.Market, closed.Side).Remove(closed.Order.Value);
                break;
            case Traded traded:
                Trade(traded, output);
                break;
        }
    }

    private void Trade(Traded traded, EntryOutput output)
    {
        var side = Of(traded.Market, traded.Maker.Side);
        var first = side.First;
        SimFailure.Unless(
            first is { } due && due.Order == traded.Maker.Order.Value && due.Price == traded.Price.Value
                && due.Size >= traded.Size.Value,
            Name, () => $"entry {output.Entry.Seq}: {traded} passes over {first}");
        side.Take(traded.Maker.Order.Value, traded.Size.Value);
    }

    private void Compare()
    {
        foreach (var market in _state.Markets)
        {
            foreach (var side in new[] { Side.Buy, Side.Sell })
            {
                var there = market.Book.InPriority(side)
                    .Select(order => (order.Id.Value, (long)order.Price.Value, order.Displayed.Value));
                SimFailure.Unless(
                    there.SequenceEqual(Of(market.Id, side).InPriority), Name,
                    () => $"the {side} side of market {market.Id.Value} is not the plain book's");
            }
        }
    }

    private PlainSide Of(MarketId market, Side side) =>
        _sides[((int)market.Value * 2) + (side == Side.Buy ? 0 : 1)];

    private sealed class PlainSide(bool isBuy)
    {
        private readonly List<(ulong Order, long Price, long Size)> _orders = [];

        public IEnumerable<(ulong Order, long Price, long Size)> InPriority => _orders;

        public (ulong Order, long Price, long Size)? First => _orders.Count > 0 ? _orders[0] : null;

        public void Add(ulong order, long price, long size)
        {
            var place = _orders.FindIndex(other => isBuy ? other.Price < price : other.Price > price);
            _orders.Insert(place < 0 ? _orders.Count : place, (order, price, size));
        }

        // What shows nothing is in no place: an iceberg comes back at the end, all else is closed.
        public void Take(ulong order, long size)
        {
            var place = _orders.FindIndex(other => other.Order == order);
            if (place < 0)
            {
                return;
            }

            var left = _orders[place].Size - size;
            if (left > 0)
            {
                _orders[place] = _orders[place] with { Size = left };
            }
            else
            {
                _orders.RemoveAt(place);
            }
        }

        public void Remove(ulong order) => _orders.RemoveAll(other => other.Order == order);
    }
}
