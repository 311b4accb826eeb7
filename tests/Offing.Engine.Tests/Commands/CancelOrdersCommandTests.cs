using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Commands;

public class CancelOrdersCommandTests
{
    [Fact]
    [Trait("rule", "ENG-ORD-019")]
    [Trait("rule", "ENG-ACC-017")]
    public void A_cancel_takes_the_order_off_and_gives_the_slot_back()
    {
        var venue = Ready();
        var order = venue.Buy(Alice, Btc, "29000", "0.1").Order;
        var events = venue.Act(Alice, new CancelOrders([(Btc, order)]));
        var closed = events.OfType<OrderClosed>().Single();
        Assert.Equal(
            (OrderStatus.Canceled, 10_000L, true), (closed.Status, closed.Remaining.Value, closed.HadRested));
        Assert.Equal(OutcomeKind.Cancelled, events.OfType<ItemOutcome>().Single().Kind);
        Assert.Null(venue.Account(Alice).FindSlot(Btc));
        Assert.Equal(0, venue.Account(Alice).Orders.Count);
    }

    [Fact]
    [Trait("rule", "ENG-ORD-019")]
    public void What_is_gone_or_anothers_or_in_another_market_is_unknown()
    {
        var venue = Ready();
        var order = venue.Buy(Alice, Btc, "29000", "0.1").Order;
        Rejected(RejectCode.UnknownOrder, Cancel(venue, Bob, Btc, order));
        Rejected(RejectCode.UnknownOrder, Cancel(venue, Alice, Eth, order));
        Rejected(RejectCode.UnknownMarket, Cancel(venue, Alice, new MarketId(77), order));
        Assert.Equal(OutcomeKind.Cancelled, Cancel(venue, Alice, Btc, order).Kind);
        Rejected(RejectCode.UnknownOrder, Cancel(venue, Alice, Btc, order));
    }

    [Fact]
    [Trait("rule", "ENG-ORD-002")]
    public void A_list_gives_one_outcome_for_each_and_the_second_of_two_equal_ones_is_unknown()
    {
        var venue = Ready();
        var order = venue.Buy(Alice, Btc, "29000", "0.1").Order;
        var events = venue.Act(Alice, new CancelOrders([(Btc, order), (Btc, order)]));
        Assert.Equal(
            [OutcomeKind.Cancelled, OutcomeKind.Error], events.OfType<ItemOutcome>().Select(o => o.Kind));
    }

    [Fact]
    [Trait("rule", "ENG-ORD-019")]
    public void Cancels_pass_without_a_quorum()
    {
        var venue = Ready();
        var order = venue.Buy(Alice, Btc, "29000", "0.1").Order;
        venue.Now += 20_000;
        Assert.Equal(OutcomeKind.Cancelled, Cancel(venue, Alice, Btc, order).Kind);
        Assert.False(venue.State.MarketOf(Btc).HasQuorum);
    }

    private static ItemOutcome Cancel(Venue venue, string who, MarketId market, OrderId order) =>
        venue.Act(who, new CancelOrders([(market, order)])).OfType<ItemOutcome>().Single();
}
