using Offing.Gateway.Hyperliquid.Info;
using Offing.MarketData;
using Offing.Primitives;

namespace Offing.Gateway.Streams;

/// <summary>Channels about one account, by the "type" of the subscription.</summary>
internal sealed class AccountChannels(InfoHandler info, VenueFold fold)
{
    public Channel Fills(InfoRequest request)
    {
        var user = request.User;
        return Events("userFills", "userFills", user, () => new
        {
            user = user.ToString(),
            fills = info.History.Fills(user),
            isSnapshot = true,
        }, update => OneIfAny(Mine(update.Fills, f => f.Account, user), fills => new
        {
            user = user.ToString(),
            fills = fills.Select(info.Shapes.Fill),
        }));
    }

    public Channel OrderUpdates(InfoRequest request)
    {
        var user = request.User;
        return Events("orderUpdates", "orderUpdates", user, () => null, update => OneIfAny(
            Mine(update.Orders, o => o.Account, user), orders => orders.Select(info.Orders.OrderUpdate)));
    }

    public Channel OrderHistory(InfoRequest request)
    {
        var user = request.User;
        const string name = "userHistoricalOrders";
        return Events(name, name, user, () => new
        {
            user = user.ToString(),
            orderHistory = info.History.Orders(user),
            isSnapshot = true,
        }, update => OneIfAny(Mine(update.Orders, o => o.Account, user), orders => new
        {
            user = user.ToString(),
            orderHistory = info.History.WithStatus(user, orders),
        }));
    }

    // Its messages come on the channel "user", and each carries one kind of event.
    public Channel Events(InfoRequest request)
    {
        var user = request.User;
        return Events("user", "userEvents", user, () => null, update =>
        [
            .. OneIfAny(
                Mine(update.Fills, f => f.Account, user),
                fills => new { fills = fills.Select(info.Shapes.Fill) }),
            .. Mine(update.Liquidations, step => step.Account, user).Select(Shapes.Liquidation),
            .. OneIfAny(
                [.. Mine(update.Orders, o => o.Account, user).Where(OrderStatusText.IsNonUserCancel)],
                orders => new { nonUserCancel = orders.Select(info.Orders.NonUserCancel) }),
            .. OneIfAny(
                Mine(update.Twaps, t => t.Account, user),
                twaps => new { twapHistory = twaps.Select(info.Twaps.History) }),
            .. OneIfAny(
                Slices(update, user),
                fills => new { twapSliceFills = fills.Select(info.Twaps.SliceFill) }),
        ]);
    }

    public Channel Ledger(InfoRequest request)
    {
        var user = request.User;
        const string name = "userNonFundingLedgerUpdates";
        return Events(name, name, user, () => new
        {
            user = user.ToString(),
            nonFundingLedgerUpdates = fold.Ledger(user).Select(Shapes.LedgerUpdate),
            isSnapshot = true,
        }, update => OneIfAny(Mine(update.Ledger, r => r.Account, user), records => new
        {
            user = user.ToString(),
            nonFundingLedgerUpdates = records.Select(Shapes.LedgerUpdate),
        }));
    }

    // A payment touches no account: it is told with the marks.
    public Channel Fundings(InfoRequest request)
    {
        var user = request.User;
        const string name = "userFundings";
        return new EventChannel(name, $"{name} {user}", [Topic.AnyMark], () => new
        {
            user = user.ToString(),
            fundings = info.Funding.Last(user),
            isSnapshot = true,
        }, update => OneIfAny(info.Funding.Of(user, update.Fundings), fundings => new
        {
            user = user.ToString(),
            fundings,
        }));
    }

    public Channel ClearinghouseState(InfoRequest request)
    {
        request.RequireMainDex();
        var user = request.User;
        const string name = "clearinghouseState";
        return new StateChannel(name, $"{name} {user}", [Topic.OfAccount(user), Topic.AnyMark], () => new
        {
            dex = "",
            user = user.ToString(),
            clearinghouseState = info.Account.ClearinghouseState(user),
        });
    }

    public Channel OpenOrders(InfoRequest request)
    {
        request.RequireMainDex();
        var user = request.User;
        return new StateChannel("openOrders", $"openOrders {user}", [Topic.OfAccount(user)], () => new
        {
            dex = "",
            user = user.ToString(),
            orders = info.History.FullOpenOrders(user),
        });
    }

    public Channel TwapStates(InfoRequest request)
    {
        request.RequireMainDex();
        var user = request.User;
        return new StateChannel("twapStates", $"twapStates {user}", [Topic.OfAccount(user)], () => new
        {
            dex = "",
            user = user.ToString(),
            states = info.History.TwapStates(user),
        });
    }

    public Channel TwapHistory(InfoRequest request)
    {
        var user = request.User;
        return Events("userTwapHistory", "userTwapHistory", user, () => new
        {
            user = user.ToString(),
            history = info.History.TwapHistory(user),
            isSnapshot = true,
        }, update => OneIfAny(Mine(update.Twaps, t => t.Account, user), twaps => new
        {
            user = user.ToString(),
            history = twaps.Select(info.Twaps.History),
        }));
    }

    public Channel TwapSliceFills(InfoRequest request)
    {
        var user = request.User;
        return Events("userTwapSliceFills", "userTwapSliceFills", user, () => new
        {
            user = user.ToString(),
            twapSliceFills = info.History.TwapSliceFills(user),
            isSnapshot = true,
        }, update => OneIfAny(Slices(update, user), fills => new
        {
            user = user.ToString(),
            twapSliceFills = fills.Select(info.Twaps.SliceFill),
        }));
    }

    public Channel WebData2(InfoRequest request)
    {
        var user = request.User;
        return new StateChannel(
            "webData2", $"webData2 {user}", [Topic.OfAccount(user), Topic.AnyMark],
            () => info.Web.WebData2(user));
    }

    public Channel WebData3(InfoRequest request)
    {
        var user = request.User;
        return new StateChannel(
            "webData3", $"webData3 {user}", [Topic.OfAccount(user)], () => info.Web.WebData3(user));
    }

    public Channel ActiveAssetData(InfoRequest request)
    {
        var (user, market) = (request.User, request.Market);
        const string name = "activeAssetData";
        return new StateChannel(
            name, $"{name} {user} {market.Name}", [Topic.OfAccount(user), Topic.OfMark(market.Id)],
            () => info.Account.ActiveAssetData(user, market));
    }

    /// <summary>A channel that this venue has nothing to say on yet beyond its beginning.</summary>
    public static Channel Quiet(InfoRequest request, Func<Address, object?> first)
    {
        var (type, user) = (request.Type, request.User);
        return new EventChannel(type, $"{type} {user}", [], () => first(user), _ => []);
    }

    private static EventChannel Events(
        string name, string type, Address user, Func<object?> first,
        Func<FeedUpdate, IEnumerable<object>> delta) =>
        new(name, $"{type} {user}", [Topic.OfAccount(user)], first, delta);

    private static Fill[] Slices(FeedUpdate update, Address user) =>
        [.. Mine(update.Fills, f => f.Account, user).Where(fill => fill.Twap is not null)];

    private static object[] OneIfAny<T>(T[] items, Func<T[], object> message) =>
        items.Length == 0 ? [] : [message(items)];

    private static T[] Mine<T>(IReadOnlyList<T> items, Func<T, Address> owner, Address user) =>
        items.Count == 0 ? [] : [.. items.Where(item => owner(item) == user)];
}
