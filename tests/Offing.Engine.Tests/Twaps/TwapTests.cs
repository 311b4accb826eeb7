using Offing.Engine.Tests.Triggers;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Twaps;

public class TwapTests
{
    [Theory]
    [InlineData("1", 4, RejectCode.TwapDuration)]
    [InlineData("1", 1_441, RejectCode.TwapDuration)]
    [InlineData("0.00333", 5, RejectCode.TwapTooSmall)]
    [InlineData("0.00334", 5, RejectCode.None)]
    [InlineData("1", 1_440, RejectCode.None)]
    [Trait("rule", "ENG-TWP-001")]
    public void Its_duration_and_the_worth_of_a_slice_have_bounds(string size, uint minutes, RejectCode code)
    {
        var events = Ready().Act(Alice, new PlaceTwap(Btc, Side.Buy, Number(size), false, minutes, false));
        if (code == RejectCode.None)
        {
            Assert.Single(events.OfType<TwapStarted>());
        }
        else
        {
            Assert.Equal(code, events.OfType<ActionRejected>().Single().Code);
        }
    }

    [Fact]
    [Trait("rule", "ENG-TWP-001")]
    public void An_account_has_a_hundred_of_them()
    {
        var venue = Ready();
        var twap = new PlaceTwap(Btc, Side.Buy, Number("0.1"), false, 5, false);
        for (var i = 0; i < Limits.TwapsPerAccount; i++)
        {
            Assert.Single(venue.Act(Alice, twap).OfType<TwapStarted>());
        }

        Assert.Equal(RejectCode.TooManyTwaps, venue.Act(Alice, twap).OfType<ActionRejected>().Single().Code);
        Assert.Single(venue.Act(Bob, twap).OfType<TwapStarted>());
    }

    [Fact]
    [Trait("rule", "ENG-TWP-005")]
    public void A_slice_takes_what_it_finds_up_to_three_per_cent_from_the_mark()
    {
        var venue = Ready();
        venue.Sell(Bob, Btc, "30900", "0.04");
        venue.Sell(Bob, Btc, "30901", "1");
        var events = venue.Act(Alice, new PlaceTwap(Btc, Side.Buy, Number("1"), false, 5, false));
        var placed = events.OfType<OrderPlaced>().Single();
        Assert.Equal((309_000u, TimeInForce.Ioc), (placed.Price.Value, placed.Tif));
        Assert.Equal(10_000, placed.Size.Value);
        Assert.Equal(4_000, events.OfType<TwapSliced>().Single().Filled.Value);
        Assert.Equal(4_000, venue.Slot(Alice, Btc).Size.Value);
    }

    [Fact]
    [Trait("rule", "ENG-TWP-002")]
    [Trait("rule", "ENG-TWP-005")]
    public void What_slices_missed_later_ones_catch_up_and_the_last_ends_it()
    {
        var venue = Ready();
        venue.Act(Alice, new PlaceTwap(Btc, Side.Buy, Number("1"), false, 5, false));
        venue.Sell(Bob, Btc, "30000", "0.01");
        var filled = new List<long>();
        TwapStatus? ended = null;
        for (var slice = 2; slice <= 10; slice++)
        {
            if (slice == 6)
            {
                venue.Sell(Bob, Btc, "30000", "5");
            }

            var events = NextSlice(venue);
            filled.Add(events.OfType<TwapSliced>().Single().Filled.Value);
            ended = events.OfType<TwapEnded>().SingleOrDefault().Status;
        }

        // Five slices find a hundredth; then up to three even ones at once until the target is reached.
        Assert.Equal([1_000, 0, 0, 0, 30_000, 30_000, 19_000, 10_000, 10_000], filled);
        Assert.Equal(TwapStatus.Finished, ended);
        Assert.Equal(100_000, venue.Slot(Alice, Btc).Size.Value);
    }

    [Fact]
    [Trait("rule", "ENG-TWP-005")]
    public void A_slice_that_is_refused_does_not_end_it()
    {
        var venue = Ready();
        var events = venue.Act(Alice, new PlaceTwap(Btc, Side.Sell, Number("1"), true, 5, false));
        Assert.Equal(RejectCode.ReduceOnlyWouldIncrease, events.OfType<TwapSliced>().Single().Refusal);
        var other = venue.Act(Bob, new PlaceTwap(Btc, Side.Buy, Number("1"), false, 5, false));
        var id = other.OfType<TwapStarted>().Single().Twap;
        // Without a quorum there is no mark to buy near.
        venue.Now += Limits.TwapSlice_Ms;
        Assert.Equal(
            [RejectCode.ReduceOnlyWouldIncrease, RejectCode.NoMark],
            venue.Apply(new Tick()).OfType<TwapSliced>().Select(slice => slice.Refusal));
        Assert.Equal(2, venue.State.Waiting.Twaps.Count);
        Assert.Single(venue.Act(Bob, new CancelTwap(Btc, id)).OfType<TwapEnded>());

        venue.Price(Btc, "30000");
        venue.Sell(Bob, Btc, "30000", "0.15");
        venue.Buy(Alice, Btc, "30000", "0.15");
        venue.Buy(Carol, Btc, "30000", "2");
        Assert.Equal(15_000, NextSlice(venue).OfType<TwapSliced>().Single().Filled.Value);
    }

    [Fact]
    [Trait("rule", "ENG-TWP-006")]
    public void It_ends_finished_when_all_is_filled_or_sent_and_terminated_when_taken_back()
    {
        var venue = Ready();
        var started = venue.Act(Alice, new PlaceTwap(Btc, Side.Buy, Number("1"), false, 5, false))
            .OfType<TwapStarted>().Single();
        var id = started.Twap;
        Rejected(RejectCode.UnknownTwap, venue.Act(Bob, new CancelTwap(Btc, id)));
        Rejected(RejectCode.UnknownTwap, venue.Act(Alice, new CancelTwap(Eth, id)));
        Rejected(RejectCode.UnknownMarket, venue.Act(Alice, new CancelTwap(new MarketId(77), id)));
        var ended = venue.Act(Alice, new CancelTwap(Btc, id)).OfType<TwapEnded>().Single();
        Assert.Equal(TwapStatus.Terminated, ended.Status);
        Assert.Equal(0, venue.State.Waiting.Timers.Count);

        venue.Act(Alice, new PlaceTwap(Btc, Side.Buy, Number("1"), false, 5, false));
        venue.Now += 10 * Limits.TwapSlice_Ms;
        var last = venue.Apply(new Tick());
        Assert.Equal(TwapStatus.Finished, last.OfType<TwapEnded>().Single().Status);
    }

    // Reports come before it, so that there is a mark; then its time.
    private static IReadOnlyList<IEngineEvent> NextSlice(Venue venue)
    {
        var due = venue.State.Waiting.Twaps.Single().Due.Milliseconds;
        venue.Now = due - 5_000;
        venue.Price(Btc, "30000");
        venue.Now = due;
        return venue.Apply(new Tick());
    }
}
