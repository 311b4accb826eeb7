using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Sessions.KeyLimitsTests;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Sessions;

public class DailyLossTests
{
    private const ulong Day_Ms = 24UL * 3600 * 1000;

    private static readonly SessionLimits Loss1000 = SessionLimits.None with { MaxDailyLoss = Usd(1_000) };

    [Fact]
    [Trait("rule", "ENG-KEY-005")]
    [Trait("rule", "ENG-KEY-006")]
    public void A_key_that_has_lost_what_it_may_only_reduces_until_the_next_day()
    {
        var venue = Ready();
        Grant(venue, Loss1000);
        var session = venue.Account(Alice).Sessions[0];
        Assert.Equal(Usd(100_000), session.DayStartEquity);
        venue.Sell(Bob, Btc, "30000", "2");
        venue.Buy("bot", Btc, "30000", "2");
        var resting = venue.Buy("bot", Btc, "27000", "1");
        var closing = venue.Place("bot", Order(Btc, Side.Sell, "32000", "1", reduceOnly: true));
        var owners = venue.Buy(Alice, Btc, "27000", "1");
        venue.Price(Btc, "29600");
        Assert.Equal(OutcomeKind.Resting, venue.Buy("bot", Btc, "26999", "0.1").Kind);

        venue.Price(Btc, "29400");
        var events = venue.Act("bot", new PlaceOrders([Order(Btc, Side.Buy, "26998", "0.1")], null));
        var reached = events.OfType<KeyLossReached>().Single();
        Assert.Equal((Who(Alice), Who("bot")), (reached.Account, reached.Key));
        Assert.InRange(reached.Loss.Value, Usd(1_200).Value, Usd(1_250).Value);
        Assert.Equal(
            RejectCode.KeyLossReached, events.OfType<ItemOutcome>().Single().Code);
        Assert.Equal(2, events.OfType<OrderClosed>().Count(e => e.Status == OrderStatus.KeyLimitCanceled));
        Assert.Equal(
            [closing.Order, owners.Order], venue.Account(Alice).Orders.InIdOrder.Select(o => o.Id));
        Assert.DoesNotContain(resting.Order, venue.Account(Alice).Orders.InIdOrder.Select(o => o.Id));
        Assert.True(session.IsBreached);
        Assert.Equal(OutcomeKind.Resting, venue.Buy(Alice, Btc, "26998", "0.1").Kind);

        venue.Price(Btc, "30000");
        Rejected(RejectCode.KeyLossReached, venue.Buy("bot", Btc, "27000", "0.1"));
        Assert.Equal(OutcomeKind.Resting, venue.Sell("bot", Btc, "31000", "1").Kind);
        NextDay(venue);
        Assert.Equal(OutcomeKind.Resting, venue.Buy("bot", Btc, "27000", "0.1").Kind);
        Assert.False(session.IsBreached);
    }

    [Fact]
    [Trait("rule", "ENG-KEY-005")]
    public void What_comes_in_as_a_builder_begins_the_day_too()
    {
        var venue = Ready();
        Grant(venue, Loss1000);
        venue.Act(Bob, new ApproveBuilderFee(Who(Alice), 100));
        NextDay(venue);
        venue.Sell(Carol, Btc, "30000", "1");
        venue.Act(Bob, new PlaceOrders(
            [Order(Btc, Side.Buy, "30000", "1")], new BuilderCode(Who(Alice), 100)));
        // R is what she had before the 30 USDC came, which make up for as much of a loss.
        Assert.Equal(Usd(100_000), venue.Account(Alice).Sessions[0].DayStartEquity);
        Assert.Equal(Usd(100_030), venue.Account(Alice).Collateral);
        venue.Sell(Carol, Btc, "30000", "1");
        venue.Buy("bot", Btc, "30000", "1");
        Assert.Equal(Usd(100_000), venue.Account(Alice).Sessions[0].DayStartEquity);
    }

