using System.Numerics;
using Offing.Engine.Margin;
using Offing.Engine.Tests.Naive;
using Offing.Engine.Tests.Properties;
using Offing.Primitives;
using Offing.Protocol.Genesis;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Margin;

public class MarginTableTests
{
    [Theory]
    [Trait("rule", "ENG-MRG-003")]
    [InlineData(150_000_000, 1_875_000)] // 1.25 %
    [InlineData(150_000_001, 1_875_000.025)] // 2.5 % of the last dollar
    [InlineData(200_000_000, 3_125_000)] // 2.5 % less the deduction of 1,875,000
    public void Hyperliquid_tiers_are_continuous_in_size(long notional_Usdc, decimal maintenance_Usdc)
    {
        var table = MarginTable.Of(Market(Tier(0, 40), Tier(150_000_000, 20)));
        Assert.Equal(
            (Int128)(maintenance_Usdc * 1_000_000), table.Maintenance((Int128)notional_Usdc * 1_000_000));
    }

    [Fact]
    [Trait("rule", "ENG-MRG-002")]
    public void Initial_margin_is_at_the_chosen_leverage_and_never_below_what_the_tier_asks()
    {
        var table = MarginTable.Of(Market(Tier(0, 40), Tier(150_000_000, 20)));
        Assert.Equal(Usdc(2_500_000), table.Initial(Usdc(100_000_000), 40, 0));
        Assert.Equal(Usdc(10_000_000), table.Initial(Usdc(100_000_000), 10, 0));
        Assert.Equal(Usdc(6_250_000), table.Initial(Usdc(200_000_000), 40, 0));
        Assert.Equal(Usdc(20_000_000), table.Initial(Usdc(200_000_000), 10, 0));
        Assert.Equal(40U, table.MaxLeverage(Usdc(149_999_999)));
        Assert.Equal(20U, table.MaxLeverage(Usdc(150_000_000)));
    }

    [Theory]
    [Trait("rule", "ENG-MRG-010")]
    [InlineData(0, 10)]
    [InlineData(20_000_000, 10)]
    [InlineData(35_000_000, 55)]
    [InlineData(45_500_000, 86.5)]
    [InlineData(50_000_000, 100)]
    [InlineData(80_000_000, 100)]
    public void Open_interest_of_20_to_50_million_brings_a_base_of_10_percent_to_all_as_on_dYdX(
        long openInterest_Usdc, decimal percent)
    {
        var market = Market() with
        {
            MaxLeverage = 10,
            OpenInterest = new OpenInterestParameters(Usd(20_000_000), Usd(50_000_000), MicroUsd.Zero),
        };
        var state = new Venue(Genesis() with { Markets = [market] }).State.Markets[0];
        state.Mark = new Ticks(10_000);
        state.OpenInterest = new Lots(openInterest_Usdc * 100);
        var table = state.Margin;
        Assert.Equal(
            (Int128)(percent * 10_000), table.Initial(Usdc(1), 10, state.Scale_Nano));
        Assert.Equal(50_000, table.Maintenance(Usdc(1)));
    }

    [Fact]
    [Trait("rule", "ENG-MRG-003")]
    public void A_table_gives_what_summing_each_part_at_its_own_rate_gives()
    {
        var random = new SplitMix(3);
        for (var round = 0; round < 300; round++)
        {
            var market = Market(Random(random));
            var table = MarginTable.Of(market);
            for (var i = 0; i < 100; i++)
            {
                var near = market.Tiers[random.Below(market.Tiers.Count)].LowerBound.Value;
                var notional = random.Chance(50)
                    ? (Int128)(random.Next() >> random.Below(60)) << random.Below(8)
                    : Int128.Max(0, near + random.Below(21) - 10);
                var maintenance = table.Maintenance(notional);
                Assert.Equal(NaiveMargin.Maintenance(market, (BigInteger)notional), (BigInteger)maintenance);
                Assert.InRange(table.Maintenance(notional + 1), maintenance, maintenance + 1);
                var scale = random.Chance(50) ? 0 : random.Below(1_000_000_001);
                var initial = table.Initial(notional, market.MaxLeverage, scale);
                Assert.True(initial >= maintenance && initial <= Int128.Max(notional, 0));
                Assert.True(table.Initial(notional + 1, market.MaxLeverage, scale) >= initial);
            }
        }
    }

    private static MarginTier[] Random(SplitMix random)
    {
        var tiers = new List<MarginTier> { Tier(0, (uint)(1 + random.Below(100))) };
        while (tiers.Count < 16 && tiers[^1].MaxLeverage > 1 && !random.Chance(20))
        {
            var from = tiers[^1].LowerBound.Value + 1 + (long)(random.Next() >> (10 + random.Below(45)));
            var leverage = (uint)(1 + random.Below((int)tiers[^1].MaxLeverage - 1));
            tiers.Add(new MarginTier(new MicroUsd(from), leverage));
        }

        return [.. tiers];
    }

    private static MarketParameters Market(params MarginTier[] tiers) => Genesis().Markets[0] with
    {
        MaxLeverage = tiers.Length == 0 ? 40 : tiers[0].MaxLeverage,
        Tiers = tiers,
    };

    private static MarginTier Tier(long from_Usdc, uint leverage) => new(Usd(from_Usdc), leverage);

    private static MicroUsd Usd(long usdc) => new(usdc * 1_000_000);

    private static Int128 Usdc(long usdc) => (Int128)usdc * 1_000_000;
}
