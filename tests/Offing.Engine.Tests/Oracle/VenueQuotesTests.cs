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

    private VenueReport Report(
        byte publisher, byte venue, MarketId market, uint mid, long offset_Ms, ulong sequence,
        long premium = 0) =>
        new(publisher, venue, market, new Ticks(mid), new Nano(premium),
            new Time((ulong)((long)_venue.Now + offset_Ms)), sequence, new byte[65]);

    private void Refused(RejectCode code, VenueReport report) =>
        Assert.Equal(code, Assert.IsType<ReportRefused>(Assert.Single(_venue.Apply(report))).Code);
}