    [Fact]
    [Trait("rule", "ENG-KEY-005")]
    public void The_day_starts_with_the_equity_just_before_the_first_entry_that_touches_the_account()
    {
        var venue = Ready();
        Grant(venue, Loss1000);
        venue.Sell(Bob, Btc, "30000", "2");
        venue.Buy(Alice, Btc, "30000", "2");
        var before = venue.Account(Alice).Collateral;
        NextDay(venue);
        venue.Price(Btc, "29000");
        var session = venue.Account(Alice).Sessions[0];
        Assert.Equal(Usd(100_000), session.DayStartEquity);
        venue.Deposit(Alice, 500);
        Assert.Equal(before - Usd(2_000), session.DayStartEquity);
        Assert.Equal(Usd(500), session.NetTransfers);
        Assert.Equal((uint)(venue.Now / Day_Ms), session.Day);
        venue.Act(Alice, new Withdraw(Who(Alice), Usd(200)));
        Assert.Equal(Usd(300), session.NetTransfers);
        Assert.Equal(OutcomeKind.Resting, venue.Buy("bot", Btc, "27000", "0.1").Kind);
    }

    [Fact]
    [Trait("rule", "ENG-KEY-005")]
    public void A_fill_of_an_order_at_rest_touches_its_account()
    {
        var venue = Ready();
        Grant(venue, Loss1000);
        venue.Buy(Alice, Btc, "29990", "1");
        NextDay(venue);
        venue.Sell(Bob, Btc, "29990", "1");
        var session = venue.Account(Alice).Sessions[0];
        Assert.Equal(((uint)(venue.Now / Day_Ms), Usd(100_000)), (session.Day, session.DayStartEquity));
    }

    [Fact]
    [Trait("rule", "ENG-KEY-006")]
    public void A_key_loses_for_all_accounts_of_its_owner_and_transfers_among_them_are_no_loss()
    {
        var venue = Ready();
        var sub = venue.Sub(Alice, "s1");
        Grant(venue, Loss1000);
        venue.Act(Alice, new TransferSubAccount(sub, true, Usd(50_000)));
        Assert.Equal(MicroUsd.Zero, venue.Account(Alice).Sessions[0].NetTransfers);
        venue.Sell(Bob, Btc, "30500", "2");
        Apply(venue, venue.For(sub, "bot", Order(Btc, Side.Buy, "30500", "2")));
        Assert.True(venue.Account(Alice).Sessions[0].IsBreached);
        Rejected(RejectCode.KeyLossReached, venue.Buy("bot", Eth, "1900", "1"));
    }

    [Fact]
    [Trait("rule", "ENG-KEY-007")]
    public void A_sweep_ends_with_the_fill_that_brings_the_loss()
    {
        var venue = Ready();
        Grant(venue, Loss1000);
        for (var i = 0; i < 5; i++)
        {
            venue.Sell(Bob, Btc, $"{30_900 + i}", "0.6");
        }

        var events = venue.Act("bot", new PlaceOrders([Order(Btc, Side.Buy, "31000", "3")], null));
        Assert.Equal(2, events.OfType<Traded>().Count());
        Assert.Equal(OrderStatus.KeyLimitCanceled, events.OfType<OrderClosed>().Last().Status);
        Assert.Empty(venue.Account(Alice).Orders.InIdOrder);
    }

    [Fact]
    [Trait("rule", "ENG-KEY-007")]
    public void Makers_of_a_breached_key_are_passed_over_and_fill_or_kill_knows_it()
    {
        var venue = Ready();
        Grant(venue, Loss1000);
        for (var i = 0; i < 4; i++)
        {
            venue.Sell("bot", Btc, $"{29_000 + i}", "0.6");
        }

        venue.Sell(Bob, Btc, "29100", "1.1");
        var kill = Order(Btc, Side.Buy, "29100", "2.4", TimeInForce.Fok);
        Rejected(RejectCode.FokNotFillable, venue.Place(Carol, kill));
        var fill = Order(Btc, Side.Buy, "29100", "2.3", TimeInForce.Fok);
        Assert.Equal(OutcomeKind.Filled, venue.Place(Carol, fill).Kind);
        Assert.Equal(-120_000, venue.Slot(Alice, Btc).Size.Value);
        Assert.Empty(venue.Account(Alice).Orders.InIdOrder);
    }

