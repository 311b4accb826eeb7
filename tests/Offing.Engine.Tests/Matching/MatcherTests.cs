using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Matching;

public class MatcherTests
{
    private const string Dave = "dave";

    // 1 BTC on 1,000 USDC; closing it a tenth under the mark would leave a debt.
    private readonly Venue _venue = Ready().Deposit(Dave, 1_000);

    public MatcherTests()
    {
        _venue.Act(Dave, new UpdateLeverage(Btc, true, 40));
        _venue.Sell(Alice, Btc, "30000", "1");
        Assert.Equal(OutcomeKind.Filled, _venue.Buy(Dave, Btc, "30000", "1").Kind);
        _venue.Buy(Carol, Btc, "27000", "2");
    }

    [Theory]
    [Trait("rule", "ENG-MAT-005")]
    [InlineData(TimeInForce.Ioc)]
    [InlineData(TimeInForce.Gtc)]
    public void A_taker_whom_the_trade_would_ruin_is_stopped_and_does_not_rest(TimeInForce tif)
    {
        Rejected(RejectCode.InsufficientMargin, _venue.Sell(Dave, Btc, "27000", "1", tif));
        Assert.Equal(100_000, _venue.Slot(Dave, Btc).Size.Value);
        Assert.Equal(0, _venue.Account(Dave).Orders.Count);
        Assert.Equal(200_000, _venue.Slot(Carol, Btc).BuyReserve.Value);
    }

    [Fact]
    [Trait("rule", "ENG-MAT-005")]
    public void What_was_filled_before_the_stop_stands()
    {
        _venue.Buy(Bob, Btc, "30000", "0.4");
        var events = _venue.Act(
            Dave, new PlaceOrders([Order(Btc, Side.Sell, "27000", "1")], null));
        Assert.Equal(OrderStatus.MarginCanceled, events.OfType<OrderClosed>().Last().Status);
        var outcome = events.OfType<ItemOutcome>().Single();
        Assert.Equal((OutcomeKind.Filled, 40_000L), (outcome.Kind, outcome.Filled.Value));
        Assert.Equal(60_000, _venue.Slot(Dave, Btc).Size.Value);
    }

    [Theory]
    [Trait("rule", "ENG-ACC-024")]
    [InlineData(true, OrderStatus.SelfTradeCanceled)]
    [InlineData(false, OrderStatus.Filled)]
    public void Accounts_of_one_master_are_one_owner_when_the_taker_asks(bool across, OrderStatus maker)
    {
        var (one, two) = (_venue.Sub(Alice, "one"), _venue.Sub(Alice, "two"));
        _venue.Act(Alice, new TransferSubAccount(one, true, new MicroUsd(20_000_000_000)));
        _venue.Act(Alice, new TransferSubAccount(two, true, new MicroUsd(20_000_000_000)));
        foreach (var (resting, taking) in ((Address?, Address?)[])[(one, two), (one, null), (null, two)])
        {
            var offer = new PlaceOrders([Order(Btc, Side.Sell, "30000", "0.1")], null);
            _venue.Apply(_venue.Signed(Alice, offer) with { Vault = resting });
            var order = Order(Btc, Side.Buy, "30000", "0.1", TimeInForce.Ioc) with
            {
                Options = OrderOptions.None with { AcrossSubAccounts = across },
            };
            var events = _venue.Apply(
                _venue.Signed(Alice, new PlaceOrders([order], null)) with { Vault = taking });
            Assert.Equal(maker, events.OfType<OrderClosed>().First().Status);
            Assert.Equal(across ? 0 : 1, events.OfType<Traded>().Count());
        }
    }
}
