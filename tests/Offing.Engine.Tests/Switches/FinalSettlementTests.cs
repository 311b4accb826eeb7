using Offing.Engine.Accounts;
using Offing.Engine.Markets;
using Offing.Engine.Tests.Parameters;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Switches;

public class FinalSettlementTests
{
    private const ulong Hour_Ms = 3_600_000;

    [Fact]
    [Trait("rule", "ENG-SWI-005")]
    [Trait("rule", "ENG-SWI-006")]
    public void Orders_end_and_positions_are_closed_at_the_mark()
    {
        var venue = Short();
        venue.Sell(Bob, Btc, "30000", "2");
        venue.Buy(Alice, Btc, "30000", "2");
        venue.Buy(Carol, Btc, "29000", "1");
        venue.Act(Carol, new PlaceTwap(Btc, Side.Buy, Number("1"), false, 5, false));
        venue.Place(Alice, Order(Btc, Side.Sell, "28000", "1", reduceOnly: true) with
        {
            Trigger = new TriggerSpec(TriggerKind.StopLoss, Number("28500"), IsMarket: true),
        });
        venue.Apply(ChangeBytes.Request(venue, ChangeBytes.Delist(Btc, venue.Now + 60_000)));
        Assert.Equal(MarketStatus.ReduceOnly, venue.State.MarketOf(Btc).Status);
        Rejected(RejectCode.MarketReduceOnly, venue.Buy(Carol, Btc, "29000", "1"));
        venue.Price(Btc, "31000");
        var (alice, bob) = (venue.Account(Alice).Collateral, venue.Account(Bob).Collateral);
        venue.Now += Hour_Ms;
        venue.Apply(new Tick());
        venue.Apply(new Tick());

        Assert.Equal(MarketStatus.Settled, venue.State.MarketOf(Btc).Status);
        Assert.Equal((0u, 0), (venue.State.MarketOf(Btc).SettleCursor, venue.State.MarketOf(Btc).Book.Count));
        Assert.Equal((Lots.Zero, 0), (
            venue.State.MarketOf(Btc).OpenInterest, venue.State.Waiting.Conditionals.Count));
        Assert.Empty(venue.State.Waiting.Twaps);
        Assert.Equal(alice + new MicroUsd(2_000_000_000), venue.Account(Alice).Collateral);
        Assert.Equal(bob - new MicroUsd(2_000_000_000), venue.Account(Bob).Collateral);
        venue.Refresh().Refresh().Refresh();
        Rejected(RejectCode.MarketSettled, venue.Buy(Carol, Btc, "31000", "1"));
        var closing = Order(Btc, Side.Sell, "31000", "1", reduceOnly: true);
        Assert.NotEqual(RejectCode.None, venue.Place(Alice, closing).Code);
        Assert.Equal(OutcomeKind.Resting, venue.Buy(Carol, Eth, "1900", "1").Kind);
    }

    [Fact]
    [Trait("rule", "ENG-SWI-005")]
    [Trait("rule", "ENG-ORA-010")]
    public void A_market_without_a_quorum_for_a_day_is_settled_at_the_held_mark()
    {
        var venue = Ready();
        venue.Sell(Bob, Btc, "30000", "2");
        venue.Buy(Alice, Btc, "30000", "2");
        venue.Now += 20_000;
        venue.Apply(new Tick());
        venue.Now += 24 * Hour_Ms;
        Assert.Contains(new SettlementBegan(Btc, new Ticks(300_000)), venue.Apply(new Tick()));
        venue.Apply(new Tick());
        Assert.Equal(0, venue.Account(Alice).FindSlot(Btc)?.Size.Value ?? 0);
        var withdrawal = new Withdraw(Who(Alice), new MicroUsd(90_000_000_000));
        Assert.Single(venue.Act(Alice, withdrawal).OfType<WithdrawalQueued>());
    }

    [Fact]
    [Trait("rule", "ENG-SWI-006")]
    public void What_is_more_than_an_entry_may_do_comes_with_the_next()
    {
        var venue = Short();
        venue.Deposit(Bob, 10_000_000);
        for (var i = 0; i < 700; i++)
        {
            venue.Deposit($"t{i}", 100);
            venue.Buy($"t{i}", Eth, "1990", "0.01");
            if (i % 2 == 0)
            {
                venue.Sell(Bob, Eth, "1990", "0.01", TimeInForce.Ioc);
            }
        }

        venue.Apply(ChangeBytes.Request(venue, ChangeBytes.Delist(Eth, 0)));
        venue.Now += Hour_Ms;
        var settled = new List<int>();
        while (venue.State.MarketOf(Eth).OpenInterest > Lots.Zero)
        {
            var events = venue.Apply(new Tick());
            settled.Add(events.OfType<PositionSettled>().Count() + events.OfType<OrderClosed>().Count());
        }

        Assert.All(settled, count => Assert.InRange(count, 0, Limits.SettlementsPerEntry));
        Assert.Equal(350 + 350 + 1, settled.Sum());
    }

    private static Venue Short() => Ready(Genesis() with { ParameterDelay_Ms = Hour_Ms });
}
