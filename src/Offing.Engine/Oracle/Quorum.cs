using Offing.Engine.Markets;
using Offing.Engine.Marks;
using Offing.Engine.Switches;
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

    /// <summary>A market whose quorum was lost for so long is settled.</summary>
    private const ulong SilenceMax_Ms = 24UL * 3_600 * 1_000;

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

            Lose(context, market);
            WatchSilence(context, market);
        }
    }

    private static void Lose(EntryContext context, MarketState market)
    {
        if (market.HasQuorum)
        {
            market.HasQuorum = false;
            market.QuorumLost = context.Now;
            MarkPrices.Stop(market);
            context.Emit(new QuorumChanged(market.Id, HasQuorum: false));
        }
    }

    // Nobody may be held in a market for ever by publishers that are gone.
    private static void WatchSilence(EntryContext context, MarketState market)
    {
        if (market.IsSettlementDue || market.QuorumLost.Milliseconds == 0)
        {
            return;
        }

        var silence_Ms = context.Now.Milliseconds - market.QuorumLost.Milliseconds;
        if (silence_Ms >= SilenceMax_Ms)
        {
            market.IsSettlementDue = true;
            FinalSettlement.Begin(context, market);
            return;
        }

        var left_Ms = Math.Min(SilenceMax_Ms - silence_Ms, ulong.MaxValue - context.Now.Milliseconds);
        var due = new Time(context.Now.Milliseconds + left_Ms);
        context.State.NextStale = due < context.State.NextStale ? due : context.State.NextStale;
    }

    /// <summary>Run after a report was taken.</summary>
    /// <param name="wasMet">Whether the fresh publishers were enough before it.</param>
    public static void Gain(EntryContext context, MarketState market, bool wasMet)
    {
        if (market.HasQuorum || market.IsSettlementDue || !IsMet(context.State, market))
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
            market.QuorumLost = default;
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

        return fresh >= state.Quorum;
    }

    public static bool IsFresh(VenueState state, PublisherReport report) =>
        report.Price.Value != 0 && IsFresh(state, report.EntryTime);

    public static bool IsFresh(VenueState state, Time entry) =>
        state.Time.Milliseconds - entry.Milliseconds <= state.Genesis.Oracle.Freshness_Ms;

    /// <summary>
    /// A node was started: what it knew of the prices before is good for orders while it is fresh, but nobody
    /// is liquidated on it.
    /// </summary>
    public static void CloseGates(VenueState state)
    {
        foreach (var market in state.Markets)
        {
            market.GateTime = state.Time;
        }
    }

    /// <summary>Run after a report was taken: enough publishers may have reported since the start.</summary>
    public static void OpenGate(VenueState state, MarketState market)
    {
        if (!market.IsLiquidationGated || !market.HasQuorum)
        {
            return;
        }

        var since = 0;
        for (var i = 0; i < market.Reports.Count; i++)
        {
            since += IsFresh(state, market.Reports[i]) && market.Reports[i].EntryTime > market.GateTime
                ? 1
                : 0;
        }

        market.GateTime = since >= state.Quorum ? default : market.GateTime;
    }
}
