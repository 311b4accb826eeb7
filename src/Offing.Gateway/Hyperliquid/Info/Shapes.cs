using System.Text.Json.Serialization;
using Offing.Gateway.Wire;
using Offing.MarketData;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.Gateway.Hyperliquid.Info;

/// <summary>Objects of the wire that several calls and channels share.</summary>
internal sealed class Shapes(MarketDirectory markets)
{
    private const string NoTrigger = "N/A";

    /// <summary>One side of the wire's letters: B bids, A asks.</summary>
    public static string SideLetter(Side side) => side == Side.Buy ? "B" : "A";

    /// <summary>
    /// The wire has a transaction hash where this venue has the sequence number of an entry: that number in
    /// 32 bytes.
    /// </summary>
    public static string Hash(ulong seq) => $"0x{seq:x64}";

    public object Book(BookSnapshot book)
    {
        var market = markets[book.Market];
        return new
        {
            coin = market.Name,
            time = book.Time.Milliseconds,
            levels = new[]
            {
                book.Bids.Select(l => Level(market, l)).ToArray(),
                book.Asks.Select(l => Level(market, l)).ToArray(),
            },
        };
    }

    public static object Level(MarketParameters market, BookLevel level) => new
    {
        px = Decimals.Price(market, level.Price),
        sz = Decimals.Size(market, level.Size),
        n = level.Orders,
    };

    public object Trade(PublicTrade trade)
    {
        var market = markets[trade.Market];
        return new
        {
            coin = market.Name,
            side = SideLetter(trade.TakerSide),
            px = Decimals.Price(market, trade.Price),
            sz = Decimals.Size(market, trade.Size),
            time = trade.Time.Milliseconds,
            hash = Hash(trade.Seq),
            tid = trade.TradeId,
            users = new[] { trade.Buyer.ToString(), trade.Seller.ToString() },
        };
    }

    public object Fill(Fill fill)
    {
        var market = markets[fill.Market];
        return new FillShape(
            market.Name, Decimals.Price(market, fill.Price), Decimals.Size(market, fill.Size),
            SideLetter(fill.Side), fill.Time.Milliseconds, Decimals.Size(market, fill.StartPosition),
            Direction(fill), Decimals.Usd(fill.ClosedPnl), Hash(fill.Seq), fill.Order.Value, fill.Crossed,
            Decimals.Usd(fill.Fee), fill.TradeId, "USDC", null, ClientId(fill.ClientId));
    }

    /// <summary>An open order in the short form.</summary>
    public object OpenOrder(OrderRecord order)
    {
        var market = markets[order.Market];
        return new OpenOrderShape(
            market.Name, SideLetter(order.Side), Decimals.Price(market, order.Price),
            Decimals.Size(market, order.Remaining), order.Id.Value, order.Placed.Milliseconds,
            Decimals.Size(market, order.Size), ClientId(order.ClientId), order.ReduceOnly ? true : null);
    }

    /// <summary>An order in the long form ("frontend").</summary>
    public object FullOrder(OrderRecord order)
    {
        var market = markets[order.Market];
        var isMarket = order.Tif == TimeInForce.FrontendMarket;
        return new
        {
            coin = market.Name,
            side = SideLetter(order.Side),
            limitPx = Decimals.Price(market, order.Price),
            sz = Decimals.Size(market, order.Remaining),
            oid = order.Id.Value,
            timestamp = order.Placed.Milliseconds,
            triggerCondition = NoTrigger,
            isTrigger = false,
            triggerPx = "0.0",
            children = Array.Empty<object>(),
            isPositionTpsl = false,
            reduceOnly = order.ReduceOnly,
            orderType = isMarket ? "Market" : "Limit",
            origSz = Decimals.Size(market, order.Size),
            tif = order.Tif.ToString(),
            cloid = ClientId(order.ClientId),
        };
    }

    public object OrderWithStatus(OrderRecord order) => new
    {
        order = FullOrder(order),
        status = Status(order),
        statusTimestamp = order.StatusTime.Milliseconds,
    };

    public object OrderUpdate(OrderRecord order) => new
    {
        order = OpenOrder(order),
        status = Status(order),
        statusTimestamp = order.StatusTime.Milliseconds,
    };

    public object NonUserCancel(OrderRecord order) =>
        new { coin = markets.Name(order.Market), oid = order.Id.Value };