    [Fact]
    [Trait("rule", "ENG-KEY-008")]
    public void A_key_that_has_ended_gets_no_new_day()
    {
        var venue = Ready();
        Grant(venue, Loss1000);
        venue.Buy("bot", Btc, "29990", "1");
        venue.Sell("bot", Btc, "30010", "1");
        venue.Act(Alice, new ApproveAgent(Who("bot2"), "", 0, SessionLimits.None));
        venue.Sell(Bob, Btc, "29990", "0.5");
        Assert.Equal(50_000, venue.Slot(Alice, Btc).Size.Value);
        NextDay(venue);
        venue.Sell(Bob, Btc, "29990", "0.5", TimeInForce.Ioc);
        Assert.Equal(50_000, venue.Slot(Alice, Btc).Size.Value);
        venue.Buy(Carol, Btc, "30010", "0.5");
        Assert.Equal(0, venue.Account(Alice).FindSlot(Btc)?.Size.Value ?? 0);
        Assert.Equal(ulong.MaxValue, venue.Account(Alice).DayEnds_Ms);
    }

    // At marks that stand still, all that a thief can lose at once is one fill that opens and what closes it.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [Trait("rule", "ENG-KEY-006")]
    [Trait("rule", "ENG-KEY-007")]
    public void A_stolen_key_loses_no_more_than_its_limit_and_one_fill(int seed)
    {
        var venue = Ready();
        venue.Deposit(Alice, 900_000).Deposit(Bob, 50_000_000);
        Grant(venue, SessionLimits.None with
        {
            MaxDailyLoss = Usd(5_000), MaxOrderNotional = Usd(30_000), MaxPositionNotional = Usd(60_000),
        });
        var random = new Random(seed);
        var start = DailyLoss.Of(venue.State, venue.Account(Alice), venue.Account(Alice).Sessions[0], 0);
        Assert.Equal(0, start);
        for (var i = 0; i < 400; i++)
        {
            // The thief gives and takes on both sides, as badly as the band lets it.
            var (side, price) = random.Next(2) == 0 ? (Side.Buy, "33000") : (Side.Sell, "27000");
            var size = $"0.{random.Next(1, 10)}";
            var other = side == Side.Buy ? Side.Sell : Side.Buy;
            var (first, second) = random.Next(3) > 0 ? (Bob, "bot") : ("bot", Bob);
            venue.Place(first, Order(Btc, first == Bob ? other : side, price, size));
            venue.Place(second, Order(
                Btc, second == Bob ? other : side, price, size, TimeInForce.Ioc, random.Next(4) == 0));
            foreach (var order in venue.Account(Bob).Orders.InIdOrder)
            {
                venue.Act(Bob, new CancelOrders([(Btc, order.Id)]));
            }
        }

        var session = venue.Account(Alice).Sessions[0];
        Assert.True(session.IsBreached);
        var loss = (long)DailyLoss.Of(venue.State, venue.Account(Alice), session, 0);
        // The fill: a tenth of 33,000 with its fee. Then all of the position, 60,000, once.
        Assert.InRange(loss, Usd(5_000).Value, Usd(5_000 + 3_300 + 6_000 + 100).Value);
    }

    private static void Apply(Venue venue, Protocol.Entries.SignedAction action) =>
        Assert.NotEmpty(venue.Apply(action).OfType<Traded>());

    private static void NextDay(Venue venue)
    {
        venue.Now = ((venue.Now / Day_Ms) + 1) * Day_Ms;
        venue.Refresh().Refresh().Refresh();
    }
}
