using Offing.Engine.Markets;
using Offing.Engine.Marks;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Engine.Oracle;

/// <summary>
/// What publishers report of other venues' perps. A venue counts when a quorum of publishers is fresh about
/// it, with their median: so no single publisher can move it, and no single venue the median of them all.
/// </summary>
internal static class VenueQuotes
{
    public static void Take(EntryContext context, VenueReport report)
    {
        var state = context.State;
        var refusal = Place(state, report);
        if (refusal != RejectCode.None)
        {
            context.Emit(new ReportRefused(report.Market, report.Publisher, refusal));
            return;
        }

        // As with oracle reports: one in its turn uses its number even when it is too late to count.
        var market = state.MarketOf(report.Market);
        var last = market.QuoteOf(report.Venue, report.Publisher);
        refusal = report.Premium.Value is < -Nano.One or > Nano.One
            ? RejectCode.ReportPremium
            : OraclePrices.Examine(
                state, report.Mid, report.PublisherTime,
                last.Mid.Value == 0 ? last.PublisherTime : default);
        if (refusal != RejectCode.None)
        {
            market.SetQuote(report.Venue, report.Publisher, last with { Sequence = report.Sequence });
            context.Emit(new ReportRefused(report.Market, report.Publisher, refusal));
            return;
        }

        market.SetQuote(report.Venue, report.Publisher, new VenueQuote(
            report.Mid, report.Premium, report.PublisherTime, context.Now, report.Sequence));
        OraclePrices.Advance(context, market);
    }

    /// <summary>
    /// Weighted median of the venues' mids; null when those that count have less than half of the weight.
    /// </summary>
    public static Ticks? Mid(VenueState state, MarketState market)
    {
        var venues = state.Genesis.Venues;
        if (!market.HasQuotes)
        {
            return null;
        }

        Span<Weighted> mids = stackalloc Weighted[venues.Count];
        var (count, known, total) = (0, 0L, 0L);
        for (var venue = 0; venue < venues.Count; venue++)
        {
            long weight = venues[venue].Weight;
            total += weight;
            if (MedianOf(state, market, venue, ofMids: true) is { } mid)
            {
                mids[count++] = new Weighted(mid, weight);
                known += weight;
            }
        }

        return 2 * known < total ? null : new Ticks((uint)Medians.Of(mids[..count]));
    }

    /// <summary>Adds the premium of each venue that counts; returns how many there are.</summary>
    public static int Premiums(VenueState state, MarketState market, long weight, Span<Weighted> premiums)
    {
        var count = 0;
        for (var venue = 0; market.HasQuotes && venue < state.Genesis.Venues.Count; venue++)
        {
            if (Premium(state, market, venue) is { } premium)
            {
                premiums[count++] = new Weighted(premium, weight);
            }
        }

        return count;
    }

    /// <summary>Of one venue, 1e-9; null when it does not count.</summary>
    public static long? Premium(VenueState state, MarketState market, int venue) =>
        MedianOf(state, market, venue, ofMids: false);

    private static long? MedianOf(VenueState state, MarketState market, int venue, bool ofMids)
    {
        Span<long> values = stackalloc long[market.Reports.Count];
        var count = 0;
        for (var publisher = 0; publisher < values.Length; publisher++)
        {
            var quote = market.QuoteOf(venue, publisher);
            if (quote.Mid.Value != 0 && Quorum.IsFresh(state, quote.EntryTime))
            {
                values[count++] = ofMids ? quote.Mid.Value : quote.Premium.Value;
            }
        }

        return count < state.Quorum ? null : Medians.Of(values[..count]);
    }

    private static RejectCode Place(VenueState state, VenueReport report)
    {
        if (state.FindMarket(report.Market) is not { } market)
        {
            return RejectCode.UnknownMarket;
        }

        if (!state.IsPublisher(report.Publisher))
        {
            return RejectCode.PublisherUnknown;
        }

        if (report.Venue >= state.Genesis.Venues.Count)
        {
            return RejectCode.VenueUnknown;
        }

        return report.Sequence == market.QuoteOf(report.Venue, report.Publisher).Sequence + 1
            ? RejectCode.None
            : RejectCode.ReportSequence;
    }
}
