using Offing.MarketData.Saving;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Events;

namespace Offing.MarketData;

/// <summary>
/// Everything public about one market. Not thread-safe: <see cref="VenueFold"/> holds the lock.
/// </summary>
internal sealed class MarketFold(MarketId market)
{
    private const int TradesKept = 2_000;
    private const int FundingsKept = 2_000;

    private readonly Queue<(ulong Time_Ms, Ticks Mark)> _marks = new();
    private ulong _lastSample_Ms;
    private Ticks? _oracle;
    private Ticks? _mark;
    private Ticks? _lastTrade;
    private Lots _openInterest;
    private Int128 _fundingIndex;
    private FundingOutlook? _outlook;

    public BookFold Book { get; } = new();

    public Ticks? Mark => _mark;

    public Ring<PublicTrade> Trades { get; } = new(TradesKept);

    /// <summary>Payments of three months.</summary>
    public Ring<FundingRecord> Fundings { get; } = new(FundingsKept);

    public CandleSeries Candles { get; } = new();

    public void MoveMark(Ticks oracle, Ticks mark, Time time)
    {
        _oracle = oracle;
        _mark = mark;
        if (_marks.Count == 0 || time.Milliseconds >= _lastSample_Ms + CandleInterval.Minute_Ms)
        {
            _marks.Enqueue((time.Milliseconds, mark));
            _lastSample_Ms = time.Milliseconds;
        }

        // The newest sample at least a day old stays: it is the mark of 24 hours ago.
        while (_marks.Count > 1 && _marks.ElementAt(1).Time_Ms + CandleInterval.Day_Ms <= time.Milliseconds)
        {
            _marks.Dequeue();
        }
    }

    /// <param name="trade">The trade.</param>
    /// <param name="longsGained">
    /// Change of the sum of all long positions: what both sides opened less what they closed.
    /// </param>
    public void ChangeOpenInterest(Lots longsGained) => _openInterest += longsGained;

    public void AddTrade(PublicTrade trade, Lots longsGained)
    {
        _lastTrade = trade.Price;
        ChangeOpenInterest(longsGained);
        Trades.Add(trade);
        Candles.Add(trade);
    }

    public FundingRecord AddFunding(FundingMoved moved, ulong seq)
    {
        var record = new FundingRecord(
            market, moved.Hour, seq, moved.Rate, moved.Premium, moved.Oracle, moved.Index - _fundingIndex);
        _fundingIndex = moved.Index;
        Fundings.Add(record);
        return record;
    }

    public void Look(PremiumSampled sampled) => _outlook = new FundingOutlook(
        sampled.Premium, sampled.Rate, UnlessZero(sampled.ImpactBid), UnlessZero(sampled.ImpactAsk));

    public BookSnapshot Snapshot(Time time, PriceGrouping grouping) =>
        new(market, time, Book.Levels(Side.Buy, grouping), Book.Levels(Side.Sell, grouping));

    public MarketSummary Summary(Time now)
    {
        var (bid, ask) = (Book.Best(Side.Buy), Book.Best(Side.Sell));
        var dayAgo = now.Milliseconds < CandleInterval.Day_Ms ? 0 : now.Milliseconds - CandleInterval.Day_Ms;
        var (lots, quote) = Candles.VolumeSince(dayAgo);
        ulong? mid = bid is null || ask is null ? null : (ulong)bid.Value.Price.Value + ask.Value.Price.Value;
        Ticks? before = _marks.Count > 0 ? _marks.Peek().Mark : null;
        return new MarketSummary(
            market, _oracle, _mark, mid, bid, ask, _lastTrade, before, lots, quote, _openInterest)
        {
            Funding = _outlook,
        };
    }

    private static Ticks? UnlessZero(Ticks price) => price.Value == 0 ? null : price;

    public void Save(ByteWriter writer)
    {
        writer.PutAll(_marks, static (to, in each) => to.VarUInt(each.Time_Ms).Put(each.Mark))
            .VarUInt(_lastSample_Ms).Put(_oracle).Put(_mark).Put(_lastTrade).Put(_openInterest)
            .I128(_fundingIndex).Bool(_outlook is not null);
        if (_outlook is { } outlook)
        {
            PublicSaving.Put(writer, outlook);
        }

        writer.PutAll(Trades.Items, PublicSaving.Put).PutAll(Fundings.Items, PublicSaving.Put);
        Book.Save(writer);
        Candles.Save(writer);
    }

    public static MarketFold Load(ref SaveReader reader, MarketId market)
    {
        var fold = new MarketFold(market);
        for (var left = reader.Count(); left > 0; left--)
        {
            fold._marks.Enqueue((reader.Number(), reader.Ticks()));
        }

        fold._lastSample_Ms = reader.Number();
        (fold._oracle, fold._mark, fold._lastTrade) =
            (reader.TicksOrNone(), reader.TicksOrNone(), reader.TicksOrNone());
        (fold._openInterest, fold._fundingIndex) = (reader.Lots(), reader.Wide());
        fold._outlook = reader.Flag() ? PublicSaving.Outlook(ref reader) : null;
        for (var left = reader.Count(); left > 0; left--)
        {
            fold.Trades.Add(PublicSaving.Trade(ref reader, market));
        }

        for (var left = reader.Count(); left > 0; left--)
        {
            fold.Fundings.Add(PublicSaving.Funding(ref reader, market));
        }

        fold.Book.Load(ref reader);
        fold.Candles.Load(ref reader);
        return fold;
    }
}
