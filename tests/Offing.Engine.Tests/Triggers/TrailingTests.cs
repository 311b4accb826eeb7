using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Triggers;

public class TrailingTests
{
    [Fact]
    [Trait("rule", "ENG-TRG-009")]
    public void The_trigger_follows_the_mark_in_favour_and_never_goes_back()
    {
        var venue = Waits.Long();
        var stop = venue.Place(
            Alice, Waits.Reducing(Waits.Trailing(Btc, Side.Sell, "300", "29000", "1"))).Order;
        Assert.Equal(297_000U, venue.State.Waiting.FindConditional(stop)!.TriggerPrice.Value);
        Assert.Equal([304_000U - 3_000U], Moves(venue.Move("30400")));
        Assert.Empty(Moves(venue.Move("30200")));
        Assert.Equal(304_000U, venue.State.Waiting.FindConditional(stop)!.Peak.Value);
        Assert.Empty(Moves(venue.Move("30400")));
        Assert.Equal([stop], venue.Move("30100").Fired());
    }

    [Fact]
    [Trait("rule", "ENG-TRG-009")]
    public void A_buy_trails_the_lowest_mark()
    {
        var venue = Ready();
        var stop = venue.Place(Alice, Waits.Trailing(Btc, Side.Buy, "300", "31000", "0.1")).Order;
        Assert.Equal([295_000U + 3_000U], Moves(venue.Move("29500")));
        Assert.Equal([stop], venue.Move("29800").Fired());
    }

    [Theory]
    [InlineData("0", RejectCode.BadTrailingOffset)]
    [InlineData("0.05", RejectCode.BadTrailingOffset)]
    [InlineData("15000.1", RejectCode.BadTrailingOffset)]
    [InlineData("15000", RejectCode.None)]
    [InlineData("0.1", RejectCode.None)]
    [Trait("rule", "ENG-TRG-002")]
    public void The_distance_is_a_tick_to_half_of_the_mark(string offset, RejectCode code)
    {
        var venue = Ready();
        var outcome = venue.Place(Alice, Waits.Trailing(Btc, Side.Buy, offset, "31000", "0.1"));
        Assert.Equal(code, outcome.Code);
    }

    [Fact]
    [Trait("rule", "ENG-TRG-003")]
    public void An_account_has_sixteen_trailing_stops()
    {
        var venue = Ready();
        for (var i = 0; i < Limits.TrailingStopsPerAccount; i++)
        {
            venue.Place(Alice, Waits.Trailing(Btc, Side.Buy, "300", "31000", "0.1"));
        }

        var one = Waits.Trailing(Btc, Side.Buy, "300", "31000", "0.1");
        Rejected(RejectCode.TooManyOpenOrders, venue.Place(Alice, one));
        Assert.Equal(OutcomeKind.WaitingForTrigger, venue.Place(Bob, one).Kind);
        venue.State.MarketOf(Btc).Triggers.TrailingPlaced += Limits.TrailingStopsPerMarket;
        Rejected(RejectCode.TooManyOpenOrders, Outcome(venue, one));
        venue.State.MarketOf(Btc).Triggers.TrailingPlaced -= Limits.TrailingStopsPerMarket;
    }

    // Past the invariants: the count of the market is a made-up one.
    private static ItemOutcome Outcome(Venue venue, Offing.Protocol.Commands.OrderSpec order)
    {
        var action = venue.Signed(Carol, new Offing.Protocol.Commands.PlaceOrders([order], null));
        var next = venue.State.InputCursor + 1;
        return venue.Machine.Apply(new Offing.Protocol.Entries.SequencedEntry(
            next, next, new Time(venue.Now), action)).Events.OfType<ItemOutcome>().Single();
    }

    private static List<uint> Moves(List<IEngineEvent> events) =>
        [.. events.OfType<TriggerMoved>().Select(moved => moved.TriggerPrice.Value)];

    [Fact]
    [Trait("rule", "ENG-TRG-003")]
    public void One_of_as_many_as_there_may_be_can_be_modified()
    {
        var venue = Ready();
        var stop = Waits.Trailing(Btc, Side.Buy, "100", "30000", "0.1");
        var placed = venue.Act(
            Alice, new PlaceOrders([.. Enumerable.Repeat(stop, Limits.TrailingStopsPerAccount)], null));
        Rejected(RejectCode.TooManyOpenOrders, venue.Place(Alice, stop));
        var last = placed.Outcomes()[^1].Order;
        var events = venue.Act(
            Alice, new ModifyOrders([(new OrderReference(last, default), stop)], false));
        Assert.Equal(OutcomeKind.WaitingForTrigger, events.Outcomes().Single().Kind);
    }
}
