using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Requests;

public class ForcedCloseTests
{
    private const long Price = 1_000_000;

    // Of the mark of 30,000, and of one BTC of 100,000 lots there.
    private const long Hundredth = 300_000_000;

    private readonly Venue _venue = Ready(Genesis() with { ForcedDeadline_Ms = 60_000 });

    [Fact]
    [Trait("rule", "ENG-REQ-007")]
    [Trait("rule", "ENG-REQ-008")]
    public void A_close_goes_to_the_book_in_its_place_within_two_per_cent_of_the_mark()
    {
        Open();
        _venue.Buy(Carol, Btc, "29500", "0.4");
        _venue.Buy(Carol, Btc, "29400", "5");
        var events = Demand(Alice, 0);
        var ordered = events.OfType<CloseOrdered>().Single();
        Assert.Equal(
            (Side.Sell, 100_000, 294_000U), (ordered.Side, ordered.Size.Value, ordered.Price.Value));
        Assert.Equal([40_000L, 60_000L], events.OfType<Traded>().Select(trade => trade.Size.Value));
        Assert.Equal(Ended(3, CloseEnd.Closed), events[^1]);
        Assert.Null(_venue.Account(Alice).FindSlot(Btc));
        Assert.Empty(_venue.State.Waiting.Closes);
        Assert.Equal(0, _venue.State.Waiting.Timers.Count);
    }

    [Fact]
    [Trait("rule", "ENG-REQ-008")]
    public void Beyond_two_per_cent_nothing_trades_and_the_close_waits()
    {
        Open();
        _venue.Buy(Carol, Btc, "29399", "5");
        var deadline = (_venue.Now / 1_000 * 1_000) + 60_000;
        Assert.Equal(
            [
                new Deposited(3, Who(Alice), new MicroUsd(Price)),
                new CloseWaits(3, Who(Alice), Btc, new Lots(100_000), deadline),
            ],
            Demand(Alice, 0));
    }

    [Fact]
    [Trait("rule", "ENG-REQ-007")]
    [Trait("rule", "ENG-REQ-008")]
    public void A_part_closes_no_more_than_it_asks_and_is_tried_again_with_each_batch()
    {
        Open();
        _venue.Buy(Carol, Btc, "29900", "0.1");
        Assert.Equal(20_000, Demand(Alice, 30_000).OfType<CloseWaits>().Single().Left.Value);
        _venue.Buy(Carol, Btc, "29900", "0.05");
        Assert.Empty(_venue.Apply(new Tick()).OfType<CloseOrdered>());
        Assert.Equal(5_000, Cut().OfType<Traded>().Single().Size.Value);
        _venue.Buy(Carol, Btc, "29900", "5");
        Assert.Contains(Ended(3, CloseEnd.Closed), Cut());
        Assert.Equal(70_000, _venue.Slot(Alice, Btc).Size.Value);
        Assert.Single(Cut());
    }

    // Certificates are held to the rules of ADL by a checker that shares nothing with the engine.
    [Fact]
    [Trait("rule", "ENG-REQ-009")]
    public void At_the_deadline_the_most_leveraged_opposite_positions_are_reduced_and_paid_for_it()
    {
        Open();
        _venue.Sell(Carol, Eth, "2000", "100");
        _venue.Buy(Alice, Eth, "2000", "100");
        Demand(Alice, 0, Eth);
        var (alice, carol) = (Equity(Alice), Equity(Carol));
        var events = PassMinute();
        var moved = Assert.Single(events.OfType<PositionMoved>());
        Assert.Equal((Who(Alice), Who(Carol)), (moved.From.Account, moved.To.Account));
        Assert.Equal(
            (LiquidationMeans.ForcedClose, 1_000_000, 2_000_000_000L),
            (moved.Means, moved.Size.Value, moved.Cash.Value));
        Assert.Contains(Ended(3, CloseEnd.Closed, Eth), events);
        Assert.Single(events.OfType<DeleverageCertificate>());
        Assert.Empty(events.OfType<LiquidationStep>());
        Assert.Equal((alice - 2_000_000_000, carol + 2_000_000_000), (Equity(Alice), Equity(Carol)));
        Assert.Equal(100_000, _venue.Slot(Alice, Btc).Size.Value);
    }

    [Fact]
    [Trait("rule", "ENG-REQ-009")]
    public void What_several_get_is_by_what_they_gave_and_sums_to_the_hundredth()
    {
        _venue.Sell(Bob, Btc, "30000", "0.7");
        _venue.Sell(Carol, Btc, "30000", "0.30001");
        _venue.Buy(Alice, Btc, "30000", "1.00001");
        Demand(Alice, 0);
        var moved = PassMinute().OfType<PositionMoved>().ToList();
        Assert.Equal(2, moved.Count);
        Assert.Equal(300_003_000, moved.Sum(move => move.Cash.Value));
        Assert.Equal(300_003_000L * 70_000 / 100_001, moved[0].Cash.Value);
    }

