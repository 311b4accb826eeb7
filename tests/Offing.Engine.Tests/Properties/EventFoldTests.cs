using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Events;

namespace Offing.Engine.Tests.Properties;

/// <summary>
/// The events alone tell the books: I4, no fill skips an earlier order, and I5, filled + cancelled +
/// remaining = size.
/// </summary>
public class EventFoldTests
{
    private readonly Dictionary<OrderId, Entry> _open = [];
    private readonly HashSet<OrderId> _waiting = [];
    private int _turns;

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [Trait("rule", "ENG-INV-011")]
    [Trait("rule", "ENG-INV-012")]
    [Trait("rule", "ENG-MAT-001")]
    public void The_books_rebuilt_from_events_are_the_books_of_the_engine(ulong seed)
    {
        var world = new World(seed);
        for (var i = 0; i < 3_000; i++)
        {
            foreach (var happened in world.Step())
            {
                Follow(happened);
            }
        }

        Assert.Equal(
            world.Venue.State.Waiting.Conditionals.Select(order => order.Id), _waiting.Order());
        foreach (var market in world.Venue.State.Markets)
        {
            foreach (var side in (Side[])[Side.Buy, Side.Sell])
            {
                Assert.Equal(
                    Resting(market.Id, side).Select(entry => (entry.Id, entry.Remaining)),
                    market.Book.InPriority(side).Select(order => (order.Id, order.Remaining)));
            }
        }
    }

    private void Follow(IEngineEvent happened)
    {
        switch (happened)
        {
            case ConditionalPlaced waiting:
                Assert.True(_waiting.Add(waiting.Order));
                break;
            case ConditionalTriggered { Refusal: RejectCode.None } triggered:
                Assert.True(_waiting.Remove(triggered.Order));
                break;
            case OrderClosed closed when _waiting.Remove(closed.Order):
                Assert.False(closed.HadRested);
                break;
            case OrderPlaced placed:
                _open.Add(placed.Order, new Entry(
                    placed.Order, placed.Market, placed.Side, placed.Price, placed.Size, Lots.Zero,
                    IsResting: false, Turn: 0));
                break;
            case OrderRested rested:
                Assert.Equal(rested.Remaining, _open[rested.Order].Remaining);
                _open[rested.Order] = _open[rested.Order] with { IsResting = true, Turn = ++_turns };
                break;
            case Traded trade:
                var maker = _open[trade.Maker.Order];
                Assert.Equal(maker.Id, Resting(trade.Market, maker.Side).First().Id);
                Assert.Equal(maker.Price, trade.Price);
                Fill(trade.Maker.Order, trade.Size);
                Fill(trade.Taker.Order, trade.Size);
                break;
            case OrderRefilled refilled:
                _open[refilled.Order] = _open[refilled.Order] with { Turn = ++_turns };
                break;
            case OrderReduced reduced:
                Assert.True(reduced.FromDisplayed <= reduced.By);
                Fill(reduced.Order, reduced.By);
                break;
            case OrderClosed closed:
                Assert.Equal(_open[closed.Order].Remaining, closed.Remaining);
                Assert.Equal(_open[closed.Order].IsResting, closed.HadRested);
                Assert.Equal(
                    closed.Remaining.IsZero,
                    closed.Status == OrderStatus.Filled || (IsNetted(closed) && closed.Remaining.IsZero));
                Assert.True(_open.Remove(closed.Order));
                break;
        }
    }

    // Netted away to the last lot: nothing remains, and not all of it was filled.
    private static bool IsNetted(OrderClosed closed) => closed.Status == OrderStatus.SelfTradeCanceled;

    private void Fill(OrderId order, Lots size)
    {
        var entry = _open[order] with { Filled = _open[order].Filled + size };
        Assert.True(entry.Remaining >= Lots.Zero);
        _open[order] = entry;
    }

    private IEnumerable<Entry> Resting(MarketId market, Side side) => _open.Values
        .Where(entry => entry.IsResting && entry.Market == market && entry.Side == side)
        .Where(entry => entry.Remaining > Lots.Zero)
        .OrderBy(entry => side == Side.Buy ? -(long)entry.Price.Value : entry.Price.Value)
        .ThenBy(entry => entry.Turn);

    private sealed record Entry(
        OrderId Id, MarketId Market, Side Side, Ticks Price, Lots Size, Lots Filled, bool IsResting, int Turn)
    {
        public Lots Remaining => Size - Filled;
    }
}
