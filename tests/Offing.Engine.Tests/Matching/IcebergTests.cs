using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Matching;

public class IcebergTests
{
    private readonly Venue _venue = Ready();

    [Fact]
    [Trait("rule", "ENG-MAT-008")]
    [Trait("rule", "ENG-ORD-021")]
    public void A_refill_goes_to_the_back_of_its_price()
    {
        var ice = _venue.Place(Alice, Iceberg("1", "0.3")).Order;
        var behind = _venue.Sell(Bob, Btc, "30000", "0.2").Order;
        var events = _venue.Act(Carol, new PlaceOrders([Order(Btc, Side.Buy, "30000", "0.6")], null));
        Assert.Equal(
            [(ice, 30_000L), (behind, 20_000L), (ice, 10_000L)],
            events.OfType<Traded>().Select(trade => (trade.Maker.Order, trade.Size.Value)));
        var order = _venue.Account(Alice).Orders.Find(ice)!;
        Assert.Equal((60_000L, 20_000L), (order.Remaining.Value, order.Displayed.Value));
        Assert.True(order.Place > ice.Value);
        Assert.Equal(60_000, _venue.Slot(Alice, Btc).SellReserve.Value);
    }

    [Fact]
    [Trait("rule", "ENG-MAT-008")]
    public void A_large_taker_eats_part_after_part_and_the_last_is_what_is_left()
    {
        var ice = _venue.Place(Alice, Iceberg("1", "0.3")).Order;
        var events = _venue.Act(Carol, new PlaceOrders([Order(Btc, Side.Buy, "30000", "2")], null));
        Assert.Equal(
            [30_000L, 30_000, 30_000, 10_000],
            events.OfType<Traded>().Select(trade => trade.Size.Value));
        Assert.Equal(3, events.OfType<OrderRefilled>().Count());
        Assert.Null(_venue.Account(Alice).Orders.Find(ice));
    }

    [Theory]
    [Trait("rule", "ENG-ORD-021")]
    [InlineData("0.300001", TimeInForce.Gtc)]
    [InlineData("0", TimeInForce.Gtc)]
    [InlineData("1.1", TimeInForce.Gtc)]
    [InlineData("0.0003", TimeInForce.Gtc)]
    [InlineData("0.3", TimeInForce.Ioc)]
    [InlineData("0.3", TimeInForce.Fok)]
    public void A_display_size_that_cannot_be_shown_is_refused(string display, TimeInForce tif) =>
        Rejected(RejectCode.BadDisplaySize, _venue.Place(Alice, Iceberg("1", display) with { Tif = tif }));

    [Fact]
    [Trait("rule", "ENG-ORD-022")]
    public void An_expiry_that_has_come_is_refused() => Rejected(
        RejectCode.ExpiryPassed,
        _venue.Place(Alice, Iceberg("1", "0.3") with
        {
            Options = OrderOptions.None with { Expiry_Ms = _venue.Now },
        }));

    [Fact]
    [Trait("rule", "ENG-ORD-023")]
    public void Fill_or_kill_counts_what_icebergs_hide()
    {
        _venue.Place(Alice, Iceberg("1", "0.3"));
        var order = Order(Btc, Side.Buy, "30000", "1", TimeInForce.Fok);
        Rejected(RejectCode.FokNotFillable, _venue.Place(Bob, order with { Size = Number("1.00001") }));
        Assert.Equal(OutcomeKind.Filled, _venue.Place(Bob, order).Kind);
    }

    private static OrderSpec Iceberg(string size, string display) =>
        Order(Btc, Side.Sell, "30000", size) with
        {
            Options = OrderOptions.None with { Display = Number(display) },
        };
}
