using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Commands;

public class PlaceOrdersCommandTests
{
    [Fact]
    [Trait("rule", "ENG-ORD-017")]
    public void An_order_that_meets_nobody_rests_and_reserves()
    {
        var venue = Ready();
        var outcome = venue.Buy(Alice, Btc, "29000", "0.5");

        Assert.Equal(OutcomeKind.Resting, outcome.Kind);
        Assert.Equal(50_000, venue.Slot(Alice, Btc).BuyReserve.Value);
        Assert.Equal(14_500_000_000, venue.Slot(Alice, Btc).BuyReserveQuote.Value);
        Assert.Equal(outcome.Order, venue.State.MarketOf(Btc).Book.Best(Side.Buy)!.Id);
        Assert.Equal(OutcomeKind.Resting, venue.Buy(Alice, Btc, "29000", "0.5").Kind);
    }

    [Theory]
    [InlineData("30000.5", "0.1", RejectCode.PriceOffTick)]
    [InlineData("30000.05", "0.1", RejectCode.PriceOffTick)]
    [InlineData("0", "0.1", RejectCode.PriceZero)]
    [InlineData("430000000", "0.1", RejectCode.PriceTooLarge)]
    [InlineData("18446744073709551615", "0.00001", RejectCode.PriceTooLarge)]
    [InlineData("30000", "0", RejectCode.SizeZero)]
    [InlineData("30000", "0.000001", RejectCode.SizeOffLot)]
    [InlineData("30000", "21474.83648", RejectCode.SizeTooLarge)]
    [InlineData("30000", "18446744073709551615", RejectCode.SizeTooLarge)]
    [InlineData("100000000", "21474.83647", RejectCode.SizeTooLarge)]
    [InlineData("33001", "0.1", RejectCode.PriceOutsideBand)]
    [InlineData("5999", "0.1", RejectCode.PriceOutsideBand)]
    [InlineData("30000", "0.0003", RejectCode.BelowMinimumValue)]
    [InlineData("30000", "1000", RejectCode.InsufficientMargin)]
    [Trait("rule", "ENG-ORD-004")]
    [Trait("rule", "ENG-ORD-005")]
    [Trait("rule", "ENG-ORD-006")]
    [Trait("rule", "ENG-ORD-009")]
    [Trait("rule", "ENG-ORD-010")]
    public void A_buy_with_a_bad_number_is_refused_by_name(string price, string size, RejectCode code) =>
        Rejected(code, Ready().Buy(Alice, Btc, price, size));

    [Theory]
    [InlineData("26999")]
    [InlineData("54001")]
    [Trait("rule", "ENG-ORD-009")]
    public void A_sell_outside_the_band_is_refused(string price) =>
        Rejected(RejectCode.PriceOutsideBand, Ready().Sell(Alice, Btc, price, "0.1"));

    [Theory]
    [InlineData("33000", Side.Buy)]
    [InlineData("6000", Side.Buy)]
    [InlineData("27000", Side.Sell)]
    [InlineData("54000", Side.Sell)]
    [InlineData("30000.00", Side.Sell)]
    [Trait("rule", "ENG-ORD-009")]
    public void The_edges_of_the_band_are_inside(string price, Side side) =>
        Assert.Equal(OutcomeKind.Resting, Ready().Place(Alice, Order(Btc, side, price, "0.10")).Kind);

    [Fact]
    [Trait("rule", "ENG-ORD-003")]
    [Trait("rule", "ENG-ORD-008")]
    public void An_unknown_market_and_a_market_without_a_mark_are_refused()
    {
        var venue = Ready();
        Rejected(RejectCode.UnknownMarket, venue.Buy(Alice, new MarketId(99), "1", "1"));
        Rejected(RejectCode.NoMark, venue.Buy(Alice, new MarketId(3), "1", "100"));
    }

    [Fact]
    [Trait("rule", "ENG-ORD-007")]
    public void A_client_id_in_use_names_the_open_order_and_is_free_again_after_it()
    {
        var venue = Ready();
        var spec = Order(Btc, Side.Buy, "29000", "0.1", clientId: 77);
        var open = venue.Place(Alice, spec);
        var again = venue.Place(Alice, Order(Eth, Side.Buy, "1900", "1", clientId: 77));
        Rejected(RejectCode.ClientIdInUse, again);
        Assert.Equal(open.Order, again.Order);

        venue.Act(Alice, new CancelOrders([(Btc, open.Order)]));
        Assert.Equal(OutcomeKind.Resting, venue.Place(Alice, spec).Kind);
    }

