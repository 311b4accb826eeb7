using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Funding;

public class FundingSamplesTests
{
    // 14 November 2023, 22:00:00 UTC; the prices of a ready venue come at once.
    private const ulong Hour = 1_699_999_200_000;
    private const int Seconds = 3_600;

    private readonly Venue _venue = At(Hour);

    private Offing.Engine.Markets.MarketState Market => _venue.State.MarketOf(Btc);

    [Fact]
    [Trait("rule", "ENG-FND-001")]
    [Trait("rule", "ENG-FND-006")]
    [Trait("rule", "ENG-FND-007")]
    public void At_the_full_hour_an_empty_book_pays_the_interest_on_the_oracle_price()
    {
        _venue.Sell(Alice, Btc, "30000", "0.1");
        _venue.Buy(Bob, Btc, "30000", "0.1");
        Assert.Empty(_venue.Pass(Seconds - 1).OfType<FundingMoved>());
        var moved = _venue.Pass(1).OfType<FundingMoved>().Single(paid => paid.Market == Btc);
        // 0.01 % over 8 hours: 0.00125 % of 3 USDC a lot is 3.75 µ.
        Assert.Equal(
            new FundingMoved(
                Btc, new Nano(12_500), new Nano(0), new Ticks(300_000), 3_750_000_000, MicroUsd.Zero,
                new Time(Hour + 3_600_000)),
            moved);
        Assert.Equal((0UL, (Int128)0), (Market.PremiumSum_Ms, Market.PremiumSum));
        _venue.Buy(Alice, Btc, "30000", "0.05");
        var closing = _venue.Act(Bob, new Protocol.Commands.PlaceOrders(
            [Order(Btc, Side.Sell, "30000", "0.05")], null));
        // 10,000 lots.
        Assert.Equal([-37_500L, 37_500], closing.OfType<FundingPaid>().Select(paid => paid.Amount.Value));
        Assert.Equal(0, _venue.State.FindAccount(SystemAccounts.FundingPool(Btc))!.Collateral.Value);
    }

    [Fact]
    [Trait("rule", "ENG-FND-005")]
    public void The_premium_is_sampled_every_five_seconds_and_at_the_full_hour()
    {
        var samples = _venue.Pass(60).OfType<PremiumSampled>().Where(sample => sample.Market == Btc);
        Assert.Equal(12, samples.Count());
        _venue.Now = Hour + 3_599_000;
        _venue.Refresh().Refresh();
        _venue.Now = Hour + 3_600_300;
        var events = _venue.Apply(new Tick());
        Assert.Single(events.OfType<PremiumSampled>(), sample => sample.Market == Btc);
        // What comes after the hour belongs to the next.
        Assert.Equal((300UL, Hour + 3_600_300), (Market.PremiumSum_Ms, Market.PremiumTime.Milliseconds));
    }

    [Fact]
    [Trait("rule", "ENG-FND-005")]
    public void A_gap_of_more_than_thirty_seconds_is_no_time()
    {
        _venue.Pass(600);
        Assert.Equal(600_000UL, Market.PremiumSum_Ms);
        _venue.Now += 30_001;
        _venue.Refresh().Refresh();
        Assert.Equal(600_000UL, Market.PremiumSum_Ms);
        _venue.Pass(600);
        Assert.Equal(1_200_000UL, Market.PremiumSum_Ms);
        _venue.Now = Hour + 3_600_000;
        _venue.Refresh().Refresh();
        // A third of an hour was seen: a third of 3.75 µ is paid.
        Assert.Equal(1_250_000_000, Market.FundingIndex);
    }

    [Fact]
    [Trait("rule", "ENG-FND-005")]
    public void A_gap_across_the_full_hour_is_no_time_of_the_next_one_either()
    {
        _venue.Pass(3_580);
        _venue.Now = Hour + 3_620_000;
        _venue.Refresh().Refresh();
        Assert.NotEqual(0, Market.FundingIndex);
        Assert.Equal(0UL, Market.PremiumSum_Ms);
    }

