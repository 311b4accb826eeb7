using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Matching;

public class OrderAdmissionTests
{
    private readonly Venue _venue = Ready();

    [Fact]
    [Trait("rule", "ENG-ORD-012")]
    public void The_last_open_order_is_taken_and_the_next_only_if_it_need_not_rest()
    {
        var order = Order(Btc, Side.Buy, "20000", "0.001");
        var hundred = new PlaceOrders([.. Enumerable.Repeat(order, Limits.OrdersPerAction)], null);
        for (var i = 0; i < Limits.OpenOrdersPerAccount; i += Limits.OrdersPerAction)
        {
            _venue.Act(Alice, hundred);
        }

        Assert.Equal(Limits.OpenOrdersPerAccount, _venue.Account(Alice).Orders.Count);
        Rejected(RejectCode.TooManyOpenOrders, _venue.Place(Alice, order));
        Rejected(RejectCode.IocNoMatch, _venue.Place(Alice, order with { Tif = TimeInForce.Ioc }));
        var modify = new ModifyOrders([(new OrderReference(new OrderId(1), default), order)], false);
        var outcome = _venue.Act(Alice, modify).OfType<ItemOutcome>().Single();
        Assert.Equal(OutcomeKind.Resting, outcome.Kind);
    }

    [Fact]
    [Trait("rule", "ENG-ORD-012")]
    [Trait("rule", "ENG-ORD-016")]
    public void Ids_ascend_are_spent_by_admitted_orders_only_and_end_at_forty_bits()
    {
        Assert.Equal(1UL, _venue.Buy(Alice, Btc, "20000", "0.1").Order.Value);
        Rejected(RejectCode.SizeZero, _venue.Buy(Alice, Btc, "20000", "0"));
        Assert.Equal(2UL, _venue.Buy(Alice, Btc, "20000", "0.1", TimeInForce.Ioc).Order.Value);
        _venue.State.NextOrderId = (1UL << 40) - 1;
        Assert.Equal((1UL << 40) - 1, _venue.Buy(Alice, Btc, "20000", "0.1").Order.Value);
        Rejected(
            RejectCode.TooManyOpenOrders, _venue.Buy(Alice, Btc, "20000", "0.1", TimeInForce.Ioc));
    }

    [Fact]
    [Trait("rule", "ENG-ORD-013")]
    public void No_position_can_grow_past_a_hundred_billion_in_value()
    {
        _venue.Deposit("whale", 500_000_000_000);
        // The largest order is 644,245,094.1 USDC: 155 of them stay under 10^11, 156 do not.
        var order = Order(Btc, Side.Buy, "30000", "21474.83647");
        _venue.Act("whale", new PlaceOrders([.. Enumerable.Repeat(order, 100)], null));
        _venue.Act("whale", new PlaceOrders([.. Enumerable.Repeat(order, 55)], null));
        Assert.Equal(155, _venue.Account("whale").Orders.Count);
        Rejected(RejectCode.PositionTooLarge, _venue.Place("whale", order));
        // The price counts when it is over the mark.
        var rest = Order(Btc, Side.Buy, "30000", "4732.6");
        Rejected(RejectCode.PositionTooLarge, _venue.Place("whale", rest with { Price = Number("33000") }));
        Assert.Equal(OutcomeKind.Resting, _venue.Place("whale", rest).Kind);
    }

    [Fact]
    [Trait("rule", "ENG-MRG-005")]
    public void Equity_must_cover_initial_margin_the_loss_to_the_mark_and_the_takers_fee()
    {
        // At the mark a BTC costs 1,500 of margin and 13.5 of fee; at 30,100 another 100 and 0.045.
        Rejected(RejectCode.InsufficientMargin, _venue.Buy(Alice, Btc, "30000", "66.07202"));
        Assert.Equal(OutcomeKind.Resting, _venue.Buy(Alice, Btc, "30000", "66.07201").Kind);
        Rejected(RejectCode.InsufficientMargin, _venue.Buy(Bob, Btc, "30100", "61.98"));
        Assert.Equal(OutcomeKind.Resting, _venue.Buy(Bob, Btc, "30100", "61.97").Kind);
    }

    [Fact]
    [Trait("rule", "ENG-MRG-005")]
    public void A_position_can_always_be_closed_by_resting_orders_of_its_size_and_not_more()
    {
        _venue.Sell(Alice, Btc, "30000", "60");
        _venue.Buy(Bob, Btc, "30000", "60");
        _venue.Price(Btc, "29500").Refresh();
        // 100,000 - 810 of fee - 30,000 of loss is under the 88,500 that 60 BTC need.
        Rejected(RejectCode.InsufficientMargin, _venue.Buy(Bob, Eth, "1900", "0.1"));
        Assert.Equal(OutcomeKind.Resting, _venue.Sell(Bob, Btc, "31000", "40").Kind);
        Rejected(RejectCode.InsufficientMargin, _venue.Sell(Bob, Btc, "31000", "20.001"));
        Assert.Equal(OutcomeKind.Resting, _venue.Sell(Bob, Btc, "31000", "20").Kind);
    }

    [Fact]
    [Trait("rule", "ENG-ORD-015")]
    public void Of_many_faults_the_first_of_the_ladder_is_named()
    {
        _venue.Place(Alice, Order(Btc, Side.Buy, "29000", "0.1", clientId: 1));
        var spec = Order(new MarketId(99), Side.Buy, "0", "0", clientId: 1, reduceOnly: true);
        Rejected(RejectCode.UnknownMarket, _venue.Place(Alice, spec));
        spec = spec with { Market = Btc };
        Rejected(RejectCode.SizeZero, _venue.Place(Alice, spec));
        spec = spec with { Size = Number("21474") };
        Rejected(RejectCode.PriceZero, _venue.Place(Alice, spec));
        spec = spec with { Price = Number("90000") };
        Rejected(RejectCode.SizeTooLarge, _venue.Place(Alice, spec));
        spec = spec with { Size = Number("0.0001"), Market = new MarketId(3) };
        Rejected(RejectCode.SizeOffLot, _venue.Place(Alice, spec));
        spec = spec with { Size = Number("1") };
        Rejected(RejectCode.PriceTooLarge, _venue.Place(Alice, spec));
        spec = spec with { Price = Number("1") };
        Rejected(RejectCode.ClientIdInUse, _venue.Place(Alice, spec));
        spec = spec with { ClientId = default };
        Rejected(RejectCode.NoMark, _venue.Place(Alice, spec));
        spec = spec with { Market = Btc, Size = Number("0.0001"), Price = Number("90000") };
        Rejected(RejectCode.PriceOutsideBand, _venue.Place(Alice, spec));
        spec = spec with { Price = Number("30000") };
        Rejected(RejectCode.ReduceOnlyWouldIncrease, _venue.Place(Alice, spec));
        Rejected(RejectCode.BelowMinimumValue, _venue.Place(Alice, spec with { ReduceOnly = false }));
    }
}