    [Fact]
    [Trait("rule", "ENG-MAT-001")]
    [Trait("rule", "ENG-FEE-001")]
    [Trait("rule", "ENG-FEE-002")]
    public void A_cross_trades_at_the_makers_price_and_pays_both_fees()
    {
        var venue = Ready();
        venue.Sell(Alice, Btc, "30000", "1");
        var events = venue.Act(Bob, new PlaceOrders([Order(Btc, Side.Buy, "30100", "0.4")], null));

        var trade = Assert.Single(events.OfType<Traded>());
        Assert.Equal((300_000U, 40_000L), (trade.Price.Value, trade.Size.Value));
        Assert.Equal(5_400_000, trade.Taker.Fee.Value);
        Assert.Equal(1_800_000, trade.Maker.Fee.Value);
        Assert.Equal(7_200_000, venue.State.FindAccount(SystemAccounts.Fees)!.Collateral.Value);
        Assert.Equal(40_000, venue.Slot(Bob, Btc).Size.Value);
        Assert.Equal(-40_000, venue.Slot(Alice, Btc).Size.Value);
        Assert.Equal(-12_000_000_000, venue.Slot(Alice, Btc).EntryNotional.Value);
        Assert.Equal(60_000, venue.Slot(Alice, Btc).SellReserve.Value);
        Assert.Equal(40_000, venue.State.MarketOf(Btc).OpenInterest.Value);
        var outcome = events.OfType<ItemOutcome>().Single();
        Assert.Equal((OutcomeKind.Filled, 40_000L, 12_000_000_000L),
            (outcome.Kind, outcome.Filled.Value, outcome.Quote.Value));
    }

    [Fact]
    [Trait("rule", "ENG-MAT-001")]
    public void Of_equal_prices_the_earlier_order_trades_first_and_of_others_the_better()
    {
        var venue = Ready();
        var late = venue.Sell(Alice, Btc, "30010", "0.1");
        var first = venue.Sell(Alice, Btc, "30000", "0.1");
        var second = venue.Sell(Carol, Btc, "30000", "0.1");
        var events = venue.Act(Bob, new PlaceOrders([Order(Btc, Side.Buy, "30010", "0.3")], null));
        Assert.Equal(
            [first.Order, second.Order, late.Order], events.OfType<Traded>().Select(t => t.Maker.Order));
    }

    [Fact]
    [Trait("rule", "ENG-ORD-014")]
    public void Post_only_is_refused_when_it_would_match()
    {
        var venue = Ready();
        venue.Sell(Alice, Btc, "30000", "0.1");
        Rejected(RejectCode.PostOnlyWouldMatch, venue.Buy(Bob, Btc, "30000", "0.1", TimeInForce.Alo));
        Assert.Equal(OutcomeKind.Resting, venue.Buy(Bob, Btc, "29999", "0.1", TimeInForce.Alo).Kind);
    }

    [Theory]
    [InlineData(TimeInForce.Ioc)]
    [InlineData(TimeInForce.FrontendMarket)]
    [Trait("rule", "ENG-ORD-017")]
    public void An_immediate_order_drops_what_does_not_match(TimeInForce tif)
    {
        var venue = Ready();
        Rejected(RejectCode.IocNoMatch, venue.Buy(Bob, Btc, "30000", "0.1", tif));
        Assert.Null(venue.Account(Bob).FindSlot(Btc));
        venue.Sell(Alice, Btc, "30000", "0.1");
        var events = venue.Act(Bob, new PlaceOrders([Order(Btc, Side.Buy, "30000", "0.3", tif)], null));
        Assert.Equal(10_000, events.OfType<ItemOutcome>().Single().Filled.Value);
        var closed = events.OfType<OrderClosed>().Single(c => c.Account == Who(Bob));
        Assert.Equal((OrderStatus.IocCanceled, 20_000L), (closed.Status, closed.Remaining.Value));
    }

    [Fact]
    [Trait("rule", "ENG-MAT-002")]
    public void Ones_own_resting_order_is_cancelled_instead_of_traded()
    {
        var venue = Ready();
        var own = venue.Sell(Alice, Btc, "30000", "0.1");
        var buy = Order(Btc, Side.Buy, "30000", "0.1", TimeInForce.Ioc);
        var events = venue.Act(Alice, new PlaceOrders([buy], null));
        Assert.Empty(events.OfType<Traded>());
        var closed = events.OfType<OrderClosed>().First();
        Assert.Equal((own.Order, OrderStatus.SelfTradeCanceled), (closed.Order, closed.Status));
        Assert.Null(venue.Account(Alice).FindSlot(Btc));
    }

    [Fact]
    [Trait("rule", "ENG-MAT-002")]
    public void An_order_after_meeting_ones_own_still_trades_with_others()
    {
        var venue = Ready();
        venue.Sell(Alice, Btc, "30000", "0.1");
        venue.Sell(Bob, Btc, "30001", "0.1");
        var outcome = venue.Buy(Alice, Btc, "30001", "0.1");
        Assert.Equal((OutcomeKind.Filled, 10_000L), (outcome.Kind, outcome.Filled.Value));
    }