    [Fact]
    [Trait("rule", "ENG-REQ-009")]
    public void What_is_asked_in_part_is_closed_in_part()
    {
        Open();
        Demand(Alice, 25_000);
        var moved = PassMinute().OfType<PositionMoved>().Single();
        Assert.Equal((25_000, Hundredth / 4), (moved.Size.Value, moved.Cash.Value));
        Assert.Equal(75_000, _venue.Slot(Alice, Btc).Size.Value);
        Assert.Empty(_venue.State.Waiting.Closes);
    }

    [Fact]
    [Trait("rule", "ENG-REQ-009")]
    public void An_isolated_position_is_its_own_bucket_and_what_is_left_of_it_comes_back()
    {
        _venue.Act(Alice, new UpdateLeverage(Btc, false, 20));
        Open();
        Demand(Alice, 0);
        var before = Equity(Alice);
        var events = PassMinute();
        Assert.Single(events.OfType<IsolatedMarginMoved>());
        Assert.Equal(before - Hundredth, Equity(Alice));
        Assert.Equal(before - Hundredth, _venue.Account(Alice).Collateral.Value);
    }

    [Fact]
    [Trait("rule", "ENG-REQ-007")]
    public void A_close_names_a_market_and_a_position()
    {
        Open();
        Refused(RejectCode.UnknownMarket, Demand(Alice, 0, new MarketId(99)));
        Refused(RejectCode.RequestNoPosition, Demand(Alice, 0, Eth));
        Refused(RejectCode.RequestNoPosition, Demand(Carol, 0));
        _venue.State.MarketOf(Sol).IsSettled = true;
        Refused(RejectCode.MarketSettled, Demand(Alice, 0, Sol));
    }

    [Fact]
    [Trait("rule", "ENG-REQ-010")]
    public void A_newer_close_takes_the_place_of_one_that_waits_and_keeps_its_deadline()
    {
        Open();
        var first = Demand(Alice, 10_000).OfType<CloseWaits>().Single();
        _venue.Now += 5_000;
        var events = Demand(Alice, 0);
        Assert.Contains(Ended(3, CloseEnd.Replaced), events);
        Assert.Equal(
            new CloseWaits(4, Who(Alice), Btc, new Lots(100_000), first.Deadline_Ms),
            events.OfType<CloseWaits>().Single());
        Assert.Single(_venue.State.Waiting.Closes);
        Assert.Equal(1, _venue.State.Waiting.Timers.Count);
    }

    [Fact]
    [Trait("rule", "ENG-REQ-010")]
    public void With_its_position_a_close_is_over()
    {
        Open();
        Demand(Alice, 0);
        _venue.Buy(Carol, Btc, "30000", "1");
        var events = _venue.Act(
            Alice, new PlaceOrders([Order(Btc, Side.Sell, "30000", "1", TimeInForce.Ioc)], null));
        Assert.Contains(Ended(3, CloseEnd.Closed), events);
        Assert.Equal(0, _venue.State.Waiting.Timers.Count);
        Assert.Empty(PassMinute().OfType<PositionMoved>());
    }

    [Fact]
    [Trait("rule", "ENG-REQ-002")]
    [Trait("rule", "ENG-REQ-009")]
    public void The_operator_cannot_keep_anybody_in_his_position()
    {
        Open();
        _venue.Switch(Btc, 7);
        _venue.Switch(OperatorSwitch.Venue, 7);
        _venue.Stop(Who(Alice), 7);
        Demand(Alice, 0);
        Assert.Contains(Ended(3, CloseEnd.Closed), PassMinute());
    }

    [Fact]
    [Trait("rule", "ENG-REQ-009")]
    public void Without_a_price_nobody_is_reduced_and_the_first_batch_with_one_does_it()
    {
        Open();
        Demand(Alice, 0);
        for (var i = 0; i < 70; i++)
        {
            _venue.Now += 1_000;
            Assert.Empty(_venue.Apply(new Tick()).OfType<PositionMoved>());
        }

        Assert.True(_venue.State.Waiting.Closes.Single().IsDue);
        Assert.Empty(Cut().OfType<PositionMoved>());
        _venue.Price(Btc, "30000");
        Assert.Contains(Ended(3, CloseEnd.Closed), Cut());
    }

