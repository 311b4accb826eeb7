using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.MarketData.Tests;

/// <summary>Conditional orders, TWAPs and sub-accounts, step by step.</summary>
public sealed class ConditionalFoldTests
{
    private static readonly Address Alice = Address.OfSystem("alice");
    private static readonly Address Sub = Address.OfSystem("sub");
    private static readonly MarketId Btc = new(0);
    private static readonly Time Then = new(RandomVenue.Start_Ms);
    private static readonly ConditionalPlaced Child = new(
        new(2), new(5), Btc, Alice, Alice, Side.Sell, new(95), new(10), TimeInForce.Ioc, ReduceOnly: true,
        TriggerKind.StopLoss, IsMarket: true, new(97), default, Group: 9, new(1), IsPositionTied: false,
        IsArmed: false, Then);

    private readonly VenueFold _fold = new(RandomVenue.Genesis);
    private ulong _seq;

    [Fact]
    public void A_child_waits_is_armed_triggers_and_trades_under_one_id()
    {
        Happen(Child);
        Assert.Equal((false, new OrderId(1)), (Order.Condition!.IsArmed, Order.Condition.Parent));
        Happen(new ConditionalArmed(new(2), Alice, new(6)));
        Assert.Equal((true, new Lots(6)), (Order.Condition.IsArmed, Order.Remaining));
        Happen(new ConditionalTriggered(new(2), Btc, Alice, new(96), RejectCode.None), Placed(new(86)));
        Assert.Equal((OrderStatus.Triggered, new Ticks(86)), (Order.Status, Order.Price));
        Assert.Equal((Then, new Time(Then.Milliseconds + 3)), (Order.Placed, Order.StatusTime));
        Happen(new OrderClosed(
            new(2), Btc, Alice, Side.Sell, new(86), new(6), Lots.Zero, OrderStatus.IocCanceled, false));
        Assert.Empty(_fold.OpenOrders(Alice));
        Assert.Equal(OrderStatus.IocCanceled, Order.Status);
        Assert.Equal(Order, _fold.FindOrder(Alice, new ClientOrderId(5)));
    }

    [Fact]
    public void What_is_refused_when_its_turn_comes_says_why()
    {
        Happen(
            Child, new ConditionalTriggered(new(2), Btc, Alice, new(96), RejectCode.InsufficientMargin),
            new OrderClosed(
                new(2), Btc, Alice, Side.Sell, new(95), new(10), Lots.Zero, OrderStatus.Rejected, false));
        Assert.Equal((OrderStatus.Rejected, RejectCode.InsufficientMargin), (Order.Status, Order.Refusal));
    }

    [Fact]
    public void What_has_only_waited_for_its_parent_is_an_open_order_then()
    {
        Happen(
            Child with { Trigger = TriggerKind.None, IsMarket = false, Tif = TimeInForce.Gtc },
            new ConditionalTriggered(new(2), Btc, Alice, new(96), RejectCode.None), Placed(new(95)),
            new OrderRested(new(2), Btc, Alice, Side.Sell, new(95), new(6), new(6)));
        Assert.Equal(OrderStatus.Open, Order.Status);
        Assert.Equal([new BookLevel(new(95), new(6), 1)], _fold.Book(Btc, PriceGrouping.None).Asks);
    }

    [Fact]
    public void A_trailing_stop_shows_where_its_trigger_stands()
    {
        Happen(Child with { Trigger = TriggerKind.TrailingStop, TrailingOffset = new(3), IsArmed = true });
        Happen(new TriggerMoved(new(2), Alice, new(101)));
        Assert.Equal(
            (new Ticks(101), new Ticks(3)),
            (Order.Condition!.TriggerPrice, Order.Condition.TrailingOffset));
    }

    [Fact]
    public void A_twap_runs_and_ends_and_its_history_tells_both()
    {
        Happen(new TwapStarted(4, Btc, Alice, Side.Buy, new(100), false, 30, true, Then));
        Happen(new TwapSliced(4, Alice, default, RejectCode.NoMark, Lots.Zero, MicroUsd.Zero));
        Assert.Equal(RejectCode.NoMark, Assert.Single(_fold.Twaps(Alice)).Refusal);
        Happen(new TwapSliced(4, Alice, new(5), RejectCode.None, new(2), new(194)));
        var running = Assert.Single(_fold.Twaps(Alice));
        Assert.Equal((new Lots(2), new MicroUsd(194)), (running.Filled, running.Quote));
        Assert.Equal(RejectCode.None, running.Refusal);
        Happen(new TwapEnded(4, Alice, TwapStatus.Finished, new(2), new(194)));
        Assert.Empty(_fold.Twaps(Alice));
        var history = _fold.TwapHistory(Alice);
        Assert.Equal([TwapStatus.Finished, TwapStatus.Activated], history.Select(t => t.Status));
        Assert.Equal([new Lots(2), Lots.Zero], history.Select(t => t.Filled));
    }

    [Fact]
    public void A_master_knows_its_sub_accounts_and_both_the_money_between_them()
    {
        Happen(new SubAccountCreated(Alice, Sub, "first"), new CollateralMoved(Alice, Sub, new(7)));
        Assert.Equal([new SubAccountRecord(Alice, Sub, "first")], _fold.SubAccounts(Alice));
        Assert.Equal((Alice, null), (_fold.MasterOf(Sub), _fold.MasterOf(Alice)));
        foreach (var side in new[] { Alice, Sub })
        {
            var record = Assert.Single(_fold.Ledger(side));
            Assert.Equal((LedgerKind.SubAccountTransfer, Alice, Sub), (record.Kind, record.From, record.To));
        }
    }

    [Fact]
    public void A_scheduled_cancel_is_shown_until_it_is_done_or_cleared()
    {
        Happen(new CancelScheduled(Alice, 99));
        Assert.Equal(99ul, _fold.ScheduledCancel_Ms(Alice));
        Happen(new ScheduledCancelDone(Alice));
        Assert.Null(_fold.ScheduledCancel_Ms(Alice));
        Happen(new CancelScheduled(Alice, 99));
        Happen(new CancelScheduled(Alice, null));
        Assert.Null(_fold.ScheduledCancel_Ms(Alice));
    }

    private OrderRecord Order => _fold.FindOrder(Alice, new OrderId(2))!.Value;

    private static OrderPlaced Placed(Ticks price) => new(
        new(2), new(5), Btc, Alice, Alice, Side.Sell, price, new(6), new(6), TimeInForce.Ioc, true,
        new Time(Then.Milliseconds + 3));

    private void Happen(params IEngineEvent[] events)
    {
        _seq++;
        var entry = new SequencedEntry(_seq, _seq, new Time(Then.Milliseconds + _seq), new Tick());
        _fold.Apply(new EntryOutput(entry, events));
    }
}
