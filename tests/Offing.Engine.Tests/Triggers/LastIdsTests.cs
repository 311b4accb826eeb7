using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Triggers;

public class LastIdsTests
{
    private const ulong IdMax = (1UL << Limits.OrderIdBits) - 1;

    // Whatever is asked for with few numbers left is answered, and none is drawn that a book cannot hold.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [Trait("rule", "ENG-UNI-005")]
    public void With_the_last_numbers_everything_that_waits_is_answered(ulong left)
    {
        foreach (var grouping in Enum.GetValues<OrderGrouping>())
        {
            var venue = Waits.Long();
            var (buy, sell) = (Order(Btc, Side.Buy, "29900", "0.5"), Order(Btc, Side.Sell, "30100", "0.5"));
            var stop = Waits.Reducing(Waits.Stop(Btc, Side.Sell, "29500", "29400", "0.5"));
            venue.Place(Bob, Order(Btc, Side.Sell, "29900", "1") with
            {
                Options = OrderOptions.None with { Display = Number("0.1") },
            });
            var early = venue.Place(Alice, stop).Order;
            venue.State.NextOrderId = IdMax + 1 - left;
            venue.Group(Alice, grouping, buy, stop);
            venue.Group(Alice, grouping, buy, sell, stop);
            venue.Group(Alice, grouping, stop, stop);
            venue.Act(Alice, new PlaceTwap(Btc, Side.Buy, Number("1"), false, 5, false));
            venue.Act(Alice, new ModifyOrders([(new OrderReference(early, default), stop)], false));
            venue.Move("29500");
            venue.Now += Limits.TwapSlice_Ms;
            venue.Apply(new Tick());
            Assert.True(venue.State.NextOrderId <= IdMax + 1);
        }
    }
}
