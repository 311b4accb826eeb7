using Offing.Gateway.Hyperliquid.Info;
using Offing.MarketData;
using Offing.Primitives;

namespace Offing.Gateway.Streams;

/// <summary>Channels about markets, by the "type" of the subscription.</summary>
internal sealed class MarketChannels(InfoHandler info, VenueFold fold)
{
    private const int RecentTrades = 10;

    public Channel Book(InfoRequest request)
    {
        var (market, grouping) = (request.Market, MarketInfo.Grouping(request));
        return new StateChannel(
            "l2Book", $"l2Book {market.Name} {grouping.SignificantFigures} {grouping.Mantissa}",
            [Topic.OfBook(market.Id)], () => info.Market.Book(market, grouping));
    }

    public Channel BestPrices(InfoRequest request)
    {
        var market = request.Market;
        var isFirst = true;
        (BookLevel?, BookLevel?) last = default;
        return new StateChannel("bbo", $"bbo {market.Name}", [Topic.OfBook(market.Id)], () =>
        {
            var (time, now) = fold.Read(() => (fold.Time, fold.Summary(market.Id)));
            var best = (now.BestBid, now.BestAsk);
            if (!isFirst && best == last)
            {
                return null;
            }

            (isFirst, last) = (false, best);
            return new
            {
                coin = market.Name,
                time = time.Milliseconds,
                bbo = new[]
                {
                    now.BestBid is { } bid ? Shapes.Level(market, bid) : null,
                    now.BestAsk is { } ask ? Shapes.Level(market, ask) : null,
                },
            };
        });
    }

    public Channel Trades(InfoRequest request)
    {
        var market = request.Market;
        return new EventChannel(
            "trades", $"trades {market.Name}", [Topic.OfTrades(market.Id)],
            () => NullIfEmpty(info.Market.Trades(market, RecentTrades)),
            update => [update.Trades.Where(t => t.Market == market.Id).Select(info.Shapes.Trade)]);
    }

    // No dex key: clients compare it with undefined for the main dex.
    public Channel AllMids(InfoRequest request)
    {
        request.RequireMainDex();
        return new StateChannel(
            "allMids", "allMids", [Topic.AnyBook, Topic.AnyMark],
            () => new { mids = info.Market.AllMids() });
    }

    public Channel Context(InfoRequest request)
    {
        var market = request.Market;
        return new StateChannel(
            "activeAssetCtx", $"activeAssetCtx {market.Name}",
            [Topic.OfMark(market.Id), Topic.OfBook(market.Id), Topic.OfTrades(market.Id)],
            () => new { coin = market.Name, ctx = info.Market.Context(market) });
    }

    public Channel Candle(InfoRequest request)
    {
        var (market, interval) = (request.Market, MarketInfo.Interval(request));
        return new StateChannel(
            "candle", $"candle {market.Name} {interval.Name}", [Topic.OfTrades(market.Id)],
            () => fold.NewestCandle(market.Id, interval) is { } newest
                ? Shapes.Candle(market, interval, newest)
                : null);
    }

    private static object[]? NullIfEmpty(IEnumerable<object> items) =>
        items.ToArray() is { Length: > 0 } all ? all : null;
}
