using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Sessions;

public class KeyLimitsTests
{
    private static readonly SessionLimits None = SessionLimits.None;

    [Fact]
    [Trait("rule", "ENG-KEY-001")]
    [Trait("rule", "ENG-ACC-015")]
    public void A_grant_without_limits_has_the_defaults_of_genesis()
    {
        var defaults = None with { MaxOrderNotional = Usd(50_000), MaxLeverage = 10 };
        var venue = Ready(Genesis() with { SessionDefaults = defaults });
        Grant(venue, None);
        Assert.Equal(defaults, venue.Account(Alice).Sessions[0].Limits);
        venue.Act("bot", new UpdateLeverage(Btc, true, 10));
        Rejected(RejectCode.KeyOrderNotional, venue.Buy("bot", Btc, "30000", "1.7"));
        Assert.Equal(OutcomeKind.Resting, venue.Buy("bot", Btc, "30000", "1.6").Kind);

        venue.Act(Alice, new ApproveAgent(
            Who("bot2"), "b2", 0, None with { MaxOrderNotional = Usd(60_000), MaxDailyLoss = Usd(5) }));
        Assert.Equal(
            None with { MaxOrderNotional = Usd(60_000), MaxDailyLoss = Usd(5), MaxLeverage = 10 },
            venue.Account(Alice).Sessions[1].Limits);
    }

    [Fact]
    [Trait("rule", "ENG-KEY-001")]
    public void Without_limits_and_defaults_a_key_is_as_free_as_its_owner()
    {
        var venue = Ready();
        Grant(venue, None);
        Assert.Equal(OutcomeKind.Resting, venue.Buy("bot", Btc, "30000", "50").Kind);
        Assert.Null(venue.Account(Alice).Orders.First!.LimitedKey);
        Assert.Equal(ulong.MaxValue, venue.Account(Alice).DayEnds_Ms);
    }

    [Fact]
    [Trait("rule", "ENG-KEY-001")]
    public void A_grant_names_at_most_64_markets_that_are_there()
    {
        var venue = Ready(Genesis(small: 70));
        var many = Enumerable.Range(0, 65).Select(i => new MarketId((uint)i)).ToArray();
        foreach (var markets in (MarketId[][])[many, [new MarketId(500)]])
        {
            Rejected(RejectCode.GrantLimits, venue.Act(
                Alice, new ApproveAgent(Who("bot"), "", 0, None with { Markets = markets })));
        }

        Grant(venue, None with { Markets = many[..64] });
    }

    [Fact]
    [Trait("rule", "ENG-KEY-002")]
    public void A_key_trades_in_its_markets_only_and_cancels_anywhere()
    {
        var venue = Ready();
        Grant(venue, None with { Markets = [Btc] });
        Assert.Equal(OutcomeKind.Resting, venue.Buy("bot", Btc, "29000", "1").Kind);
        Rejected(RejectCode.KeyMarket, venue.Buy("bot", Eth, "1900", "1"));
        Rejected(RejectCode.KeyMarket, venue.Place("bot", Stop(Eth, Side.Buy, "2100", "1")));
        Rejected(RejectCode.KeyMarket, venue.Act("bot", new UpdateLeverage(Eth, true, 5)));
        Rejected(
            RejectCode.KeyMarket,
            venue.Act("bot", new PlaceTwap(Eth, Side.Buy, Number("10"), false, 5, false)));
        var owners = venue.Buy(Alice, Eth, "1900", "1");
        Assert.Equal(
            OutcomeKind.Cancelled,
            venue.Act("bot", new CancelOrders([(Eth, owners.Order)])).OfType<ItemOutcome>().Single().Kind);
    }

    [Fact]
    [Trait("rule", "ENG-KEY-003")]
    public void A_reduce_only_key_closes_and_opens_nothing()
    {
        var venue = Ready();
        Grant(venue, None with { ReduceOnly = true });
        Rejected(RejectCode.KeyReduceOnly, venue.Buy("bot", Btc, "29000", "1"));
        venue.Sell(Bob, Btc, "30000", "2");
        venue.Buy(Alice, Btc, "30000", "2");
        Rejected(RejectCode.KeyReduceOnly, venue.Buy("bot", Btc, "29000", "1"));
        Rejected(RejectCode.KeyReduceOnly, venue.Sell("bot", Btc, "31000", "2.1"));
        Rejected(RejectCode.KeyReduceOnly, venue.Place("bot", Stop(Btc, Side.Sell, "29000", "1")));
        Rejected(
            RejectCode.KeyReduceOnly,
            venue.Act("bot", new PlaceTwap(Btc, Side.Sell, Number("1"), false, 5, false)));
        Assert.Equal(OutcomeKind.Resting, venue.Sell("bot", Btc, "31000", "1.5").Kind);
        Rejected(RejectCode.KeyReduceOnly, venue.Sell("bot", Btc, "31000", "0.6"));
        var closing = Order(Btc, Side.Sell, "31000", "2", reduceOnly: true);
        Assert.Equal(OutcomeKind.Resting, venue.Place("bot", closing).Kind);
    }

