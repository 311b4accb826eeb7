using Offing.Gateway.Wire;
using Offing.MarketData;
using Offing.Primitives;

namespace Offing.Gateway.Hyperliquid.Info;

/// <summary>Answers about one account's orders, fills and money movements.</summary>
internal sealed class HistoryInfo(VenueFold fold, Shapes shapes)
{
    private const int AnswerMax = 2_000;

    public IEnumerable<object> OpenOrders(Address user) =>
        fold.OpenOrders(user).Reverse().Select(shapes.OpenOrder);

    public IEnumerable<object> FullOpenOrders(Address user) =>
        fold.OpenOrders(user).Reverse().Select(shapes.FullOrder);

    public object OrderStatus(Address user, InfoRequest request)
    {
        var order = request.IsText("oid")
            ? fold.FindOrder(user, ClientId(request.RequiredText("oid")))
            : fold.FindOrder(
                user, new OrderId(request.Number("oid") ?? throw new BadRequestException("oid is missing")));
        return order is null
            ? new { status = "unknownOid" }
            : new { status = "order", order = shapes.OrderWithStatus(order) };
    }

    public IEnumerable<object> Orders(Address user) =>
        fold.OrderHistory(user).Take(AnswerMax).Select(shapes.OrderWithStatus);

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

    private static bool Inside(Time time, ulong from, ulong to) =>
        time.Milliseconds >= from && time.Milliseconds <= to;

    private static ClientOrderId ClientId(string text) =>
        text.Length == 34 && Hex.TryDecode(text, out var bytes) && bytes.Length == 16
            ? new ClientOrderId(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes))
            : throw new BadRequestException("oid must be a number, or 0x and 32 hex digits");
}
