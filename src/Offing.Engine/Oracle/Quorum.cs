using Offing.Engine.Markets;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Engine.Oracle;

/// <summary>
/// Whether a market's price can be trusted: enough publishers whose last report is fresh. A quorum that was
/// lost is back only after it has stood for two more reports, so that one publisher coming and going does not
/// flip the market.
/// </summary>
internal static class Quorum
{
    /// <summary>Reports that a quorum has to stand for after it was lost.</summary>
    private const byte Recovery_Reports = 2;

    /// <summary>Run at the start of every entry: time alone makes reports stale.</summary>
    // A look at all markets tells when the first of them can become stale; a report can only put that off. So
    // until then no entry needs to look, however many markets there are.
    public static void DropStale(EntryContext context)
    {
        if (context.State.Time < context.State.NextStale)
        {
            return;
        }

        context.State.NextStale = new Time(ulong.MaxValue);
        foreach (var market in context.State.Markets)
        {
            Watch(context.State, market);
            if (market.OraclePrice.Value == 0 || IsMet(context.State, market))
            {
                continue;
            }

            if (market.RecoveryReports != Recovery_Reports)
            {
                market.RecoveryReports = Recovery_Reports;
            }

            if (market.HasQuorum)
            {
                market.HasQuorum = false;
                context.Emit(new QuorumChanged(market.Id, HasQuorum: false));
            }
        }
    }

    /// <summary>Run after a report was taken.</summary>
    /// <param name="wasMet">Whether the fresh publishers were enough before it.</param>
    public static void Gain(EntryContext context, MarketState market, bool wasMet)
    {
        if (market.HasQuorum || !IsMet(context.State, market))
        {
            return;
        }

        if (wasMet && market.RecoveryReports > 0)
        {
            market.RecoveryReports--;
        }

        if (market.RecoveryReports == 0)
        {
            market.HasQuorum = true;
            context.Emit(new QuorumChanged(market.Id, HasQuorum: true));
        }
    }

    /// <summary>A report became fresh: the market can become stale when it no longer is.</summary>
    public static void Watch(VenueState state, MarketState market)
    {
        for (var i = 0; i < market.Reports.Count; i++)
        {
            if (IsFresh(state, market.Reports[i]))
            {
                var stale = StaleFrom(state, market.Reports[i]);
                state.NextStale = stale < state.NextStale ? stale : state.NextStale;
            }
        }
    }

    // A report of the last milliseconds of time is never stale.
    private static Time StaleFrom(VenueState state, PublisherReport report)
    {
        var last = state.Genesis.Oracle.Freshness_Ms + 1;
        return new Time(report.EntryTime.Milliseconds > ulong.MaxValue - last
            ? ulong.MaxValue
            : report.EntryTime.Milliseconds + last);
    }

    public static bool IsMet(VenueState state, MarketState market)
    {
        var fresh = 0;
        for (var i = 0; i < market.Reports.Count; i++)
        {
            fresh += IsFresh(state, market.Reports[i]) ? 1 : 0;
        }

        return fresh >= state.Genesis.Oracle.Quorum;
    }

    public static bool IsFresh(VenueState state, PublisherReport report) =>
        report.Price.Value != 0
        && state.Time.Milliseconds - report.EntryTime.Milliseconds <= state.Genesis.Oracle.Freshness_Ms;
}