    [Fact]
    [Trait("rule", "ENG-KEY-003")]
    [Trait("rule", "ENG-ORD-015")]
    public void Orders_and_positions_are_held_to_their_largest_notional()
    {
        var venue = Ready();
        Grant(venue, None with { MaxOrderNotional = Usd(60_000), MaxPositionNotional = Usd(90_000) });
        Rejected(RejectCode.KeyOrderNotional, venue.Buy("bot", Btc, "29000", "2.1"));
        Rejected(RejectCode.KeyOrderNotional, venue.Sell("bot", Btc, "40000", "1.6"));
        var first = venue.Buy("bot", Btc, "29000", "2");
        Rejected(RejectCode.KeyPositionNotional, venue.Buy("bot", Btc, "29000", "1.1"));
        Assert.Equal(OutcomeKind.Resting, venue.Buy("bot", Btc, "29000", "1").Kind);
        var larger = Order(Btc, Side.Buy, "29000", "2.1");
        var modify = new ModifyOrders([(new OrderReference(first.Order, default), larger)], false);
        Rejected(
            RejectCode.KeyOrderNotional, venue.Act("bot", modify).OfType<ItemOutcome>().Single());
        Rejected(RejectCode.KeyOrderNotional, venue.Place("bot", Stop(Btc, Side.Buy, "31000", "2.1")));
        Rejected(
            RejectCode.KeyOrderNotional,
            venue.Act("bot", new PlaceTwap(Btc, Side.Buy, Number("3"), false, 5, false)));
    }

    [Fact]
    [Trait("rule", "ENG-KEY-003")]
    public void A_child_a_trigger_and_a_slice_are_examined_when_they_go_to_the_book()
    {
        var venue = Ready();
        Grant(venue, None with { MaxPositionNotional = Usd(60_000) });
        venue.Place("bot", Stop(Btc, Side.Buy, "30300", "1.5"));
        venue.Act("bot", new PlaceTwap(Btc, Side.Buy, Number("11"), false, 5, false));
        venue.Sell(Bob, Btc, "30000", "1");
        venue.Buy(Alice, Btc, "30000", "1");
        venue.Price(Btc, "30300");
        venue.Now += 30_000;
        var slices = venue.Refresh().Apply(new Protocol.Entries.Tick()).OfType<TwapSliced>().ToList();
        var states = venue.State.Waiting;
        Assert.Empty(states.Conditionals);
        Assert.Equal(100_000, venue.Slot(Alice, Btc).Size.Value);
        Assert.All(slices, slice => Assert.Equal(RejectCode.KeyPositionNotional, slice.Refusal));
    }

    [Fact]
    [Trait("rule", "ENG-KEY-003")]
    [Trait("rule", "ENG-KEY-004")]
    public void A_key_uses_no_higher_leverage_than_it_may()
    {
        var venue = Ready();
        Grant(venue, None with { MaxLeverage = 5 });
        Rejected(RejectCode.KeyLeverage, venue.Act("bot", new UpdateLeverage(Btc, true, 6)));
        Rejected(RejectCode.KeyLeverage, venue.Buy("bot", Btc, "29000", "0.1"));
        Assert.Single(venue.Act("bot", new UpdateLeverage(Btc, true, 5)).OfType<LeverageSet>());
        Assert.Equal(OutcomeKind.Resting, venue.Buy("bot", Btc, "29000", "0.1").Kind);
    }

    [Fact]
    [Trait("rule", "ENG-KEY-007")]
    public void What_the_owner_does_beside_the_key_can_be_too_much_for_its_orders_at_rest()
    {
        var venue = Ready();
        Grant(venue, None with { MaxPositionNotional = Usd(60_000) });
        venue.Buy("bot", Btc, "30000", "2");
        venue.Buy(Alice, Btc, "30001", "1");
        var events = Sell(venue, Carol, "30000", "3");
        Assert.Single(events.OfType<Traded>());
        Assert.Equal(
            OrderStatus.KeyLimitCanceled,
            events.OfType<OrderClosed>().Single(closed => closed.HadRested && !closed.Remaining.IsZero)
                .Status);
        Assert.Equal(100_000, venue.Slot(Alice, Btc).Size.Value);
    }

    [Fact]
    [Trait("rule", "ENG-KEY-001")]
    public void An_address_that_was_a_key_and_became_an_account_has_no_limits_of_the_key()
    {
        var venue = Ready();
        Grant(venue, None with { Markets = [Eth] });
        venue.Act(Alice, new ApproveAgent(Who("bot2"), "", 0, None));
        venue.Deposit("bot", 1_000);
        Assert.Equal(OutcomeKind.Resting, venue.Buy("bot", Btc, "29000", "0.1").Kind);
        Assert.Null(venue.Account("bot").Orders.First!.LimitedKey);
    }

    internal static IReadOnlyList<IEngineEvent> Sell(Venue venue, string who, string price, string size) =>
        venue.Act(who, new PlaceOrders([Order(Btc, Side.Sell, price, size)], null));

    internal static MicroUsd Usd(long amount) => new(amount * 1_000_000);

    internal static void Grant(Venue venue, SessionLimits limits, string key = "bot") => Assert.Single(
        venue.Act(Alice, new ApproveAgent(Who(key), "", 0, limits)).OfType<SessionGranted>());

    private static OrderSpec Stop(MarketId market, Side side, string trigger, string size) =>
        Order(market, side, trigger, size) with
        {
            Trigger = new TriggerSpec(TriggerKind.StopLoss, Number(trigger), IsMarket: false),
        };
}
