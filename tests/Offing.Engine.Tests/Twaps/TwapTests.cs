using Offing.Engine.Tests.Triggers;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
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
}
