using Offing.Engine.Fees;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Fees;

public class FeeTiersTests
{
    private const ulong Day_Ms = 24UL * 3600 * 1000;

    [Fact]
    [Trait("rule", "ENG-FEE-005")]
    public void The_volume_of_the_days_before_chooses_the_rates_and_that_of_today_does_not()
    {
        var venue = Ready(Tiered());
        Assert.Equal((13_500L, 4_500L), Trade(venue, Bob, Alice));
        NextDay(venue);
        // 30,000 each: the tier of 20,000, for the maker as for the taker.
        Assert.Equal((12_000L, -600L), Trade(venue, Bob, Alice));
        NextDay(venue);
        Assert.Equal((9_000L, -900L), Trade(venue, Bob, Alice));
        for (var day = 0; day < 14; day++)
        {
            NextDay(venue);
        }

        // The second trade is the fourteenth day before, the first no more.
        Assert.Equal((12_000L, -600L), Trade(venue, Bob, Alice));
    }

    [Fact]
    [Trait("rule", "ENG-FEE-005")]
    public void The_accounts_of_an_owner_have_one_volume_and_one_tier()
    {
        var venue = Ready(Tiered());
        var sub = venue.Sub(Alice, "s1");
        venue.Act(Alice, new TransferSubAccount(sub, true, new MicroUsd(50_000_000_000)));
        Trade(venue, Bob, Alice);
        NextDay(venue);
        venue.Sell(Bob, Btc, "30000", "1");
        var action = venue.For(sub, Alice, Order(Btc, Side.Buy, "30000", "1"));
        Assert.Equal(12_000_000, venue.Apply(action).OfType<Traded>().Single().Taker.Fee.Value);
    }

    [Fact]
    [Trait("rule", "ENG-FEE-005")]
    public void Rates_looked_up_once_a_day_are_those_of_a_plain_sum()
    {
        var genesis = Tiered();
        var venue = Ready(genesis);
        var random = new Random(7);
        var traded = new Dictionary<string, List<(ulong Day, long Notional)>>
        {
            [Alice] = [], [Bob] = [], [Carol] = [],
        };
        for (var i = 0; i < 200; i++)
        {
            if (random.Next(3) == 0)
            {
                NextDay(venue, random.Next(1, 5));
            }

            string[] names = [Alice, Bob, Carol];
            random.Shuffle(names);
            var trade = TradeOf(venue, names[0], names[1]);
            var today = venue.Now / Day_Ms;
            var notional = (trade.Price * trade.Size).Value;
            foreach (var (name, fee, isMaker) in (ReadOnlySpan<(string, MicroUsd, bool)>)[
                (names[0], trade.Taker.Fee, false), (names[1], trade.Maker.Fee, true)])
            {
                var volume = traded[name].Where(t => t.Day < today && t.Day + 14 >= today)
                    .Sum(t => t.Notional);
                var tier = FeeRates.Tier(genesis.Fees, volume);
                Assert.Equal((isMaker ? tier.Maker : tier.Taker).RoundUp(new MicroUsd(notional)), fee);
                traded[name].Add((today, notional));
            }
        }
    }

    [Fact]
    [Trait("rule", "ENG-FEE-002")]
    public void A_schedule_that_could_pay_out_more_than_it_takes_is_not_sound()
    {
        var fees = new FeeParameters(new Nano(450), new Nano(150));
        FeeTier At(long volume, long taker, long maker) => new(new(volume), new(taker), new(maker));
        Assert.True((fees with { Tiers = [At(1, 300, -300), At(2, 400, -100)] }).AreSound());
        Assert.False((fees with { Tiers = [At(1, 400, -400), At(2, 300, -100)] }).AreSound());
        Assert.False((fees with { Tiers = [At(2, 300, 0), At(2, 200, 0)] }).AreSound());
        Assert.False((fees with { Tiers = [At(1, -1, 5)] }).AreSound());
        var many = Enumerable.Range(1, 17).Select(i => At(i, 1, 1)).ToArray();
        Assert.False((fees with { Tiers = many }).AreSound());
    }

    internal static GenesisConfig Tiered() => Genesis() with
    {
        Fees = new FeeParameters(new Nano(450_000), new Nano(150_000))
        {
            Tiers =
            [
                new FeeTier(new MicroUsd(20_000_000_000), new Nano(400_000), new Nano(-20_000)),
                new FeeTier(new MicroUsd(60_000_000_000), new Nano(300_000), new Nano(-30_000)),
            ],
        },
    };

    // In thousandths of a USDC.
    private static (long Taker, long Maker) Trade(Venue venue, string taker, string maker)
    {
        var trade = TradeOf(venue, taker, maker);
        return (trade.Taker.Fee.Value / 1_000, trade.Maker.Fee.Value / 1_000);
    }

    private static Traded TradeOf(Venue venue, string taker, string maker)
    {
        var isLong = venue.Account(maker).FindSlot(Btc)?.Size.Value > 0;
        var (rests, takes) = isLong ? (Side.Sell, Side.Buy) : (Side.Buy, Side.Sell);
        venue.Place(maker, Order(Btc, rests, "30000", "1"));
        return venue.Act(taker, new PlaceOrders([Order(Btc, takes, "30000", "1", TimeInForce.Ioc)], null))
            .OfType<Traded>().Single();
    }

    private static void NextDay(Venue venue, int days = 1)
    {
        venue.Now = ((venue.Now / Day_Ms) + (ulong)days) * Day_Ms;
        venue.Refresh().Refresh().Refresh();
    }
}
