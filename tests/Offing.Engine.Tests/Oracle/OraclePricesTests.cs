using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Oracle;

public class OraclePricesTests
{
    private readonly Venue _venue = new();

    private Offing.Engine.Markets.MarketState Market => _venue.State.MarketOf(Btc);

    [Fact]
    [Trait("rule", "ENG-ORA-004")]
    [Trait("rule", "ENG-ORA-005")]
    [Trait("rule", "ENG-ORA-006")]
    [Trait("rule", "ENG-ORA-007")]
    public void The_first_quorum_sets_the_price_and_one_publisher_does_not()
    {
        Assert.Empty(_venue.Report(0, Btc, 300_000));
        Assert.Equal(0U, Market.Mark.Value);
        var events = _venue.Report(1, Btc, 300_003);
        Assert.Equal(
            [new QuorumChanged(Btc, true), new MarkMoved(Btc, new Ticks(300_001), new Ticks(300_001))],
            events.Take(2));
    }

    [Fact]
    [Trait("rule", "ENG-ORA-005")]
    public void One_liar_of_three_moves_nothing()
    {
        _venue.Price(Btc, "30000");
        _venue.Now += 1_000;
        Assert.Empty(_venue.Report(2, Btc, uint.MaxValue));
        Assert.Empty(_venue.Report(2, Btc, 1));
        Assert.Equal(300_000U, Market.Mark.Value);
    }

    [Fact]
    [Trait("rule", "ENG-ORA-006")]
    public void The_price_moves_two_per_cent_a_second_towards_the_median()
    {
        _venue.Price(Btc, "30000");
        _venue.Now += 500;
        _venue.Report(0, Btc, 400_000);
        _venue.Report(1, Btc, 400_000);
        Assert.Equal(303_000U, Market.Mark.Value);
        _venue.Report(2, Btc, 400_000);
        Assert.Equal(303_000U, Market.Mark.Value);
        _venue.Now += 1_000;
        _venue.Apply(new Tick());
        Assert.Equal(309_060U, Market.Mark.Value);
    }

    [Fact]
    [Trait("rule", "ENG-ORA-006")]
    public void Allowances_of_less_than_a_tick_add_up_and_the_price_arrives()
    {
        var small = new MarketId(3);
        foreach (var price in (uint[])[40, 41])
        {
            _venue.Report(0, small, price);
            _venue.Report(1, small, price);
        }

        for (var i = 0; i < 20 && _venue.State.MarketOf(small).Mark.Value == 40; i++)
        {
            _venue.Now += 100;
            _venue.Apply(new Tick());
        }

        Assert.Equal(41U, _venue.State.MarketOf(small).Mark.Value);
    }

    [Fact]
    [Trait("rule", "ENG-ORA-006")]
    public void Standing_still_saves_up_no_more_than_a_second()
    {
        _venue.Price(Btc, "30000");
        for (var i = 0; i < 5; i++)
        {
            _venue.Now += 1_000;
            _venue.Refresh();
        }

        _venue.Report(0, Btc, 400_000);
        _venue.Report(1, Btc, 400_000);
        Assert.Equal(306_000U, Market.Mark.Value);
    }

    [Fact]
    [Trait("rule", "ENG-ORA-006")]
    public void A_small_move_arrives_at_once_when_the_median_moves()
    {
        _venue.Price(Btc, "30000");
        _venue.Now += 1_000;
        _venue.Report(0, Btc, 300_300);
        _venue.Report(1, Btc, 300_300);
        Assert.Equal(300_300U, Market.Mark.Value);
        _venue.Report(0, Btc, 300_000);
        _venue.Report(1, Btc, 300_000);
        Assert.Equal(300_000U, Market.Mark.Value);
    }

    [Fact]
    [Trait("rule", "ENG-ORA-003")]
    [Trait("rule", "ENG-ORA-004")]
    [Trait("rule", "ENG-ORA-007")]
    public void Silence_loses_the_quorum_and_it_is_back_after_two_more_reports()
    {
        _venue.Price(Btc, "30000");
        _venue.Now += 10_000;
        Assert.IsType<PremiumSampled>(Assert.Single(_venue.Apply(new Tick())));
        _venue.Now += 1;
        Assert.Equal(new QuorumChanged(Btc, false), Assert.Single(_venue.Apply(new Tick())));
        Assert.Equal(300_000U, Market.Mark.Value);

        Assert.Empty(_venue.Report(0, Btc, 310_000));
        Assert.Empty(_venue.Report(1, Btc, 310_000));
        Assert.Empty(_venue.Report(2, Btc, 310_000));
        Assert.Equal(
            [new QuorumChanged(Btc, true), new MarkMoved(Btc, new Ticks(306_006), new Ticks(306_006))],
            _venue.Report(0, Btc, 310_000).Take(2));
    }

    [Fact]
    [Trait("rule", "ENG-ORA-001")]
    [Trait("rule", "ENG-ORA-002")]
    public void Reports_that_do_not_count_are_refused_by_name()
    {
        Refused(RejectCode.UnknownMarket, Report(0, new MarketId(9), 1, 0, 1));
        Refused(RejectCode.PublisherUnknown, Report(3, Btc, 1, 0, 1));
        Refused(RejectCode.ReportSequence, Report(0, Btc, 1, 0, 2));
        Refused(RejectCode.ReportSequence, Report(0, Btc, 1, 0, 0));
        Refused(RejectCode.ReportPrice, Report(0, Btc, 0, 0, 1));
        Refused(RejectCode.ReportFromFuture, Report(0, Btc, 1, 2_001, 2));
        Refused(RejectCode.ReportStale, Report(0, Btc, 1, -10_001, 3));
        Assert.Empty(_venue.Apply(Report(0, Btc, 1, 2_000, 4)));
        Assert.Empty(_venue.Apply(Report(0, Btc, 1, -10_000, 5)));
        Refused(RejectCode.ReportSequence, Report(0, Btc, 1, 0, 5));
    }

    private OracleReport Report(
        byte publisher, MarketId market, uint price, long offset_Ms, ulong sequence) =>
        new(publisher, market, new Ticks(price), new Time((ulong)((long)_venue.Now + offset_Ms)), sequence,
            new byte[65]);

    private void Refused(RejectCode code, OracleReport report) =>
        Assert.Equal(code, Assert.IsType<ReportRefused>(Assert.Single(_venue.Apply(report))).Code);
}
