using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Triggers;

public class ConditionalTests
{
    [Fact]
    [Trait("rule", "ENG-TRG-001")]
    [Trait("rule", "ENG-TRG-005")]
    public void A_stop_waits_without_margin_and_goes_to_the_book_under_its_id_when_the_mark_comes()
    {
        var venue = Ready();
        var stop = venue.Place(Alice, Waits.Stop(Btc, Side.Buy, "30500", "30600", "0.1"));
        Assert.Equal(OutcomeKind.WaitingForTrigger, stop.Kind);
        Assert.Equal(0, venue.Account(Alice).Orders.Count);
        Assert.Equal(1, venue.Account(Alice).OpenCount);
        Assert.Equal(Lots.Zero, venue.Slot(Alice, Btc).BuyReserve);

        Assert.Empty(venue.Move("30499").Fired());
        var events = venue.Move("30500");
        var triggered = events.OfType<ConditionalTriggered>().Single();
        Assert.Equal((stop.Order, RejectCode.None), (triggered.Order, triggered.Refusal));
        Assert.Equal(stop.Order, events.OfType<OrderRested>().Single().Order);
        var order = venue.Account(Alice).Orders.Find(stop.Order)!;
        Assert.True(order.Place > order.Id.Value);
        Assert.Empty(venue.State.Waiting.Conditionals);
    }

    [Fact]
    [Trait("rule", "ENG-TRG-006")]
    public void One_at_market_takes_up_to_a_tenth_from_the_mark_and_ends_with_what_it_finds()
    {
        var venue = Waits.Long();
        venue.Buy(Carol, Btc, "27500", "0.4");
        var stop = venue.Place(
            Alice, Waits.Reducing(Waits.Stop(Btc, Side.Sell, "29000", "1", "1", isMarket: true)));
        var events = venue.Move("28999");
        var placed = events.OfType<OrderPlaced>().Single();
        // 10 % under the mark at which it fired.
        var mark = events.OfType<ConditionalTriggered>().Single().Mark.Value;
        Assert.Equal((mark * 9UL + 9) / 10, placed.Price.Value);
        Assert.Equal(40_000, events.OfType<Traded>().Single().Size.Value);
        Assert.Equal(OrderStatus.IocCanceled, events.End(stop.Order));
        Assert.Equal(60_000, venue.Slot(Alice, Btc).Size.Value);
    }

    [Fact]
    [Trait("rule", "ENG-TRG-006")]
    public void One_at_market_into_an_empty_book_ends_without_a_fill()
    {
        var venue = Waits.Long();
        var stop = venue.Place(
            Alice, Waits.Reducing(Waits.Stop(Btc, Side.Sell, "29000", "29000", "1", isMarket: true)));
        Assert.Equal(OrderStatus.IocCanceled, venue.Move("29000").End(stop.Order));
        Assert.Equal(100_000, venue.Slot(Alice, Btc).Size.Value);
    }

    [Theory]
    [InlineData(Side.Buy, TriggerKind.StopLoss, "30000")]
    [InlineData(Side.Buy, TriggerKind.TakeProfit, "30000")]
    [InlineData(Side.Sell, TriggerKind.StopLoss, "30001")]
    [InlineData(Side.Sell, TriggerKind.TakeProfit, "29999")]
    [InlineData(Side.Buy, TriggerKind.StopLoss, "30500.05")]
    [InlineData(Side.Buy, TriggerKind.StopLoss, "0")]
    [Trait("rule", "ENG-TRG-002")]
    public void A_trigger_that_is_met_already_or_off_the_tick_is_refused(
        Side side, TriggerKind kind, string trigger)
    {
        var venue = Ready();
        var order = Order(Btc, side, "30000", "0.1") with
        {
            Trigger = new TriggerSpec(kind, Number(trigger), IsMarket: false),
        };
        Rejected(RejectCode.BadTriggerPrice, venue.Place(Alice, order));
    }

