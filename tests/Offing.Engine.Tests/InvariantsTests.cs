using Offing.Engine.Auditing;
using Offing.Engine.Books;
using Offing.Engine.Markets;
using Offing.Engine.Matching;
using Offing.Primitives;
using Offing.Protocol.Commands;
using static Offing.Engine.Tests.Venue;
using BookOrder = Offing.Engine.Books.Order;

namespace Offing.Engine.Tests;

/// <summary>
/// A check that never fails proves nothing: each invariant is broken on purpose, and reported; by the watch
/// of a node that serves too, but for the order inside a side of a book.
/// </summary>
public class InvariantsTests
{
    private readonly Venue _venue = Ready();
    private readonly InvariantWatch _watch;

    // Bob is long 0.3 BTC against Alice and bids twice in ETH; Carol asks there and has no position.
    public InvariantsTests()
    {
        _venue.Sell(Alice, Btc, "30000", "0.3");
        _venue.Buy(Bob, Btc, "30000", "0.3");
        _venue.Buy(Bob, Eth, "1990", "1");
        _venue.Buy(Bob, Eth, "1980", "1");
        _venue.Sell(Carol, Eth, "2010", "1");
        Assert.Empty(Invariants.Check(_venue.State));
        _watch = new InvariantWatch(_venue.State);
        _venue.State.Changes.Drain();
    }

    private MarketState EthMarket => _venue.State.MarketOf(Eth);

    private BookOrder BestBid => EthMarket.Book.Best(Side.Buy)!;

    [Fact]
    [Trait("rule", "ENG-INV-001")]
    public void Money_from_nowhere_is_reported()
    {
        Reported("I1: balances", () => _venue.Account(Alice).Collateral += new MicroUsd(1));
        Reported("I1: balances", () => _venue.Slot(Alice, Btc).EntryNotional -= new MicroUsd(2));
        Reported("I1: balances", () => _venue.Slot(Bob, Btc).IsolatedCollateral += new MicroUsd(5));
        Reported("I1: balances", () => _venue.State.DepositsCredited += 30);
        Reported("I1: balances", () => _venue.State.WithdrawalsDebited -= 50);
    }

    [Fact]
    [Trait("rule", "ENG-INV-002")]
    public void A_position_without_a_counterpart_is_reported() =>
        Reported("I2: positions of market 0 sum to 1", () => _venue.Slot(Alice, Btc).Size += new Lots(1));

    [Fact]
    [Trait("rule", "ENG-INV-003")]
    public void A_wrong_open_interest_is_reported() =>
        Reported("open interest of market 0", () => _venue.State.MarketOf(Btc).OpenInterest += new Lots(1));

    [Fact]
    [Trait("rule", "ENG-INV-004")]
    public void A_crossed_book_is_reported()
    {
        Reported("I3: the book of market 1 is crossed", () => Rest(Copy(900, 201_000)));
        Assert.Single(Invariants.Check(_venue.State));
    }

    [Fact]
    [Trait("rule", "ENG-INV-005")]
    public void An_order_out_of_its_turn_is_reported()
    {
        Force(BestBid, nameof(BookOrder.Price), new Ticks(100_000));
        Reported("stands behind a later or worse one", () => { }, isWatched: false);
    }

    [Fact]
    [Trait("rule", "ENG-INV-005")]
    public void An_order_before_an_earlier_one_of_its_price_is_reported()
    {
        Rest(Copy(900, BestBid.Price.Value));
        Force(BestBid, nameof(BookOrder.Place), 901UL);
        Reported("stands behind a later or worse one", () => { }, isWatched: false);
    }

    [Fact]
    [Trait("rule", "ENG-INV-006")]
    public void An_order_that_its_owner_does_not_know_is_reported() =>
        Reported("at rest is not as its owner has it", () => _venue.Account(Bob).Orders.Remove(BestBid));

    [Theory]
    [Trait("rule", "ENG-INV-006")]
    [InlineData(nameof(BookOrder.Remaining), 0L)]
    [InlineData(nameof(BookOrder.Remaining), 10_001L)]
    [InlineData(nameof(BookOrder.Size), 9_999L)]
    public void More_or_less_left_than_can_be_is_reported(string field, long lots)
    {
        Force(BestBid, field, new Lots(lots));
        Reported("at rest is not as its owner has it", () => { });
    }

    [Fact]
    [Trait("rule", "ENG-INV-006")]
    public void An_order_of_the_other_side_is_reported()
    {
        Force(BestBid, nameof(BookOrder.Side), Side.Sell);
        Reported("at rest is not as its owner has it", () => { });
    }

