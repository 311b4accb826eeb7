using Offing.Engine.Margin;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Margin;

/// <summary>Without fees, so that the numbers are those of the rules; carol makes the other side.</summary>
public class IsolatedTests
{
    private readonly Venue _venue = Isolated(leverage: 10);

    [Fact]
    [Trait("rule", "ENG-ISO-001")]
    public void An_isolated_position_is_no_part_of_the_cross_bucket()
    {
        Open(Side.Buy, "2");
        var view = AccountView.Of(_venue.State, _venue.Account(Alice));
        Assert.Equal(94_000_000_000, view.Equity.Value);
        Assert.Equal((0L, 0L), (view.Notional.Value, view.InitialMargin.Value));
        _venue.Price(Btc, "29000").Refresh();
        var bucket = Bucket.Of(_venue.State, _venue.Account(Alice), _venue.Slot(Alice, Btc));
        Assert.Equal(
            new Bucket(4_000_000_000, 5_800_000_000, 725_000_000, 5_800_000_000, 58_000_000_000), bucket);
        Assert.Equal(94_000_000_000, AccountView.Of(_venue.State, _venue.Account(Alice)).Equity.Value);
    }

    [Fact]
    [Trait("rule", "ENG-ISO-003")]
    public void What_is_opened_brings_its_margin_and_its_loss_against_the_mark_and_its_fee()
    {
        var venue = Isolated(10, taker: 1_000_000, maker: 0);
        venue.Sell(Carol, Btc, "30300", "2");
        var moved = venue.Act(Alice, Orders(Side.Buy, "30300", "2")).OfType<IsolatedMarginMoved>().Single();
        // 6,000 of margin at mark, 600 of loss, 60.60 of fee.
        Assert.Equal(6_660_600_000, moved.Amount.Value);
        Assert.Equal(93_339_400_000, venue.Account(Alice).Collateral.Value);
        Assert.Equal(6_600_000_000, venue.Slot(Alice, Btc).IsolatedCollateral.Value);
    }

    [Fact]
    [Trait("rule", "ENG-ISO-003")]
    public void A_position_that_has_lost_margin_grows_only_when_it_has_got_it_again()
    {
        Open(Side.Buy, "2");
        _venue.Price(Btc, "29900").Refresh();
        _venue.Sell(Carol, Btc, "29900", "1");
        Rejected(RejectCode.InsufficientMargin, _venue.Buy(Alice, Btc, "29900", "1"));
        // 5,980 is needed, 5,800 is there.
        _venue.Act(Alice, new UpdateIsolatedMargin(Btc, new MicroUsd(180_000_000)));
        Assert.Equal(OutcomeKind.Filled, _venue.Buy(Alice, Btc, "29900", "1").Kind);
        Assert.Equal(8_970_000_000, Equity());
    }

    [Fact]
    [Trait("rule", "ENG-ISO-003")]
    public void What_the_cross_bucket_needs_itself_is_not_drawn()
    {
        _venue.Act(Alice, new UpdateLeverage(Eth, true, 25));
        _venue.Sell(Carol, Eth, "2000", "1000");
        Assert.Equal(OutcomeKind.Filled, _venue.Buy(Alice, Eth, "2000", "1000").Kind);
        Assert.Equal(OutcomeKind.Resting, _venue.Buy(Alice, Btc, "30000", "6").Kind);
        _venue.Price(Eth, "1997").Refresh();
        // 97,000 are left, 79,880 are bound in ETH, 18,000 asked for.
        _venue.Sell(Bob, Btc, "30000", "6");
        Assert.True(_venue.Slot(Alice, Btc).Size.IsZero);
        Assert.Empty(_venue.Account(Alice).Orders.InIdOrder);
    }

    [Theory]
    [Trait("rule", "ENG-ISO-005")]
    [InlineData("30000", "1", 3_000, 3_000)] // half of the 6,000
    [InlineData("31000", "1", 4_000, 4_000)] // half of 8,000
    [InlineData("29000", "0.5", 1_000, 3_000)] // a quarter of 4,000
    [InlineData("27300", "1", 258.75, 341.25)] // of 600 no more than leaves what must be maintained
    [InlineData("31000", "2", 8_000, 0)]
    public void What_is_closed_takes_its_share_of_the_equity_along(
        string price, string size, decimal returned, decimal stays)
    {
        Open(Side.Buy, "2");
        _venue.Price(Btc, price).Refresh();
        _venue.Buy(Bob, Btc, price, size);
        _venue.Sell(Alice, Btc, price, size);
        Assert.Equal(94_000_000_000 + (long)(returned * 1_000_000), _venue.Account(Alice).Collateral.Value);
        Assert.Equal((long)(stays * 1_000_000), Equity());
    }