    [Fact]
    [Trait("rule", "ENG-FND-005")]
    public void Without_a_quorum_there_is_no_sample_and_the_hour_is_paid_when_it_is_back()
    {
        _venue.Pass(3_590);
        for (var i = 0; i < 60; i++)
        {
            _venue.Now += 1_000;
            Assert.All(_venue.Apply(new Tick()), happened => Assert.True(
                happened is not FundingMoved || _venue.Now <= Hour + 3_600_000));
        }

        Assert.False(Market.HasQuorum);
        Assert.True(Market.PremiumTime.Milliseconds <= Hour + 3_600_000);
    }

    [Fact]
    [Trait("rule", "ENG-FND-004")]
    [Trait("rule", "ENG-FND-005")]
    public void The_premium_is_the_weighted_median_of_ours_and_those_of_other_venues()
    {
        var venue = At(Hour, new VenueParameters("a", 1), new VenueParameters("b", 1),
            new VenueParameters("c", 1), new VenueParameters("d", 1));
        // Ours is 0 and weighs 3.5; two others of 1.2 each say more, and are outvoted.
        Say(venue, 0, 1_000_000);
        Say(venue, 1, 1_200_000);
        Assert.Equal(0, Last(venue));
        // Three weigh 3.6.
        Say(venue, 2, 1_100_000);
        Assert.Equal(1_000_000, Last(venue));
        // One of them off by half changes nothing beyond the others.
        Say(venue, 2, 500_000_000);
        Assert.Equal(1_000_000, Last(venue));
        Say(venue, 3, -500_000_000);
        Assert.Equal(0, Last(venue));
    }

    [Fact]
    [Trait("rule", "ENG-FND-008")]
    public void What_settlements_left_over_is_swept_at_the_hour()
    {
        _venue.Sell(Alice, Btc, "30000", "0.00037");
        _venue.Buy(Bob, Btc, "30000", "0.00037");
        _venue.Pass(Seconds);
        _venue.Sell(Bob, Btc, "30000", "0.00037");
        _venue.Buy(Alice, Btc, "30000", "0.00037");
        // 37 lots by 3.75 µ are 138.75: one pays 139, the other gets 138.
        Assert.Equal(1, _venue.State.FindAccount(SystemAccounts.FundingPool(Btc))!.Collateral.Value);
        var moved = _venue.Pass(Seconds).OfType<FundingMoved>().Single(paid => paid.Market == Btc);
        Assert.Equal(1, moved.Swept.Value);
        Assert.Equal(1, _venue.State.FindAccount(SystemAccounts.Insurance)!.Collateral.Value);
    }

    private static long Last(Venue venue) =>
        venue.Pass(5).OfType<PremiumSampled>().Last(sample => sample.Market == Btc).Premium.Value;

    private static void Say(Venue venue, byte other, long premium)
    {
        // What was said before is kept fresh.
        for (byte known = 0; known < 4; known++)
        {
            var said = venue.State.MarketOf(Btc).QuoteOf(known, 0);
            if (known != other && said.Mid.Value != 0)
            {
                venue.Quote(0, known, Btc, said.Mid.Value, said.Premium.Value);
                venue.Quote(1, known, Btc, said.Mid.Value, said.Premium.Value);
            }
        }

        venue.Quote(0, other, Btc, 300_000, premium);
        venue.Quote(1, other, Btc, 300_000, premium);
    }

    private static Venue At(ulong start_Ms, params VenueParameters[] others)
    {
        var venue = new Venue(Genesis() with { Venues = others }, start_Ms);
        venue.Price(Btc, "30000").Price(Eth, "2000").Price(Sol, "100");
        return venue.Deposit(Alice, 100_000).Deposit(Bob, 100_000).Deposit(Carol, 100_000);
    }
}
