using Offing.Engine.Marks;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Protocol.Genesis;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Marks;

public class MarkPricesTests
{
    private readonly Venue _venue = Ready(Others());

    private Offing.Engine.Markets.MarketState Market => _venue.State.MarketOf(Btc);

    [Fact]
    [Trait("rule", "ENG-MRK-002")]
    public void A_book_that_does_not_stand_for_the_impact_notional_moves_nothing()
    {
        // 0.19 BTC at 29,990 is 5,698 USDC; the other side would be enough.
        _venue.Buy(Alice, Btc, "29990", "0.19");
        _venue.Sell(Bob, Btc, "30190", "1");
        _venue.Pass(60);
        Assert.Equal(((Int128)0, 0UL), (Market.BasisEma, Market.BasisTime.Milliseconds));
        _venue.Buy(Alice, Btc, "29990", "0.02");
        _venue.Pass(60);
        Assert.True(Market.BasisEma > 0);
    }

    [Fact]
    [Trait("rule", "ENG-MRK-002")]
    public void The_basis_follows_the_mid_by_its_formula_while_both_sides_are_quoted()
    {
        Quote("29990", "30190");
        Int128 expected = 0;
        // The mid is 90 USDC, 900 ticks, over the oracle. The first look only starts the clock.
        _venue.Apply(new Tick());
        for (var i = 0; i < 40; i++)
        {
            _venue.Now += 1_000;
            _venue.Refresh();
            expected = WideMath.FloorDiv((expected * 150_000) + (900_000_000_000 * (Int128)1_000), 151_000);
            Assert.Equal(expected, Market.BasisEma);
        }

        Assert.Equal(300_000U + (uint)(expected / Nano.One), Market.Mark.Value);
    }

    [Fact]
    [Trait("rule", "ENG-MRK-002")]
    public void Time_without_quotes_and_time_without_a_look_move_no_average()
    {
        Quote("29990", "30190");
        _venue.Pass(10);
        var held = Market.BasisEma;
        var bid = _venue.Account(Alice).Orders.First!;
        _venue.Act(Alice, new Protocol.Commands.CancelOrders([(Btc, bid.Id)]));
        _venue.Pass(10);
        Assert.Equal(held, Market.BasisEma);
        _venue.Buy(Alice, Btc, "29990", "1");
        _venue.Apply(new Tick());
        Assert.Equal(held, Market.BasisEma);

        _venue.Now += 40_000;
        _venue.Refresh().Refresh();
        Assert.Equal(held, Market.BasisEma);
        _venue.Pass(1);
        Assert.True(Market.BasisEma > held);
    }

    [Fact]
    [Trait("rule", "ENG-MRK-003")]
    [Trait("rule", "ENG-MRK-005")]
    public void The_book_counts_for_a_minute_after_a_trade_with_its_own_average()
    {
        Quote("29990", "30190");
        _venue.Buy(Carol, Btc, "30190", "0.1");
        _venue.Pass(5);
        // A is near the oracle, B at 30,190 and its own average between: the middle one.
        var a = 300_000 + (long)(Market.BasisEma / Nano.One);
        var ema = 300_000 + (long)(Market.BookEma / Nano.One);
        Assert.InRange(ema, a + 1, 301_899);
        Assert.Equal(ema, Market.Mark.Value);
        _venue.Pass(56);
        Assert.Equal(300_000 + (long)(Market.BasisEma / Nano.One), Market.Mark.Value);
        Assert.Equal(0UL, Market.BookTime.Milliseconds);
    }

    [Fact]
    [Trait("rule", "ENG-MRK-004")]
    [Trait("rule", "ENG-MRK-005")]
    public void Other_venues_count_when_a_quorum_reports_half_of_their_weight()
    {
        _venue.Quote(0, 0, Btc, 300_100);
        Assert.Equal(300_000U, Market.Mark.Value);
        _venue.Quote(2, 0, Btc, 300_100);
        // Weights 3, 2, 1: the first alone is half. With A alone beside it the lower mean.
        Assert.Equal(300_050U, Market.Mark.Value);
        Report(1, 300_300);
        Assert.Equal(300_050U, Market.Mark.Value);
        _venue.Pass(11);
        Assert.Equal(300_000U, Market.Mark.Value);
        Report(1, 300_100);
        Assert.Equal(300_000U, Market.Mark.Value);
    }

    [Fact]
    [Trait("rule", "ENG-MRK-004")]
    public void A_publisher_or_a_venue_off_by_half_changes_nothing()
    {
        foreach (var venue in (byte[])[0, 1, 2])
        {
            Report(venue, 300_100);
            _venue.Quote(2, venue, Btc, 300_100);
        }

        Assert.Equal(300_050U, Market.Mark.Value);
        _venue.Quote(1, 0, Btc, 150_000);
        Assert.Equal(300_050U, Market.Mark.Value);
        _venue.Quote(1, 0, Btc, 300_100);
        foreach (var publisher in (byte[])[0, 1, 2])
        {
            _venue.Quote(publisher, 1, Btc, 450_000);
        }

        Assert.Equal(300_050U, Market.Mark.Value);
    }

    [Fact]
    [Trait("rule", "ENG-MRK-006")]
    public void The_mark_stays_inside_of_its_width_whatever_is_said()
    {
        foreach (var venue in (byte[])[0, 1, 2])
        {
            Report(venue, 900_000);
            _venue.Quote(2, venue, Btc, 900_000);
        }

        Assert.Equal(303_750U, Market.Mark.Value);
    }

    [Fact]
    [Trait("rule", "ENG-MRK-001")]
    [Trait("rule", "ENG-ORA-007")]
    public void Without_a_quorum_the_mark_is_held_and_the_averages_stand_still()
    {
        Quote("29990", "30190");
        _venue.Pass(20);
        var (mark, basis) = (Market.Mark, Market.BasisEma);
        _venue.Now += 10_001;
        _venue.Apply(new Tick());
        for (var i = 0; i < 20; i++)
        {
            _venue.Now += 1_000;
            _venue.Apply(new Tick());
            Report(0, 310_000);
            _venue.Quote(2, 0, Btc, 310_000);
        }

        Assert.False(Market.HasQuorum);
        Assert.Equal((mark, basis), (Market.Mark, Market.BasisEma));
    }

    [Fact]
    [Trait("rule", "ENG-MRK-001")]
    public void An_order_moves_no_mark()
    {
        Quote("29990", "30190");
        _venue.Pass(20);
        var mark = Market.Mark;
        _venue.Buy(Carol, Btc, "30190", "0.9");
        Assert.Equal(mark, Market.Mark);
    }

    private static GenesisConfig Others() => Genesis(impact: 6_000_000_000) with
    {
        Venues =
        [
            new VenueParameters("one", 3), new VenueParameters("two", 2), new VenueParameters("three", 1),
        ],
    };

    private void Quote(string bid, string ask)
    {
        _venue.Buy(Alice, Btc, bid, "1");
        _venue.Sell(Bob, Btc, ask, "1");
    }

    private void Report(byte venue, uint mid)
    {
        _venue.Quote(0, venue, Btc, mid);
        _venue.Quote(1, venue, Btc, mid);
    }
}
