using Offing.Gateway.Venue;
using Offing.Gateway.Wire;
using Offing.MarketData;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Gateway.Hyperliquid.Info;

/// <summary>Answers about markets: what everybody may see.</summary>
internal sealed class MarketInfo(IVenue venue, VenueFold fold, MarketDirectory markets, Shapes shapes)
{
    private const string NoValue = "0.0";

    public object Meta()
    {
        var settled = venue.Markets().Where(market => market.IsSettled)
            .Select(market => market.Parameters.Id).ToHashSet();
        return new
        {
            universe = markets.All.Select(m => MarginTables.Market(m, settled.Contains(m.Id))),
            marginTables = MarginTables.Of(markets.All),
            collateralToken = 0,
        };
    }

    public object MarginTable(InfoRequest request) =>
        MarginTables.Find(
            markets.All, request.Number("id") ?? throw new BadRequestException("id is missing"))
        ?? throw new BadRequestException("no market has a margin table of this id");

    public object MetaAndContexts() => new[] { Meta(), Contexts() };

    public object[] Contexts() => [.. markets.All.Select(Context)];

    /// <summary>Names of the markets whose open interest at mark has reached its cap.</summary>
    public IEnumerable<string> AtOpenInterestCap() => markets.All.Where(market =>
    {
        var now = fold.Summary(market.Id);
        var cap = market.OpenInterest.Cap.Value;
        return cap != 0 && now.Mark is { } mark && mark.Worth(now.OpenInterest.Value) >= cap;
    }).Select(market => market.Name);

    public object Context(MarketParameters market)
    {
        var now = fold.Summary(market.Id);
        var mark = MarkText(market, now);
        var impact = now.Funding is { ImpactBid: { } bid, ImpactAsk: { } ask }
            ? new[] { Decimals.Price(market, bid), Decimals.Price(market, ask) }
            : null;
        return new
        {
            funding = now.Funding is { } outlook ? Decimals.Rate(outlook.Rate) : NoValue,
            openInterest = Decimals.Size(market, now.OpenInterest),
            prevDayPx = now.PreviousDay is { } before ? Decimals.Price(market, before) : mark,
            dayNtlVlm = Decimals.Fixed(now.DayQuote_MicroUsd, 6),
            premium = now.Funding is { } looked ? Decimals.Rate(looked.Premium) : null,
            oraclePx = now.Oracle is { } oracle ? Decimals.Price(market, oracle) : mark,
            markPx = mark,
            midPx = now.Mid_HalfTicks is { } mid ? Decimals.HalfPrice(market, mid) : null,
            impactPxs = impact,
            dayBaseVlm = Decimals.Fixed(now.DayBase_Lots, market.SzDecimals),
        };
    }

    // The collateral is the one token, and clients refuse a spot market without a pair: a pair of it with
    // itself, never traded.
    public object SpotMeta() => new
    {
        universe = new[] { new { name = "@0", tokens = new[] { 0, 0 }, index = 0, isCanonical = false } },
        tokens = new[]
        {
            new
            {
                name = "USDC",
                szDecimals = 6,
                weiDecimals = 6,
                index = 0,
                tokenId = Address.Zero.ToString()[..34],
                isCanonical = true,
                evmContract = new { address = venue.Facts.Usdc.ToString(), evm_extra_wei_decimals = 0 },
                fullName = "USD Coin",
                deployerTradingFeeShare = NoValue,
            },
        },
    };

    public object SpotMetaAndContexts() => new[] { SpotMeta(), SpotContexts() };

    public static object[] SpotContexts() =>
    [
        new
        {
            prevDayPx = "1.0",
            dayNtlVlm = NoValue,
            markPx = "1.0",
            midPx = "1.0",
            circulatingSupply = NoValue,
            coin = "@0",
            totalSupply = NoValue,
            dayBaseVlm = NoValue,
        },
    ];

    public Dictionary<string, string> AllMids() => markets.All.ToDictionary(m => m.Name, m =>
    {
        var now = fold.Summary(m.Id);
        return now.Mid_HalfTicks is { } mid ? Decimals.HalfPrice(m, mid) : MarkText(m, now);
    });

    public object Book(MarketParameters market, PriceGrouping grouping) =>
        shapes.Book(fold.Book(market.Id, grouping));

    public IEnumerable<object> Trades(MarketParameters market, int count) =>
        fold.Trades(market.Id).Take(count).Select(shapes.Trade);

    public IEnumerable<object> Candles(
        MarketParameters market, CandleInterval interval, ulong from, ulong to) =>
        fold.Candles(market.Id, interval, from, to).Select(c => Shapes.Candle(market, interval, c));

    public static PriceGrouping Grouping(InfoRequest request) =>
        PriceGrouping.TryCreate(Small(request, "nSigFigs"), Small(request, "mantissa"), out var grouping)
            ? grouping
            : throw new BadRequestException(
                "nSigFigs is 2 to 5, mantissa 1, 2 or 5 and only with nSigFigs 5");

    public static CandleInterval Interval(InfoRequest request) =>
        CandleInterval.Find(request.RequiredText("interval"))
            ?? throw new BadRequestException("interval is not known");

    /// <summary>
    /// The mark; before the first report the mid, the last trade, or 1: clients derive a precision from it
    /// and divide by it, so it is never 0.
    /// </summary>
    public static string MarkText(MarketParameters market, MarketSummary now) => now switch
    {
        { Mark: { Value: > 0 } mark } => Decimals.Price(market, mark),
        { Mid_HalfTicks: { } mid } => Decimals.HalfPrice(market, mid),
        { LastTrade: { } last } => Decimals.Price(market, last),
        _ => "1.0",
    };

    private static int? Small(InfoRequest request, string key) =>
        request.Number(key) is { } value ? (int)Math.Min(value, 100) : null;
}
