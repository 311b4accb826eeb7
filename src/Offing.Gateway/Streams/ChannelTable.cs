using System.Text.Json;
using Offing.Gateway.Hyperliquid.Info;
using Offing.Gateway.Wire;
using Offing.MarketData;

namespace Offing.Gateway.Streams;

/// <summary>From a subscription as the client wrote it to its channel.</summary>
internal sealed class ChannelTable
{
    private readonly MarketDirectory _markets;
    private readonly Dictionary<string, Func<InfoRequest, Channel>> _ofMarkets;
    private readonly Dictionary<string, Func<InfoRequest, Channel>> _ofUsers;

    public ChannelTable(InfoHandler info, VenueFold fold, MarketDirectory markets)
    {
        _markets = markets;
        var market = new MarketChannels(info, fold);
        var account = new AccountChannels(info, fold);
        _ofMarkets = new()
        {
            ["l2Book"] = market.Book,
            ["bbo"] = market.BestPrices,
            ["trades"] = market.Trades,
            ["allMids"] = market.AllMids,
            ["activeAssetCtx"] = market.Context,
            ["candle"] = market.Candle,
        };
        _ofUsers = new()
        {
            ["userFills"] = account.Fills,
            ["orderUpdates"] = account.OrderUpdates,
            ["userEvents"] = account.Events,
            ["userNonFundingLedgerUpdates"] = account.Ledger,
            ["clearinghouseState"] = account.ClearinghouseState,
            ["openOrders"] = account.OpenOrders,
            ["activeAssetData"] = account.ActiveAssetData,
            ["userHistoricalOrders"] = account.OrderHistory,
            ["twapStates"] = account.TwapStates,
            ["userTwapHistory"] = account.TwapHistory,
            ["userTwapSliceFills"] = account.TwapSliceFills,
            ["notification"] = Quiet,
            ["webData2"] = account.WebData2,
            ["webData3"] = account.WebData3,
            ["userFundings"] = account.Fundings,
            ["spotState"] = r => AccountChannels.Quiet(r, user => new
            {
                user = user.ToString(),
                spotState = new { balances = Array.Empty<object>() },
            }),
        };
    }

    /// <summary>The channel, or null when there is no such subscription.</summary>
    public Channel? Find(JsonElement subscription)
    {
        if (subscription.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        try
        {
            var request = new InfoRequest(subscription, _markets);
            return _ofMarkets.TryGetValue(request.Type, out var ofMarkets) ? ofMarkets(request)
                : _ofUsers.TryGetValue(request.Type, out var ofUsers)
                    ? ofUsers(request) with { User = request.User }
                    : null;
        }
        catch (BadRequestException)
        {
            return null;
        }
    }

    private static Channel Quiet(InfoRequest request) => AccountChannels.Quiet(request, _ => null);
}
