using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Parameters;

public class PublisherSetTests
{
    private const ulong Delay_Ms = 5_000;

    private readonly Venue _venue = Ready(Genesis() with
    {
        ParameterDelay_Ms = Delay_Ms, Venues = [new VenueParameters("one", 1), new VenueParameters("two", 1)],
    });

    [Fact]
    [Trait("rule", "ENG-PAR-007")]
    public void A_publisher_that_is_added_counts_from_its_first_report()
    {
        var events = Change(3, Who("p3"), 3);
        Assert.Contains(new PublisherChanged(3, Who("p3"), 3), events);
        Assert.Equal((4, 3), (_venue.State.Publishers.Count, _venue.State.Quorum));
        _venue.Price(Btc, "30000");
        Assert.Equal(4, _venue.State.MarketOf(Btc).Reports.Count);
        // Two of four are no quorum of three.
        _venue.Now += 20_000;
        _venue.Report(0, Btc, 300_000);
        _venue.Report(1, Btc, 300_000);
        Assert.False(_venue.State.MarketOf(Btc).HasQuorum);
    }

    [Fact]
    [Trait("rule", "ENG-PAR-007")]
    [Trait("rule", "ENG-ORA-001")]
    public void One_that_is_removed_counts_no_more_and_its_place_can_be_given_again()
    {
        _venue.Report(2, Btc, 290_000);
        Change(2, Address.Zero);
        Assert.Equal(0u, _venue.State.MarketOf(Btc).Reports[2].Price.Value);
        Assert.Equal(RejectCode.PublisherUnknown, Refusal(_venue.Report(2, Btc, 290_000)));
        Assert.Equal(
            RejectCode.PublisherUnknown, Assert.IsType<ReportRefused>(
                Assert.Single(_venue.Quote(2, 0, Btc, 290_000))).Code);
        var sequence = _venue.State.MarketOf(Btc).Reports[2].Sequence;
        Change(2, Who("p9"));
        _venue.Report(2, Btc, 300_000);
        Assert.Equal(sequence + 1, _venue.State.MarketOf(Btc).Reports[2].Sequence);
        Assert.Equal(300_000u, _venue.State.MarketOf(Btc).Reports[2].Price.Value);
    }

    [Fact]
    [Trait("rule", "ENG-PAR-007")]
    public void What_the_key_before_had_signed_never_counts_after_it_was_replaced()
    {
        _venue.Quote(1, 1, Btc, 300_000);
        var market = _venue.State.MarketOf(Btc);
        var (report, quote) = (market.Reports[1], market.QuoteOf(1, 1));
        var before = _venue.Now;
        Change(1, Who("p9"));
        Assert.Equal(report.Sequence, market.Reports[1].Sequence);
        Assert.Equal(0u, market.Reports[1].Price.Value);
        Assert.Equal(0u, market.QuoteOf(1, 1).Mid.Value);
        // On its way meanwhile: the next sequence, and signed before the change.
        var late = new OracleReport(
            1, Btc, new Ticks(310_000), new Time(before), report.Sequence + 1, new byte[65]);
        Assert.Equal(RejectCode.ReportStale, Refusal(_venue.Apply(late)));
        var lateQuote = new VenueReport(
            1, 1, Btc, new Ticks(310_000), new Nano(0), new Time(before), quote.Sequence + 1, new byte[65]);
        Assert.Equal(RejectCode.ReportStale, Refusal(_venue.Apply(lateQuote)));
        _venue.Report(1, Btc, 300_000);
        Assert.Equal(300_000u, market.Reports[1].Price.Value);
    }

    [Fact]
    [Trait("rule", "ENG-PAR-007")]
    [Trait("rule", "ENG-ORA-003")]
    public void A_quorum_is_lost_with_the_entry_that_takes_its_publisher_away()
    {
        Change(0, Who("p0"), 1);
        _venue.Now += 10_001;
        _venue.Report(0, Btc, 300_000);
        _venue.Report(0, Btc, 300_000);
        _venue.Report(0, Btc, 300_000);
        Assert.True(_venue.State.MarketOf(Btc).HasQuorum);
        Announce(0, Address.Zero, 1);
        _venue.Now += Delay_Ms;
        var events = _venue.Apply(new Tick());
        Assert.Contains(new QuorumChanged(Btc, HasQuorum: false), events);
        Assert.Equal(300_000u, _venue.State.MarketOf(Btc).Mark.Value);
    }

    [Fact]
    [Trait("rule", "ENG-PAR-007")]
    public void Every_mistake_has_a_code()
    {
        var (other, none) = (Who("p9"), Address.Zero);
        Refused(RejectCode.PublisherPlace, 4, other);
        Refused(RejectCode.PublisherPlace, 255, other);
        Refused(RejectCode.PublisherKey, 3, none);
        Refused(RejectCode.PublisherKey, 3, Who("p0"));
        Refused(RejectCode.PublisherKey, 1, Who("p0"));
        Refused(RejectCode.PublisherKey, 1, Who("p1"));
        Refused(RejectCode.PublisherQuorum, 1, other, 0);
        Refused(RejectCode.PublisherQuorum, 1, other, 4);
        Refused(RejectCode.PublisherQuorum, 1, none, 3);
        Refused(RejectCode.PublisherQuorum, 3, other, 5);
        Change(2, none);
        Refused(RejectCode.PublisherKey, 2, none);
        // What was sound when it was announced.
        Announce(1, none, 1);
        Announce(1, none, 1);
        Announce(0, none, 1);
        _venue.Now += Delay_Ms;
        Assert.Equal(
            [new ParameterDropped(3), new ParameterDropped(4)],
            _venue.Apply(new Tick()).OfType<ParameterDropped>());
        Assert.Equal([Who("p0"), none, none], _venue.State.Publishers);
    }

    private static RejectCode Refusal(IReadOnlyList<IEngineEvent> events) =>
        Assert.IsType<ReportRefused>(Assert.Single(events)).Code;

    private void Announce(byte place, Address key, byte quorum) => Assert.IsType<ParameterAnnounced>(
        Assert.Single(_venue.Apply(ChangeBytes.Request(_venue, ChangeBytes.Publisher(place, key, quorum)))));

    private IReadOnlyList<IEngineEvent> Change(byte place, Address key, byte quorum = 2)
    {
        Announce(place, key, quorum);
        _venue.Now += Delay_Ms;
        return _venue.Apply(new Tick());
    }

    private void Refused(RejectCode code, byte place, Address key, byte quorum = 2) => Assert.Equal(
        code, Assert.IsType<RequestRefused>(Assert.Single(_venue.Apply(
            ChangeBytes.Request(_venue, ChangeBytes.Publisher(place, key, quorum))))).Code);
}
