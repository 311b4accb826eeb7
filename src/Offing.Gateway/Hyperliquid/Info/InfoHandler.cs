using System.Text.Json;
using Offing.Gateway.Limiting;
using Offing.Gateway.Venue;
using Offing.Gateway.Wire;
using Offing.MarketData;

namespace Offing.Gateway.Hyperliquid.Info;

/// <summary>POST /info: one table from the request's type to its answer.</summary>
internal sealed class InfoHandler
{
    private const int RecentTrades = 10;

    private static readonly object[] Nothing = [];
    private readonly MarketDirectory _markets;
    private readonly Dictionary<string, Func<InfoRequest, object?>> _table;

    public InfoHandler(
        IVenue venue, VenueFold fold, MarketDirectory markets, ActionBudgets? budgets = null)
    {
        _markets = markets;
        Shapes = new Shapes(markets);
        Market = new MarketInfo(venue, fold, markets, Shapes);
        Orders = new OrderShapes(markets);
        Twaps = new TwapShapes(markets, Shapes);
        Account = new AccountInfo(venue, fold, markets, budgets);
        Funding = new FundingInfo(venue, fold, markets);
        History = new HistoryInfo(fold, Shapes, Orders, Twaps);
        Web = new WebInfo(venue, fold, Market, Account, History);
        _table = new(MarketCalls(venue).Concat(AccountCalls()).Concat(HistoryCalls()));
    }

    public Shapes Shapes { get; }

    public OrderShapes Orders { get; }

    public TwapShapes Twaps { get; }

    public MarketInfo Market { get; }

    public AccountInfo Account { get; }

    public HistoryInfo History { get; }

    public WebInfo Web { get; }

    public FundingInfo Funding { get; }

    /// <summary>Answers a body; anything that is not a known request is 422.</summary>
    /// <param name="charge">Told what it costs.</param>
    public WireReply Handle(ReadOnlyMemory<byte> body, Action<int> charge)
    {
        try
        {
            using var document = JsonDocument.Parse(body, WireJson.Request);
            return Handle(document.RootElement, charge);
        }
        catch (JsonException)
        {
            charge(RequestWeights.Common);
            return WireReply.Unprocessable();
        }
    }

    /// <inheritdoc cref="Handle(ReadOnlyMemory{byte}, Action{int})"/>
    public WireReply Handle(JsonElement body, Action<int> charge)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            charge(RequestWeights.Common);
            return WireReply.Unprocessable();
        }

        try
        {
            var request = new InfoRequest(body, _markets);
            charge(RequestWeights.OfInfo(TypeOf(body)));
            return _table.TryGetValue(request.Type, out var answer)
                ? WireReply.Json(answer(request))
                : WireReply.Unprocessable();
        }
        catch (BadRequestException bad)
        {
            return WireReply.Unprocessable(bad.Message);
        }
    }

    // Null where it will be refused.
    private static string? TypeOf(JsonElement body) =>
        body.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
            ? type.GetString()
            : null;

    private Dictionary<string, Func<InfoRequest, object?>> MarketCalls(IVenue venue) => new()
    {
        ["meta"] = r => OfMainDex(r, Market.Meta),
        ["metaAndAssetCtxs"] = r => OfMainDex(r, Market.MetaAndContexts),
        ["marginTable"] = Market.MarginTable,
        ["spotMeta"] = _ => Market.SpotMeta(),
        ["spotMetaAndAssetCtxs"] = _ => Market.SpotMetaAndContexts(),
        ["perpsAtOpenInterestCap"] = r => OfMainDex(r, Market.AtOpenInterestCap),
        ["perpDexs"] = _ => new object?[] { null },
        ["allMids"] = r => OfMainDex(r, Market.AllMids),
        ["l2Book"] = r => Market.Book(r.Market, MarketInfo.Grouping(r)),
        ["recentTrades"] = r => Market.Trades(r.Market, RecentTrades),
        ["candleSnapshot"] = Candles,
        ["exchangeStatus"] = _ => new { time = venue.Now.Milliseconds, specialStatuses = (object?)null },
        ["fundingHistory"] = r => Funding.History(r.Market, r),
        ["predictedFundings"] = _ => Funding.Predicted(),
    };

    private Dictionary<string, Func<InfoRequest, object?>> AccountCalls() => new()
    {
        ["clearinghouseState"] = r => OfMainDex(r, () => Account.ClearinghouseState(r.User)),
        ["spotClearinghouseState"] = r => Ignoring(r.User, new { balances = Nothing }),
        ["activeAssetData"] = r => Account.ActiveAssetData(r.User, r.Market),
        ["userFees"] = r => Account.Fees(r.User),
        ["userRole"] = r => Account.Role(r.User),
        ["extraAgents"] = r => Account.Agents(r.User),
        ["userRateLimit"] = r => Account.RateLimit(r.User),
        ["userAbstraction"] = r => Ignoring(r.User, "disabled"),
        ["maxBuilderFee"] = r => Account.MaxBuilderFee(r.User, r),
        ["webData2"] = r => Web.WebData2(r.User),
        ["subAccounts"] = r => Account.SubAccounts(r.User),
    };

    private Dictionary<string, Func<InfoRequest, object?>> HistoryCalls() => new()
    {
        ["openOrders"] = r => OfMainDex(r, () => History.OpenOrders(r.User)),
        ["frontendOpenOrders"] = r => OfMainDex(r, () => History.FullOpenOrders(r.User)),
        ["orderStatus"] = r => History.OrderStatus(r.User, r),
        ["historicalOrders"] = r => History.Orders(r.User),
        ["userFills"] = r => History.Fills(r.User),
        ["userFillsByTime"] = r => History.FillsByTime(r.User, r),
        ["userNonFundingLedgerUpdates"] = r => History.Ledger(r.User, r),
        ["userFunding"] = r => Funding.OfUser(r.User, r),
        ["twapHistory"] = r => History.TwapHistory(r.User),
        ["userTwapSliceFills"] = r => History.TwapSliceFills(r.User),
        ["userTwapSliceFillsByTime"] = r => History.TwapSliceFillsByTime(r.User, r),
    };

    private IEnumerable<object> Candles(InfoRequest request)
    {
        var inner = request.Inner("req");
        var (from, to) = HistoryInfo.Bounds(inner, startRequired: true);
        return Market.Candles(inner.Market, MarketInfo.Interval(inner), from, to);
    }

    private static object? OfMainDex(InfoRequest request, Func<object?> answer)
    {
        request.RequireMainDex();
        return answer();
    }

    // The argument has been read, and so checked; the answer is the same for all.
    private static object? Ignoring<T>(T _, object? answer) => answer;
}
