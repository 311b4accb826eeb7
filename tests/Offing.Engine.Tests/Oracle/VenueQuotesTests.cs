using Offing.Engine.Previews;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Oracle;

public class VenueQuotesTests
{
    private readonly Venue _venue = new(Genesis() with { Venues = [new VenueParameters("one", 1)] });

    [Fact]
    [Trait("rule", "ENG-ORA-008")]
    public void Reports_of_other_venues_that_do_not_count_are_refused_by_name()
    {
        Refused(RejectCode.UnknownMarket, Report(0, 0, new MarketId(9), 1, 0, 1));
        Refused(RejectCode.PublisherUnknown, Report(3, 0, Btc, 1, 0, 1));
        Refused(RejectCode.VenueUnknown, Report(0, 1, Btc, 1, 0, 1));
        Refused(RejectCode.ReportSequence, Report(0, 0, Btc, 1, 0, 2));
        Refused(RejectCode.ReportPrice, Report(0, 0, Btc, 0, 0, 1));
        Refused(RejectCode.ReportPremium, Report(0, 0, Btc, 1, 0, 2, Nano.One + 1));
        Refused(RejectCode.ReportPremium, Report(0, 0, Btc, 1, 0, 3, long.MinValue));
        Refused(RejectCode.ReportFromFuture, Report(0, 0, Btc, 1, 2_001, 4));
        Refused(RejectCode.ReportStale, Report(0, 0, Btc, 1, -10_001, 5));
        Assert.Empty(_venue.Apply(Report(0, 0, Btc, 1, -10_000, 6, -Nano.One)));
        Refused(RejectCode.ReportSequence, Report(0, 0, Btc, 1, 0, 6));
        Assert.Equal(1U, _venue.State.MarketOf(Btc).QuoteOf(0, 0).Mid.Value);
    }

    [Fact]
    [Trait("rule", "ENG-ORA-008")]
    public void A_venue_is_told_while_a_quorum_is_fresh_about_it_with_the_rate_of_its_median()
    {
        _venue.Apply(Report(0, 0, Btc, 300_000, 0, 1, 700_000));
        Assert.Empty(OtherVenue.Of(_venue.State));
        _venue.Apply(Report(1, 0, Btc, 300_000, 0, 1, 900_000));
        // 0.08 % of premium, pulled by 0.05 % towards 0.01 %: 0.03 % over 8 hours.
        var told = Assert.Single(OtherVenue.Of(_venue.State));
        Assert.Equal(new OtherVenue(Btc, 0, new Nano(800_000), new Nano(37_500)), told);
        _venue.Now += 10_001;
        _venue.Apply(new Tick());
        Assert.Empty(OtherVenue.Of(_venue.State));
    }

    private VenueReport Report(
        byte publisher, byte venue, MarketId market, uint mid, long offset_Ms, ulong sequence,
        long premium = 0) =>
        new(publisher, venue, market, new Ticks(mid), new Nano(premium),
            new Time((ulong)((long)_venue.Now + offset_Ms)), sequence, new byte[65]);

    private void Refused(RejectCode code, VenueReport report) =>
        Assert.Equal(code, Assert.IsType<ReportRefused>(Assert.Single(_venue.Apply(report))).Code);
}
