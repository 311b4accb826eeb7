using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.MarketData.Tests;

public sealed class FundingFoldTests
{
    private const ulong Hour = 1_699_999_200_000;

    private static readonly MarketId Btc = new(0);
    private static readonly Address Alice = Address.OfSystem("alice");
    private static readonly Address Bob = Address.OfSystem("bob");

    private readonly VenueFold _fold = new(RandomVenue.Genesis);
    private ulong _seq;
    private ulong _order;
    private long _held;

    [Fact]
    public void Each_hour_is_told_on_the_position_that_there_was_before_it()
    {
        Apply(Paid(1, 1_000));
        Buy(10);
        // In one entry the payment comes first.
        Apply([Paid(2, 1_500), .. Trade(5)]);
        Apply(Paid(3, 1_000));
        Buy(-15);
        Apply(Paid(4, 9_000));
        var payments = _fold.Fundings(Btc);
        Assert.Equal([8_000L, -500, 500, 1_000], payments.Select(paid => (long)(paid.Moved / Nano.One)));
        Assert.Equal(
            [(15L, 7_500L), (10, -5_000)],
            _fold.Fundings(Alice, payments).Select(told => (told.Size.Value, told.Amount.Value)));
        Assert.Equal(
            [(-15L, -7_500L), (-10, 5_000)],
            _fold.Fundings(Bob, payments).Select(told => (told.Size.Value, told.Amount.Value)));
    }

    [Fact]
    public void Totals_of_what_was_settled_begin_anew_with_each_position()
    {
        Buy(10);
        Apply(new FundingPaid(Alice, Btc, new Lots(10), new MicroUsd(-70)));
        Assert.Equal(new FundingTotals(new(-70), new(-70)), _fold.FundingTotals(Alice, Btc));
        Buy(-4);
        Assert.Equal(new FundingTotals(new(-70), new(-70)), _fold.FundingTotals(Alice, Btc));
        Buy(-6);
        Buy(3);
        Apply(new FundingPaid(Alice, Btc, new Lots(3), new MicroUsd(5)));
        Assert.Equal(new FundingTotals(new(-65), new(5)), _fold.FundingTotals(Alice, Btc));
    }

    private static FundingMoved Paid(ulong hours, long index) => new(
        Btc, new Nano(1), new Nano(2), new Ticks(3), index * (Int128)Nano.One, MicroUsd.Zero,
        new Time(Hour + (hours * 3_600_000)));

    private void Buy(long lots) => Apply([.. Trade(lots)]);

    // Alice buys of Bob, or sells to him when the lots are below zero.
    private IEnumerable<IEngineEvent> Trade(long lots)
    {
        var (side, other) = lots > 0 ? (Side.Buy, Side.Sell) : (Side.Sell, Side.Buy);
        var (price, size, before) = (new Ticks(100), new Lots(Math.Abs(lots)), _held);
        var (maker, taker) = (new OrderId(++_order), new OrderId(++_order));
        _held += lots;
        yield return Placed(maker, Bob, other, price, size);
        yield return new OrderRested(maker, Btc, Bob, other, price, size, size);
        yield return Placed(taker, Alice, side, price, size);
        yield return new Traded(
            _order, Btc, price, size, SideOf(taker, Alice, side, before), SideOf(maker, Bob, other, -before));
        yield return Closed(taker, Alice, side, price, hadRested: false);
        yield return Closed(maker, Bob, other, price, hadRested: true);
    }

    private static OrderPlaced Placed(OrderId id, Address who, Side side, Ticks price, Lots size) => new(
        id, ClientOrderId.None, Btc, who, who, side, price, size, size, TimeInForce.Gtc, false,
        new Time(Hour));

    private static FillSide SideOf(OrderId id, Address who, Side side, long before) => new(
        who, id, ClientOrderId.None, side, new Lots(before), MicroUsd.Zero, MicroUsd.Zero);

    private static OrderClosed Closed(OrderId id, Address who, Side side, Ticks price, bool hadRested) => new(
        id, Btc, who, side, price, Lots.Zero, Lots.Zero, OrderStatus.Filled, hadRested);

    private void Apply(params IEngineEvent[] events) => _fold.Apply(new EntryOutput(
        new SequencedEntry(++_seq, _seq, new Time(Hour + _seq), new Tick()), events));
}