    [Fact]
    [Trait("rule", "ENG-TRG-002")]
    public void What_an_order_cannot_wait_as_is_refused()
    {
        var venue = Ready();
        var stop = Waits.Stop(Btc, Side.Buy, "31000", "31000", "0.1");
        var display = OrderOptions.None with { Display = Number("0.01") };
        Rejected(RejectCode.TriggerNotLimit, venue.Place(Alice, stop with { Tif = TimeInForce.Fok }));
        Rejected(RejectCode.TriggerNotLimit, venue.Place(Alice, stop with { Options = display }));
        var market = stop with { Tif = TimeInForce.Alo, Trigger = stop.Trigger! with { IsMarket = true } };
        Rejected(RejectCode.TriggerNotLimit, venue.Place(Alice, market));
        Rejected(RejectCode.BelowMinimumValue, venue.Place(Alice, stop with { Size = Number("0.0001") }));
        Rejected(RejectCode.UnknownMarket, venue.Place(Alice, stop with { Market = new MarketId(9) }));
        Rejected(RejectCode.SizeZero, venue.Place(Alice, stop with { Size = Number("0") }));
        var early = Waits.Stop(new MarketId(3), Side.Buy, "5", "5", "10");
        Rejected(RejectCode.NoMark, venue.Place(Alice, early));
    }

    [Fact]
    [Trait("rule", "ENG-TRG-003")]
    public void Its_client_id_its_slot_and_its_place_among_the_open_orders_are_taken()
    {
        var venue = Ready(Genesis(small: 20));
        var stop = Waits.Stop(Btc, Side.Buy, "31000", "31000", "0.1");
        var named = stop with { ClientId = new ClientOrderId(7) };
        var first = venue.Place(Alice, named);
        var second = venue.Place(Alice, Order(Btc, Side.Buy, "29000", "0.1", clientId: 7));
        Rejected(RejectCode.ClientIdInUse, second);
        Assert.Equal(first.Order, second.Order);
        Assert.NotNull(venue.Slot(Alice, Btc));

        var cancel = new CancelOrdersByClientId([(Btc, new ClientOrderId(7))]);
        var events = venue.Act(Alice, cancel);
        Assert.Equal(OrderStatus.Canceled, events.End(first.Order));
        Assert.Equal(OutcomeKind.Cancelled, events.Outcomes().Single().Kind);
        Assert.Null(venue.Account(Alice).FindSlot(Btc));
        Rejected(RejectCode.UnknownOrder, venue.Act(Alice, cancel).Outcomes().Single());

        first = venue.Place(Alice, named);
        var byId = venue.Act(Alice, new CancelOrders([(Btc, first.Order)]));
        Assert.Equal(OrderStatus.Canceled, byId.End(first.Order));
        Assert.Empty(venue.State.Waiting.Conditionals);
    }

    [Fact]
    [Trait("rule", "ENG-TRG-003")]
    public void The_account_has_five_thousand_open_orders_conditional_ones_among_them()
    {
        var venue = Ready();
        var stop = Waits.Stop(Btc, Side.Buy, "31000", "31000", "0.1");
        var hundred = new PlaceOrders([.. Enumerable.Repeat(stop, 100)], null);
        for (var i = 0; i < 50; i++)
        {
            var entry = venue.Signed(Alice, hundred);
            venue.Machine.Apply(new SequencedEntry(
                venue.State.InputCursor + 1, venue.State.InputCursor + 1, new Time(venue.Now), entry));
        }

        Assert.Equal(5_000, venue.Account(Alice).OpenCount);
        Rejected(RejectCode.TooManyOpenOrders, venue.Place(Alice, stop));
        Rejected(RejectCode.TooManyOpenOrders, venue.Buy(Alice, Btc, "29000", "0.1"));
        var old = venue.State.Waiting.Conditionals.First().Id;
        var events = venue.Act(Alice, new ModifyOrders([(new OrderReference(old, default), stop)], false));
        Assert.Equal(OutcomeKind.WaitingForTrigger, events.Outcomes().Single().Kind);
    }

    [Fact]
    [Trait("rule", "ENG-TRG-004")]
    public void The_nearest_to_the_old_mark_fires_first_and_at_one_price_the_older()
    {
        var venue = Ready();
        var far = venue.Place(Alice, Waits.Stop(Btc, Side.Buy, "30300", "30300", "0.1")).Order;
        var near = venue.Place(Bob, Waits.Stop(Btc, Side.Buy, "30100", "30100", "0.1")).Order;
        var same = venue.Place(Carol, Waits.Stop(Btc, Side.Buy, "30100", "30100", "0.1")).Order;
        Assert.Equal([near, same, far], venue.Move("30400").Fired());
    }

