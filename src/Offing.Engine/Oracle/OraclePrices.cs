using Offing.Engine.Funding;
using Offing.Engine.Markets;
using Offing.Engine.Marks;
using Offing.Engine.Triggers;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Engine.Oracle;

/// <summary>Takes the publishers' reports and moves the oracle price towards their median.</summary>
internal static class OraclePrices
{
    /// <summary>Most allowance that a price at its target keeps.</summary>
    private const ulong Saved_Ms = 1_000;

    // A rate of one for a second: 1e9 x 1,000 ms.
    private static readonly Int128 Second = (Int128)Nano.One * 1_000;

    public static void Take(EntryContext context, OracleReport report)
    {
        var state = context.State;
        var market = state.FindMarket(report.Market);
        if (market is null || !state.IsPublisher(report.Publisher))
        {
            Refuse(context, report, market is null ? RejectCode.UnknownMarket : RejectCode.PublisherUnknown);
            return;
        }

        var last = market.Reports[report.Publisher];
        if (report.Sequence != last.Sequence + 1)
        {
            Refuse(context, report, RejectCode.ReportSequence);
            return;
        }

        // A report in its turn uses its number even when it is too late to count: otherwise one late report
        // would lock its publisher out for ever.
        var refusal = Examine(
            state, report.Price, report.PublisherTime, last.Price.Value == 0 ? last.PublisherTime : default);
        if (refusal != RejectCode.None)
        {
            market.SetReport(report.Publisher, last with { Sequence = report.Sequence });
            Refuse(context, report, refusal);
            return;
        }

        var wasMet = Quorum.IsMet(state, market);
        market.SetReport(
            report.Publisher,
            new PublisherReport(report.Price, report.PublisherTime, context.Now, report.Sequence));
        Quorum.Watch(state, market);
        Quorum.Gain(context, market, wasMet);
        Quorum.OpenGate(state, market);
        Advance(context, market);
        if (market.HasQuorum && !market.IsSettled)
        {
            market.KeepOraclePrice();
        }
    }

    /// <summary>Time has passed: the oracle price of every market may move on.</summary>
    public static void Advance(EntryContext context)
    {
        foreach (var market in context.State.Markets)
        {
            Advance(context, market);
        }
    }

    /// <summary>Whether a report counts, or why not.</summary>
    /// <param name="since">When the publisher of the place began.</param>
    public static RejectCode Examine(VenueState state, Ticks price, Time publisherTime, Time since)
    {
        var now = state.Time.Milliseconds;
        var sent = publisherTime.Milliseconds;
        if (price.Value == 0)
        {
            return RejectCode.ReportPrice;
        }

        if (sent > now && sent - now > Limits.ClockMaxAhead_Ms)
        {
            return RejectCode.ReportFromFuture;
        }

        return publisherTime < since || (sent < now && now - sent > state.Genesis.Oracle.Freshness_Ms)
            ? RejectCode.ReportStale
            : RejectCode.None;
    }

    /// <summary>The oracle price, and with it mark and funding, of one market.</summary>
    public static void Advance(EntryContext context, MarketState market)
    {
        if (!market.HasQuorum || market.IsSettled)
        {
            return;
        }

        var before = (market.OraclePrice, market.Mark);
        Step(context.State, market, Median(context.State, market));
        var quotes = ImpactQuotes.Of(market);
        MarkPrices.Move(context.State, market, quotes);
        if ((market.OraclePrice, market.Mark) != before)
        {
            context.Emit(new MarkMoved(market.Id, market.OraclePrice, market.Mark));
        }

        if (market.Status < MarketStatus.Halted)
        {
            FundingSamples.Take(context, market, quotes);
        }

        Firing.MarkMoved(context, market);
    }

    // A bucket of allowance that fills with entry time. OracleTime is the moment up to which it was used: a
    // move uses the time that it needs, and at the target at most one second stays saved, so a price that
    // stood still for an hour cannot jump. The allowance is rounded down; while it is less than a tick,
    // OracleTime stands still and short steps add up, so the price reaches its target however often it is
    // looked at.
    private static void Step(VenueState state, MarketState market, Ticks target)
    {
        var now = state.Time.Milliseconds;
        if (market.OraclePrice.Value == 0)
        {
            market.OraclePrice = target;
            market.OracleTime = state.Time;
            return;
        }

        var gap = (long)target.Value - market.OraclePrice.Value;
        var perSecond = (Int128)market.OraclePrice.Value * state.Genesis.Oracle.MaxMovePerSecond.Value;
        var unused_Ms = now - market.OracleTime.Milliseconds;
        var allowed = perSecond * unused_Ms / Second;
        if (Math.Abs(gap) <= allowed)
        {
            var used_Ms = gap == 0 ? 0 : (ulong)WideMath.CeilingDiv(Math.Abs(gap) * Second, perSecond);
            market.OraclePrice = target;
            market.OracleTime = new Time(now - Math.Min(unused_Ms - Math.Min(used_Ms, unused_Ms), Saved_Ms));
        }
        else if (allowed > 0)
        {
            market.OraclePrice = new Ticks((uint)(market.OraclePrice.Value + (Math.Sign(gap) * allowed)));
            market.OracleTime = state.Time;
        }
    }

    private static Ticks Median(VenueState state, MarketState market)
    {
        Span<long> fresh = stackalloc long[market.Reports.Count];
        var count = 0;
        for (var i = 0; i < fresh.Length; i++)
        {
            if (Quorum.IsFresh(state, market.Reports[i]))
            {
                fresh[count++] = market.Reports[i].Price.Value;
            }
        }

        return new Ticks((uint)Medians.Of(fresh[..count]));
    }

    private static void Refuse(EntryContext context, OracleReport report, RejectCode code) =>
        context.Emit(new ReportRefused(report.Market, report.Publisher, code));
}