    [Fact]
    [Trait("rule", "ENG-ISO-005")]
    public void A_loss_never_passes_to_the_cross_bucket()
    {
        Open(Side.Buy, "2");
        Lose(5_900_000_000);
        _venue.Buy(Bob, Btc, "29940", "2");
        // 100 are there, and 120 would be lost against the mark.
        Rejected(
            RejectCode.InsufficientMargin,
            _venue.Place(Alice, Order(Btc, Side.Sell, "29940", "2", TimeInForce.Ioc, reduceOnly: true)));
        Lose(100_000_001);
        Rejected(
            RejectCode.InsufficientMargin,
            _venue.Place(Alice, Order(Btc, Side.Sell, "29940", "2", TimeInForce.Ioc, reduceOnly: true)));
        Assert.Equal(94_000_000_000, _venue.Account(Alice).Collateral.Value);
    }

    [Fact]
    [Trait("rule", "ENG-ISO-005")]
    public void Under_maintenance_nothing_is_released_before_all_is_closed()
    {
        Open(Side.Buy, "2");
        Lose(5_800_000_000);
        _venue.Buy(Bob, Btc, "30000", "2");
        _venue.Sell(Alice, Btc, "30000", "1");
        Assert.Equal((94_000_000_000, 200_000_000), (_venue.Account(Alice).Collateral.Value, Equity()));
        _venue.Sell(Alice, Btc, "30000", "1");
        Assert.Equal((94_200_000_000, 0), (_venue.Account(Alice).Collateral.Value, Equity()));
    }

    [Fact]
    [Trait("rule", "ENG-ISO-004")]
    public void A_change_of_sides_returns_all_and_opens_anew()
    {
        Open(Side.Buy, "2");
        _venue.Price(Btc, "31000").Refresh();
        _venue.Buy(Carol, Btc, "31000", "3");
        var moved = _venue.Act(Alice, Orders(Side.Sell, "31000", "3")).OfType<IsolatedMarginMoved>().Single();
        // 8,000 come back and 3,100 go in.
        Assert.Equal(-4_900_000_000, moved.Amount.Value);
        Assert.Equal(-1, _venue.Slot(Alice, Btc).Size.Value / 100_000);
        Assert.Equal(3_100_000_000, Equity());
    }

    [Fact]
    [Trait("rule", "ENG-ISO-006")]
    public void Orders_reserve_in_the_cross_bucket_what_they_would_draw()
    {
        Open(Side.Buy, "2");
        _venue.Buy(Alice, Btc, "29000", "3");
        Assert.Equal(9_000_000_000, Reserved());
        // Sells open only beyond the two that are held.
        _venue.Sell(Alice, Btc, "31000", "4");
        Assert.Equal(9_000_000_000, Reserved());
        _venue.Sell(Alice, Btc, "31000", "2");
        Assert.Equal(12_000_000_000, Reserved());
        Rejected(RejectCode.InsufficientMargin, _venue.Sell(Alice, Btc, "31000", "27.4"));
        Assert.Equal(OutcomeKind.Resting, _venue.Sell(Alice, Btc, "31000", "27.3").Kind);
    }

    [Fact]
    [Trait("rule", "ENG-MRG-007")]
    public void A_position_in_debt_stops_no_order_of_another_bucket()
    {
        Open(Side.Buy, "2");
        Lose(6_000_000_001);
        Rejected(RejectCode.InsufficientMargin, _venue.Buy(Alice, Btc, "29000", "1"));
        Assert.Equal(OutcomeKind.Resting, _venue.Buy(Alice, Eth, "1990", "1").Kind);
    }

    [Fact]
    [Trait("rule", "ENG-MRG-009")]
    public void The_liquidation_price_is_that_of_the_position_alone()
    {
        Open(Side.Buy, "2");
        // 6,000 + 2(p - 30,000) = 2p / 80, so 54,000 = 1.975p; the tick below.
        var view = Assert.Single(AccountView.Of(_venue.State, _venue.Account(Alice)).Positions);
        Assert.Equal(273_417U, view.LiquidationPrice!.Value.Value);
    }

    private static Venue Isolated(uint leverage, long taker = 0, long maker = 0)
    {
        var venue = Ready(Genesis(taker: taker, maker: maker));
        venue.Act(Alice, new UpdateLeverage(Btc, false, leverage));
        return venue;
    }

    private static PlaceOrders Orders(Side side, string price, string size) =>
        new([Order(Btc, side, price, size)], null);

    private void Open(Side side, string size)
    {
        _venue.Place(Carol, Order(Btc, side == Side.Buy ? Side.Sell : Side.Buy, "30000", size));
        _venue.Place(Alice, Order(Btc, side, "30000", size));
    }

    // A mark would bring a liquidation along: the loss comes by hand.
    private void Lose(long amount)
    {
        _venue.Slot(Alice, Btc).IsolatedCollateral -= new MicroUsd(amount);
        _venue.State.Insurance.Collateral += new MicroUsd(amount);
    }

    private long Equity() =>
        (long)Bucket.Of(_venue.State, _venue.Account(Alice), _venue.Slot(Alice, Btc)).Equity;

    private long Reserved() => AccountView.Of(_venue.State, _venue.Account(Alice)).ReservedMargin.Value;
}