    [Fact]
    [Trait("rule", "ENG-INV-006")]
    public void An_order_that_is_in_no_book_or_has_no_slot_is_reported()
    {
        Reported("is not in its book", () => EthMarket.Orders.Remove(BestBid));
        Reported("is not in its book", () =>
        {
            var stray = Copy(900, 190_000);
            stray.Owner = _venue.Account(Carol).Index;
            _venue.Account(Carol).Orders.Add(stray);
        });
    }

    [Fact]
    [Trait("rule", "ENG-INV-006")]
    public void An_order_of_another_account_is_reported()
    {
        Force(BestBid, nameof(BookOrder.Owner), _venue.Account(Carol).Index);
        Reported("is not in its book", () => { });
    }

    [Fact]
    [Trait("rule", "ENG-INV-007")]
    public void A_free_slot_with_something_in_it_is_reported()
    {
        Reported("has a free slot that is not empty", () =>
            _venue.Account(Alice).FreeSlot()!.Size = new Lots(1));
        Reported("has a free slot that is not empty", () =>
            _venue.Account(Bob).FreeSlot()!.EntryNotional = new MicroUsd(1));
        Reported("has a free slot that is not empty", () =>
            _venue.Account(Carol).FreeSlot()!.Leverage = 1);
    }

    [Fact]
    [Trait("rule", "ENG-INV-007")]
    public void A_free_slot_with_a_reserve_is_reported() =>
        Reported("has a free slot that is not empty", () =>
            _venue.Account(Alice).FreeSlot()!.AddReserve(Side.Sell, new Ticks(1), new Lots(1)));

    [Fact]
    [Trait("rule", "ENG-INV-008")]
    public void Two_slots_in_one_market_are_reported() =>
        Reported("has two slots in market 0", () =>
            _venue.Account(Bob).FreeSlot()!.MustTake(_venue.State.MarketOf(Btc).Parameters, 0));

    [Theory]
    [Trait("rule", "ENG-INV-009")]
    [InlineData(0U)]
    [InlineData(41U)]
    public void A_leverage_that_cannot_be_chosen_is_reported(uint leverage) =>
        Reported("has a bad slot in market 0", () => _venue.Slot(Bob, Btc).Leverage = leverage);

    [Fact]
    [Trait("rule", "ENG-INV-009")]
    public void A_slot_that_nothing_holds_is_reported() =>
        Reported("has a bad slot in market 2", () =>
            _venue.Account(Bob).FreeSlot()!.MustTake(_venue.State.MarketOf(Sol).Parameters, 0));

    [Fact]
    [Trait("rule", "ENG-INV-009")]
    public void A_cost_without_a_position_is_reported() =>
        Reported("has a bad slot in market 1", () =>
            _venue.Slot(Carol, Eth).EntryNotional = new MicroUsd(1));

    [Theory]
    [Trait("rule", "ENG-INV-010")]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void A_reserve_that_is_not_the_orders_is_reported(Side side) =>
        Reported("has other reserves than orders in 1", () =>
            _venue.Slot(Bob, Eth).AddReserve(side, new Ticks(1), new Lots(1)));

    [Theory]
    [Trait("rule", "ENG-INV-010")]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void A_reserve_at_another_price_than_the_orders_is_reported(Side side) =>
        Reported("has other reserves than orders in 1", () =>
        {
            _venue.Slot(Bob, Eth).AddReserve(side, new Ticks(2), new Lots(1));
            _venue.Slot(Bob, Eth).AddReserve(side, new Ticks(1), new Lots(-1));
        });

    private BookOrder Copy(ulong id, uint price)
    {
        var order = _venue.State.Orders.Rent();
        var draft = new OrderDraft(
            EthMarket, Side.Buy, new Ticks(price), new Lots(10_000), TimeInForce.Gtc, false,
            ClientOrderId.None, Who(Bob));
        draft.CopyTo(order, new OrderId(id), _venue.Account(Bob).Index, new Time(_venue.Now));
        return order;
    }

    private void Rest(BookOrder order) => Resting.Add(
        new EntryContext(_venue.State), order, _venue.Account(Bob), _venue.Slot(Bob, Eth));

    // By the full check, and by what a node that serves looks at after each batch.
    private void Reported(string sentence, Action harm, bool isWatched = true)
    {
        harm();
        Assert.Contains(
            Invariants.Check(_venue.State),
            violation => violation.Contains(sentence, StringComparison.Ordinal));
        _venue.State.Changes.Order(BestBid);
        _venue.State.Changes.Account(_venue.Account(Bob));
        Assert.Equal(
            isWatched,
            _watch.Check(_venue.State.Changes.Named).Any(
                violation => violation.Contains(sentence, StringComparison.Ordinal)));
    }

    // What no code of the engine can do to an order: its key is fixed once it is made.
    private static void Force(BookOrder order, string property, object value) =>
        typeof(BookOrder).GetProperty(property)!.SetValue(order, value);
}
