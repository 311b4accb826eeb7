using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Matching;

public class TradeSideTests
{
    [Fact]
    [Trait("rule", "ENG-FEE-001")]
    [Trait("rule", "ENG-FEE-002")]
    public void A_fee_is_never_under_its_rate_and_a_rebate_never_over_it()
    {
        var venue = Ready(Genesis(taker: 450_000, maker: -100_000));
        venue.Sell(Alice, Btc, "30001", "0.00037");
        var trade = Trade(venue, builder: null);
        // Of 11.10037 USDC 4995.1665 and 1110.037 µ.
        Assert.Equal((4_996L, -1_110L), (trade.Taker.Fee.Value, trade.Maker.Fee.Value));
        Assert.Equal(3_886, venue.State.FindAccount(SystemAccounts.Fees)!.Collateral.Value);
    }

    private static Traded Trade(Venue venue, BuilderCode? builder) =>
        venue.Act(Bob, new PlaceOrders([Order(Btc, Side.Buy, "30001", "0.00037")], builder))
            .OfType<Traded>().Single();
}