    [Fact]
    [Trait("rule", "ENG-MAT-003")]
    public void A_maker_whom_the_mark_left_behind_is_cancelled()
    {
        var venue = Ready();
        var stale = venue.Sell(Alice, Btc, "30000", "0.1");
        venue.Price(Btc, "34000").Refresh();
        var events = venue.Act(Bob, new PlaceOrders([Order(Btc, Side.Buy, "30000", "0.1")], null));
        var closed = events.OfType<OrderClosed>().Single();
        Assert.Equal((stale.Order, OrderStatus.BandCanceled), (closed.Order, closed.Status));
        Assert.Equal(OutcomeKind.Resting, events.OfType<ItemOutcome>().Single().Kind);
    }

    [Fact]
    [Trait("rule", "ENG-MAT-004")]
    public void A_maker_who_can_no_longer_pay_is_cancelled_and_matching_goes_on()
    {
        var venue = Ready().Deposit("dave", 1_000);
        venue.Act("dave", new UpdateLeverage(Btc, true, 40));
        var poor = venue.Sell("dave", Btc, "30000", "1");
        Assert.Equal(OutcomeKind.Resting, poor.Kind);
        venue.Price(Btc, "31000").Refresh();
        venue.Sell(Alice, Btc, "30000", "1");
        var events = venue.Act(Bob, new PlaceOrders([Order(Btc, Side.Buy, "30000", "1")], null));
        Assert.Equal(OrderStatus.MarginCanceled, events.OfType<OrderClosed>().First().Status);
        Assert.Equal(Who(Alice), events.OfType<Traded>().Single().Maker.Account);
    }

    [Fact]
    [Trait("rule", "ENG-ORD-011")]
    public void Reduce_only_clamps_to_the_position_and_never_grows_it()
    {
        var venue = Ready();
        var sell = Order(Btc, Side.Sell, "29900", "1", TimeInForce.Ioc, reduceOnly: true);
        Rejected(RejectCode.ReduceOnlyWouldIncrease, venue.Place(Bob, sell));
        venue.Sell(Alice, Btc, "30000", "0.2");
        venue.Buy(Bob, Btc, "30000", "0.2");
        venue.Buy(Carol, Btc, "29950", "1");
        Rejected(RejectCode.ReduceOnlyWouldIncrease, venue.Place(Bob, sell with { Side = Side.Buy }));

        var outcome = venue.Place(Bob, sell);
        Assert.Equal((OutcomeKind.Filled, 20_000L), (outcome.Kind, outcome.Filled.Value));
        Assert.Null(venue.Account(Bob).FindSlot(Btc));
    }

    [Fact]
    [Trait("rule", "ENG-MAT-006")]
    public void A_flip_closes_the_old_position_and_opens_the_rest()
    {
        var venue = Ready();
        venue.Sell(Alice, Btc, "30000", "0.2");
        venue.Buy(Bob, Btc, "30000", "0.2");
        venue.Buy(Carol, Btc, "30300", "0.5");
        var events = venue.Act(Bob, new PlaceOrders([Order(Btc, Side.Sell, "30300", "0.5")], null));
        var side = events.OfType<Traded>().Single().Taker;
        Assert.Equal((20_000L, 60_000_000L), (side.StartPosition.Value, side.ClosedPnl.Value));
        Assert.Equal(-30_000, venue.Slot(Bob, Btc).Size.Value);
        Assert.Equal(-9_090_000_000, venue.Slot(Bob, Btc).EntryNotional.Value);
    }

    [Fact]
    [Trait("rule", "ENG-ACC-017")]
    public void A_seventeenth_market_is_refused()
    {
        var venue = Ready(Genesis(small: 15));
        for (var i = 2U; i < 17; i++)
        {
            venue.Price(new MarketId(i), "100");
        }

        venue.Refresh();
        for (var i = 1U; i < 17; i++)
        {
            var price = i == 1 ? "1900" : "99";
            Assert.Equal(OutcomeKind.Resting, venue.Buy(Alice, new MarketId(i), price, "1").Kind);
        }

        Rejected(RejectCode.NoSlotFree, venue.Buy(Alice, Btc, "29000", "0.1"));
    }

    [Fact]
    [Trait("rule", "ENG-ORD-002")]
    public void Each_order_of_an_action_stands_for_itself()
    {
        var venue = Ready();
        var events = venue.Act(Alice, new PlaceOrders(
            [Order(Btc, Side.Buy, "0", "1"), Order(Btc, Side.Buy, "29000", "0.1")], null));
        Assert.Equal(
            [(0, OutcomeKind.Error), (1, OutcomeKind.Resting)],
            events.OfType<ItemOutcome>().Select(o => (o.Index, o.Kind)));
    }

    [Fact]
    [Trait("rule", "ENG-ORD-001")]
    public void No_orders_and_too_many_are_refused_whole()
    {
        var venue = Ready();
        Rejected(RejectCode.EmptyAction, venue.Act(Alice, new PlaceOrders([], null)));
        var order = Order(Btc, Side.Buy, "29000", "0.1");
        Rejected(
            RejectCode.TooManyItems,
            venue.Act(Alice, new PlaceOrders(Enumerable.Repeat(order, 101).ToArray(), null)));
    }
}