    /// <summary>Whether the venue and not its owner ended the order.</summary>
    public static bool IsNonUserCancel(OrderRecord order) => order.Status
        is OrderStatus.SelfTradeCanceled or OrderStatus.MarginCanceled or OrderStatus.BandCanceled;

    public static string Status(OrderRecord order) => order.Status switch
    {
        OrderStatus.Open => "open",
        OrderStatus.Filled => "filled",
        OrderStatus.SelfTradeCanceled => "selfTradeCanceled",
        OrderStatus.MarginCanceled => "marginCanceled",
        OrderStatus.IocCanceled when order.Remaining == order.Size => "iocCancelRejected",
        OrderStatus.Canceled or OrderStatus.IocCanceled or OrderStatus.BandCanceled => "canceled",
        _ => Check.Unreachable<string>("order status"),
    };

    public static object LedgerUpdate(LedgerRecord record) => new
    {
        time = record.Time.Milliseconds,
        hash = Hash(record.Seq),
        delta = record.Kind == LedgerKind.Deposit
            ? (object)new { type = "deposit", usdc = Decimals.Usd(record.Amount) }
            : new
            {
                type = "withdraw",
                usdc = Decimals.Usd(record.Amount),
                nonce = record.Index,
                fee = "0.0",
            },
    };

    // A dictionary, since a class of C# that has both t and T cannot be written by the serializer.
    public static object Candle(MarketParameters market, CandleInterval interval, Candle candle) =>
        new Dictionary<string, object>
        {
            ["t"] = candle.Start_Ms,
            ["T"] = candle.End_Ms,
            ["s"] = market.Name,
            ["i"] = interval.Name,
            ["o"] = Decimals.Price(market, candle.Open),
            ["c"] = Decimals.Price(market, candle.Close),
            ["h"] = Decimals.Price(market, candle.High),
            ["l"] = Decimals.Price(market, candle.Low),
            ["v"] = Decimals.Fixed(candle.Base_Lots, market.SzDecimals),
            ["n"] = candle.Trades,
        };

    private static string? ClientId(ClientOrderId id) => id.IsNone ? null : id.ToString();

    private static string Direction(Fill fill)
    {
        var before = fill.StartPosition.Value;
        var after = before + (fill.Side == Side.Buy ? fill.Size.Value : -fill.Size.Value);
        return fill.Side == Side.Buy
            ? before >= 0 ? "Open Long" : after > 0 ? "Short > Long" : "Close Short"
            : before <= 0 ? "Open Short" : after < 0 ? "Long > Short" : "Close Long";
    }

    private sealed record FillShape(
        [property: JsonPropertyName("coin")] string Coin,
        [property: JsonPropertyName("px")] string Price,
        [property: JsonPropertyName("sz")] string Size,
        [property: JsonPropertyName("side")] string Side,
        [property: JsonPropertyName("time")] ulong Time,
        [property: JsonPropertyName("startPosition")] string StartPosition,
        [property: JsonPropertyName("dir")] string Direction,
        [property: JsonPropertyName("closedPnl")] string ClosedPnl,
        [property: JsonPropertyName("hash")] string Hash,
        [property: JsonPropertyName("oid")] ulong Oid,
        [property: JsonPropertyName("crossed")] bool Crossed,
        [property: JsonPropertyName("fee")] string Fee,
        [property: JsonPropertyName("tid")] ulong TradeId,
        [property: JsonPropertyName("feeToken")] string FeeToken,
        [property: JsonPropertyName("twapId")] ulong? TwapId,
        [property: JsonPropertyName("cloid"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        string? ClientId);

    private sealed record OpenOrderShape(
        [property: JsonPropertyName("coin")] string Coin,
        [property: JsonPropertyName("side")] string Side,
        [property: JsonPropertyName("limitPx")] string Price,
        [property: JsonPropertyName("sz")] string Size,
        [property: JsonPropertyName("oid")] ulong Oid,
        [property: JsonPropertyName("timestamp")] ulong Timestamp,
        [property: JsonPropertyName("origSz")] string OriginalSize,
        [property: JsonPropertyName("cloid"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        string? ClientId,
        [property: JsonPropertyName("reduceOnly")]
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        bool? ReduceOnly);
}