    // The market is stopped, so that nobody is liquidated before the deadline.
    [Theory]
    [InlineData("29020", CloseEnd.Closed)]
    [InlineData("28000", CloseEnd.Refused)]
    [Trait("rule", "ENG-REQ-009")]
    public void Who_has_less_than_a_hundredth_pays_what_he_may_and_who_is_below_zero_is_refused(
        string price, CloseEnd how)
    {
        _venue.Sell(Bob, Btc, "30000", "60");
        _venue.Sell(Carol, Btc, "30000", "40");
        _venue.Act(Alice, new UpdateLeverage(Btc, true, 40));
        _venue.Buy(Alice, Btc, "30000", "100");
        _venue.Switch(Btc, 7);
        Demand(Alice, 0);
        _venue.Price(Btc, price);
        var left = Equity(Alice);
        var events = PassMinute();
        var code = how == CloseEnd.Refused ? RejectCode.InsufficientMargin : RejectCode.None;
        Assert.Contains(Ended(3, how, code: code), events);
        var cash = events.OfType<PositionMoved>().Sum(move => move.Cash.Value);
        Assert.Equal(how == CloseEnd.Refused ? 0 : left, cash);
        Assert.Equal(left - cash, Equity(Alice));
        Assert.Empty(_venue.State.Waiting.Closes);
    }

    [Fact]
    [Trait("rule", "ENG-REQ-010")]
    public void The_end_of_a_market_is_the_end_of_its_closes()
    {
        Open();
        Demand(Alice, 0);
        Engine.Switches.FinalSettlement.Begin(
            new EntryContext(_venue.State), _venue.State.MarketOf(Btc));
        Assert.Contains(Ended(3, CloseEnd.Settled), _venue.Apply(new Tick()));
        Assert.Equal(0, _venue.State.Waiting.Timers.Count);
    }

    [Fact]
    [Trait("rule", "ENG-REQ-008")]
    public void A_batch_tries_so_many_and_the_next_goes_on_behind_the_last()
    {
        var venue = Ready(Genesis() with { ForcedDeadline_Ms = 600_000 });
        venue.Watcher = new Unwatched();
        const int owners = Limits.ClosesPerBatch + 6;
        for (var i = 0; i < owners; i++)
        {
            venue.Deposit($"o{i}", 100);
            Place(venue, Bob, Side.Sell, "30000", "0.001");
            Place(venue, $"o{i}", Side.Buy, "30000", "0.001");
            venue.Apply(venue.Demand(RequestType.Close, Who($"o{i}"), new byte[12]));
        }

        venue.Refresh();
        Assert.Equal(owners, venue.State.Waiting.Closes.Count);
        Place(venue, Carol, Side.Buy, "29500", "3");
        Assert.Equal(6, Left(venue));
        Assert.Equal(venue.Account($"o{owners - 6}").Index, (int)(venue.State.CloseCursor >> 16));
        Assert.Equal(0, Left(venue));
        Assert.Equal(0UL, venue.State.CloseCursor);
    }

    private static void Place(Venue venue, string who, Side side, string price, string size) =>
        venue.Act(who, new PlaceOrders([Order(Btc, side, price, size)], null));

    private static int Left(Venue venue)
    {
        venue.Apply(new BatchCut(venue.State.LastBatch + 1));
        return venue.State.Waiting.Closes.Count;
    }

    private void Open(string size = "1")
    {
        _venue.Sell(Bob, Btc, "30000", size);
        _venue.Buy(Alice, Btc, "30000", size);
    }

    private IReadOnlyList<IEngineEvent> Demand(string name, ulong size, MarketId? market = null) =>
        _venue.Apply(_venue.Demand(
            RequestType.Close, Who(name), [.. Bytes((market ?? Btc).Value)[4..], .. Bytes(size)]));

    private IReadOnlyList<IEngineEvent> Cut() => _venue.Apply(new BatchCut(_venue.State.LastBatch + 1));

    private List<IEngineEvent> PassMinute() => _venue.Pass(61);

    private long Equity(string name)
    {
        var account = _venue.Account(name);
        return (long)(account.Collateral.Value + account.Slots.Sum(slot => slot.IsFree ? 0L
            : (long)_venue.State.MarketOf(slot.Market).Mark.Worth(slot.Size.Value)
                - slot.EntryNotional.Value + slot.IsolatedCollateral.Value));
    }

    private static CloseEnded Ended(
        ulong request, CloseEnd how, MarketId? market = null, RejectCode code = RejectCode.None) =>
        new(request, Who(Alice), market ?? Btc, how, code);

    private static void Refused(RejectCode code, IReadOnlyList<IEngineEvent> events) =>
        Assert.Equal(code, events.OfType<RequestRefused>().Single().Code);

    // Sums over a thousand accounts after each of thousands of entries would take minutes.
    private sealed class Unwatched : IWatcher
    {
        public EventSink Sink { get; } = new EventList();

        public void Applied(Entry entry)
        {
        }
    }
}
