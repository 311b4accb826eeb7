using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Matching;

/// <summary>An order meets one of its own account, between two of others.</summary>
public class SelfTradeTests
{
    private readonly Venue _venue = Ready();
    private readonly OrderId _own;

    public SelfTradeTests()
    {
        _venue.Sell(Bob, Btc, "30000", "0.1");
        _own = _venue.Sell(Alice, Btc, "30001", "0.1").Order;
        _venue.Sell(Bob, Btc, "30002", "0.1");
    }

    [Theory]
    [Trait("rule", "ENG-MAT-002")]
    [InlineData(SelfTradeMode.ExpireMaker, 20_000, false, OrderStatus.Filled)]
    [InlineData(SelfTradeMode.ExpireTaker, 10_000, true, OrderStatus.SelfTradeCanceled)]
    [InlineData(SelfTradeMode.ExpireBoth, 10_000, false, OrderStatus.SelfTradeCanceled)]
    [InlineData(SelfTradeMode.Decrement, 10_000, false, OrderStatus.SelfTradeCanceled)]
    public void The_takers_mode_decides_who_goes(
        SelfTradeMode mode, long filled, bool makerStays, OrderStatus end)
    {
        var events = Take(mode, "0.2", TimeInForce.Ioc);
        Assert.Equal(filled, events.OfType<ItemOutcome>().Single().Filled.Value);
        Assert.Equal(makerStays, _venue.Account(Alice).Orders.Find(_own) is not null);
        Assert.Equal(end, events.OfType<OrderClosed>().Single(closed => !closed.HadRested).Status);
        Assert.All(
            events.OfType<Traded>(), trade => Assert.NotEqual(trade.Maker.Account, trade.Taker.Account));
    }

    [Fact]
    [Trait("rule", "ENG-MAT-002")]
    public void Decrement_takes_the_lesser_off_both_and_goes_on()
    {
        var events = Take(SelfTradeMode.Decrement, "0.25", TimeInForce.Gtc);
        Assert.Equal(15_000, events.OfType<ItemOutcome>().Single().Filled.Value);
        Assert.All(events.OfType<OrderReduced>(), reduced => Assert.Equal(10_000, reduced.By.Value));
        Assert.Equal(2, events.OfType<OrderReduced>().Count());
        var maker = events.OfType<OrderClosed>().Single(closed => closed.Order == _own);
        Assert.Equal((OrderStatus.SelfTradeCanceled, 0L), (maker.Status, maker.Remaining.Value));
    }

    [Fact]
    [Trait("rule", "ENG-MAT-002")]
    public void Decrement_leaves_the_larger_maker_with_the_rest()
    {
        Take(SelfTradeMode.Decrement, "0.14", TimeInForce.Gtc);
        Assert.Equal(6_000, _venue.Account(Alice).Orders.Find(_own)!.Remaining.Value);
        Assert.Equal(6_000, _venue.Slot(Alice, Btc).SellReserve.Value);
    }

    [Fact]
    [Trait("rule", "ENG-MAT-002")]
    public void A_taker_that_expires_before_any_fill_is_refused_by_name()
    {
        _venue.Place(Carol, Order(Btc, Side.Buy, "30000", "0.1", TimeInForce.Ioc));
        var outcome = Take(SelfTradeMode.ExpireTaker, "0.1", TimeInForce.Ioc).OfType<ItemOutcome>().Single();
        Rejected(RejectCode.SelfTradeTaker, outcome);
    }

    [Theory]
    [Trait("rule", "ENG-ORD-023")]
    [InlineData(SelfTradeMode.ExpireMaker, "0.2", true)]
    [InlineData(SelfTradeMode.ExpireMaker, "0.20001", false)]
    [InlineData(SelfTradeMode.ExpireTaker, "0.1", true)]
    [InlineData(SelfTradeMode.ExpireTaker, "0.2", false)]
    [InlineData(SelfTradeMode.ExpireBoth, "0.2", false)]
    [InlineData(SelfTradeMode.Decrement, "0.2", false)]
    public void Fill_or_kill_is_all_or_nothing_and_never_with_oneself(
        SelfTradeMode mode, string size, bool fills)
    {
        var before = _venue.State.MarketOf(Btc).Book.Count;
        var outcome = Take(mode, size, TimeInForce.Fok).OfType<ItemOutcome>().Single();
        if (fills)
        {
            Assert.Equal(OutcomeKind.Filled, outcome.Kind);
            return;
        }

        Rejected(RejectCode.FokNotFillable, outcome);
        Assert.Equal(before, _venue.State.MarketOf(Btc).Book.Count);
        Assert.NotNull(_venue.Account(Alice).Orders.Find(_own));
    }

    private IReadOnlyList<IEngineEvent> Take(SelfTradeMode mode, string size, TimeInForce tif) => _venue.Act(
        Alice,
        new PlaceOrders(
            [Order(Btc, Side.Buy, "30002", size, tif) with { Options = new(mode, false, null, 0) }], null));
}