    [Fact]
    [Trait("rule", "ENG-TRG-007")]
    public void What_an_entry_leaves_the_next_ones_fire_even_when_the_mark_comes_back()
    {
        var venue = Ready();
        for (var i = 0; i < 12; i++)
        {
            venue.Act(Alice, new PlaceOrders(
                [.. Enumerable.Repeat(Waits.Stop(Btc, Side.Buy, "30100", "30100", "0.001"), 100)], null));
        }

        venue.Now += 1_000;
        venue.Report(0, Btc, 301_000);
        Assert.Equal(256, venue.Report(1, Btc, 301_000).Fired().Count);
        Assert.True(venue.State.MarketOf(Btc).Triggers.IsBehind);
        venue.Now += 1_000;
        Assert.Equal(256, venue.Report(0, Btc, 300_000).Fired().Count);
        var met = Waits.Stop(Btc, Side.Buy, "30100", "30100", "0.1");
        Rejected(RejectCode.BadTriggerPrice, venue.Place(Bob, met));
        var trailing = Waits.Trailing(Btc, Side.Buy, "10", "30100", "0.1");
        Rejected(RejectCode.BadTriggerPrice, venue.Place(Bob, trailing));
        venue.Apply(new Tick());
        Assert.Equal(1_200, venue.Account(Alice).Orders.Count);
        Assert.False(venue.State.MarketOf(Btc).Triggers.IsBehind);
        venue.Move("30000");
        Assert.Equal(OutcomeKind.WaitingForTrigger, venue.Place(Bob, met).Kind);
    }

    [Fact]
    [Trait("rule", "ENG-TRG-008")]
    public void Without_a_quorum_nothing_fires_and_only_reducing_orders_may_wait()
    {
        var venue = Waits.Long();
        var stop = venue.Place(Alice, Waits.Reducing(Waits.Stop(Btc, Side.Sell, "29900", "29000", "1")));
        venue.Now += 20_000;
        venue.Apply(new Tick());
        Assert.False(venue.State.MarketOf(Btc).HasQuorum);
        Rejected(RejectCode.NoMark, venue.Place(Bob, Waits.Stop(Btc, Side.Buy, "31000", "31000", "0.1")));
        var reducing = Waits.Reducing(Waits.Stop(Btc, Side.Buy, "31000", "31000", "0.1"));
        Assert.Equal(OutcomeKind.WaitingForTrigger, venue.Place(Bob, reducing).Kind);
        Assert.Equal([stop.Order], venue.Move("29900").Fired());
    }

    [Fact]
    [Trait("rule", "ENG-TRG-005")]
    public void One_that_may_not_enter_when_its_turn_comes_is_rejected_and_says_why()
    {
        var venue = Ready();
        var stop = venue.Place(Alice, Waits.Reducing(Waits.Stop(Btc, Side.Sell, "29500", "29500", "1")));
        var events = venue.Move("29500");
        Assert.Equal(
            RejectCode.ReduceOnlyWouldIncrease, events.OfType<ConditionalTriggered>().Single().Refusal);
        Assert.Equal(OrderStatus.Rejected, events.End(stop.Order));
        Assert.Empty(events.OfType<OrderPlaced>());
        Assert.Null(venue.Account(Alice).FindSlot(Btc));
    }

    [Fact]
    [Trait("rule", "ENG-TRG-010")]
    public void A_modify_moves_a_trigger_and_makes_a_conditional_order_a_resting_one_and_back()
    {
        var venue = Ready();
        var old = venue.Place(Alice, Waits.Stop(Btc, Side.Buy, "30500", "30500", "0.1")).Order;
        var moved = Modify(venue, old, Waits.Stop(Btc, Side.Buy, "30700", "30700", "0.1"));
        Assert.Equal(OutcomeKind.WaitingForTrigger, moved.Kind);
        Assert.Null(venue.State.Waiting.FindConditional(old));
        var resting = Modify(venue, moved.Order, Order(Btc, Side.Buy, "29000", "0.1"));
        Assert.Equal(OutcomeKind.Resting, resting.Kind);
        Assert.Empty(venue.State.Waiting.Conditionals);
        var again = Modify(venue, resting.Order, Waits.Stop(Btc, Side.Buy, "30700", "30700", "0.1"));
        Assert.Equal(OutcomeKind.WaitingForTrigger, again.Kind);
        Assert.Equal(0, venue.Account(Alice).Orders.Count);
        var met = Waits.Stop(Btc, Side.Buy, "30000", "30000", "0.1");
        Rejected(RejectCode.BadTriggerPrice, Modify(venue, again.Order, met));
        Assert.NotNull(venue.State.Waiting.FindConditional(again.Order));
    }

    private static ItemOutcome Modify(Venue venue, OrderId old, OrderSpec spec) => venue.Act(
        Alice, new ModifyOrders([(new OrderReference(old, default), spec)], false)).Outcomes().Single();
}
