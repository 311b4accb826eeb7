using System.Numerics;
using Offing.Engine.Liquidation;
using Offing.Engine.Margin;
using Offing.Engine.Tests.Properties;
using Offing.Primitives;

namespace Offing.Engine.Tests.Liquidation;

public class ZeroPriceTests
{
    [Fact]
    [Trait("rule", "ENG-LIQ-004")]
    public void It_is_dYdXs_bankruptcy_price_on_twenty_thousand_accounts()
    {
        var random = new SplitMix(9);
        var venue = Venue.Ready();
        var market = venue.State.MarketOf(Venue.Btc);
        var account = venue.Account(Venue.Alice);
        venue.Buy(Venue.Bob, Venue.Btc, "30000", "0.01");
        venue.Sell(Venue.Alice, Venue.Btc, "30000", "0.01");
        var slot = account.FindSlot(Venue.Btc)!;
        for (var i = 0; i < 20_000; i++)
        {
            slot.Size = new Lots((random.Chance(50) ? 1 : -1) * (1L + (long)(random.Next() % 1_000_000_000)));
            var own = Exposure.Of(market, slot).Maintenance;
            var maintenance = own + (random.Chance(50) ? 0 : (long)(random.Next() % (ulong)own));
            var equity = (Int128)(random.Next() % (ulong)maintenance);
            var bucket = new Bucket(equity, 0, maintenance, 0, 0);

            // dYdX: the quote that closing the whole position at the bankruptcy price moves is
            // -(change of net notional) - collateral x |change of maintenance| / maintenance.
            var size = (BigInteger)slot.Size.Value;
            var quote = (size * market.Mark.Value) - Ratio((BigInteger)equity * own, maintenance);
            var price = BookStep.ZeroPrice(market, slot, bucket);
            var paid = size * price.Value;
            Assert.True(paid >= quote, $"{paid} is worse for the account than {quote}");
            Assert.True(paid - quote <= BigInteger.Abs(size), "more than a tick from the exact price");
        }
    }

    private static BigInteger Ratio(BigInteger dividend, Int128 divisor) => dividend / divisor;
}
