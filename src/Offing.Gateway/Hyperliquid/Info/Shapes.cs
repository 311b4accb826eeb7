using System.Text.Json.Serialization;
using Offing.Gateway.Wire;
using Offing.MarketData;
using Offing.Primitives;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.Gateway.Hyperliquid.Info;

/// <summary>Objects of the wire that several calls and channels share.</summary>
internal sealed class Shapes(MarketDirectory markets)
{
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
            Decimals.Usd(fill.Fee), fill.TradeId, "USDC", fill.Twap, ClientId(fill.ClientId),
            fill.BuilderFee.IsZero ? null : Decimals.Usd(fill.BuilderFee),
            Liquidation(market, fill));
    }

    public static object LedgerUpdate(LedgerRecord record) => new
    {
        time = record.Time.Milliseconds,
        hash = Hash(record.Seq),
        delta = record.Kind switch
        {
            LedgerKind.Deposit => (object)new { type = "deposit", usdc = Decimals.Usd(record.Amount) },
            // The wire knows no such thing, and sums over it come out right.
            LedgerKind.Reversal => new { type = "deposit", usdc = Decimals.Usd(-record.Amount) },
            LedgerKind.Withdrawal => new
            {
                type = "withdraw",
                usdc = Decimals.Usd(record.Amount),
                nonce = record.Index,
                fee = "0.0",
            },
            _ => new
            {
                type = "subAccountTransfer",
                usdc = Decimals.Usd(record.Amount),
                user = record.From.ToString(),
                destination = record.To.ToString(),
            },
        },
    };

    // To the book nobody liquidates but the rules.
    public static object Liquidation(LiquidationRecord step) => new
    {
        liquidation = new
        {
            lid = step.Seq,
            liquidator = (step.Means == LiquidationMeans.Backstop ? SystemAccounts.Backstop : Address.Zero)
                .ToString(),
            liquidated_user = step.Account.ToString(),
            liquidated_ntl_pos = Decimals.Usd(step.Notional),
            liquidated_account_value = Decimals.Usd(step.AccountValue),
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

    /// <summary>As the wire writes it; null for none.</summary>
    public static string? ClientId(ClientOrderId id) => id.IsNone ? null : id.ToString();

    // Who is deleveraged is not the one who is liquidated: the direction says it.
    private static LiquidationShape? Liquidation(MarketParameters market, Fill fill) =>
        fill.Liquidation is { Means: not LiquidationMeans.ForcedClose } mark && !IsDeleveraged(fill)
            ? new LiquidationShape(
                mark.Liquidated.ToString(), Decimals.Price(market, mark.Mark),
                mark.Means == LiquidationMeans.Book ? "market" : "backstop")
            : null;

    private static bool IsDeleveraged(Fill fill) =>
        fill.Liquidation is { Means: LiquidationMeans.Deleverage or LiquidationMeans.ForcedClose } mark
        && mark.Liquidated != fill.Account;

    private static string Direction(Fill fill)
    {
        if (IsDeleveraged(fill))
        {
            return "Auto-Deleveraging";
        }

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
        string? ClientId,
        [property: JsonPropertyName("builderFee")]
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        string? BuilderFee,
        [property: JsonPropertyName("liquidation"),
            JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        LiquidationShape? Liquidation);

    private sealed record LiquidationShape(
        [property: JsonPropertyName("liquidatedUser")] string LiquidatedUser,
        [property: JsonPropertyName("markPx")] string MarkPrice,
        [property: JsonPropertyName("method")] string Method);
}
