using Offing.Gateway.Wire;
using Offing.MarketData;
using Offing.Primitives;

namespace Offing.Gateway.Hyperliquid.Info;

/// <summary>Answers about one account's orders, TWAPs, fills and money movements.</summary>
internal sealed class HistoryInfo(
    VenueFold fold, Shapes shapes, OrderShapes orders, TwapShapes twaps)
{
    private const int AnswerMax = 2_000;

    public IEnumerable<object> OpenOrders(Address user) =>
        fold.OpenOrders(user).Reverse().Select(orders.OpenOrder);

    /// <summary>A child stands in its parent and on its own: it can be cancelled like any other.</summary>
    public IEnumerable<object> FullOpenOrders(Address user)
    {
        var open = fold.OpenOrders(user);
        var children = OrderShapes.ByParent(open);
        return open.Reverse().Select(order => orders.FullOrder(order, children));
    }

    public object OrderStatus(Address user, InfoRequest request)
    {
        var order = request.IsText("oid")
            ? fold.FindOrder(user, ClientId(request.RequiredText("oid")))
            : fold.FindOrder(
                user, new OrderId(request.Number("oid") ?? throw new BadRequestException("oid is missing")));
        return order is { } found
            ? new { status = "order", order = orders.OrderWithStatus(found, Children(user)) }
            : new { status = "unknownOid" };
    }

    public IEnumerable<object> Orders(Address user) =>
        WithStatus(user, fold.OrderHistory(user).Take(AnswerMax));

    /// <summary>Orders of one account with what has become of them.</summary>
    public IEnumerable<object> WithStatus(Address user, IEnumerable<OrderRecord> records)
    {
        var children = Children(user);
        return records.Select(order => orders.OrderWithStatus(order, children));
    }

    public IEnumerable<object> TwapStates(Address user) => fold.Twaps(user).Select(twaps.IdAndState);

    public IEnumerable<object> TwapHistory(Address user) => fold.TwapHistory(user).Select(twaps.History);

    public IEnumerable<object> TwapSliceFills(Address user) => Slices(user).Select(twaps.SliceFill);

    public IEnumerable<object> TwapSliceFillsByTime(Address user, InfoRequest request)
    {
        var (from, to) = Bounds(request, startRequired: true);
        return Slices(user).Where(f => Inside(f.Time, from, to)).Select(twaps.SliceFill);
    }

    public IEnumerable<object> Fills(Address user) => fold.Fills(user).Select(shapes.Fill);

    public IEnumerable<object> FillsByTime(Address user, InfoRequest request)
    {
        var (from, to) = Bounds(request, startRequired: true);
        return fold.Fills(user).Where(f => Inside(f.Time, from, to)).Select(shapes.Fill);
    }

    public IEnumerable<object> Ledger(Address user, InfoRequest request)
    {
        var (from, to) = Bounds(request, startRequired: false);
        return fold.Ledger(user).Where(r => Inside(r.Time, from, to)).Reverse().Select(Shapes.LedgerUpdate);
    }

    /// <summary>startTime and endTime of a request, in ms.</summary>
    public static (ulong From, ulong To) Bounds(InfoRequest request, bool startRequired)
    {
        var from = request.Number("startTime");
        return from is null && startRequired
            ? throw new BadRequestException("startTime is missing")
            : (from ?? 0, request.Number("endTime") ?? ulong.MaxValue);
    }

    private IEnumerable<Fill> Slices(Address user) => fold.Fills(user).Where(fill => fill.Twap is not null);

    private ILookup<OrderId, OrderRecord> Children(Address user) =>
        OrderShapes.ByParent(fold.OpenOrders(user));

    private static bool Inside(Time time, ulong from, ulong to) =>
        time.Milliseconds >= from && time.Milliseconds <= to;

    private static ClientOrderId ClientId(string text) =>
        OrderNames.TryClientId(text, out var id)
            ? id
            : throw new BadRequestException("oid must be a number, or 0x and 32 hex digits");
}
