using Offing.Engine.Markets;
using Offing.Engine.Oracle;
using Offing.Primitives;

namespace Offing.Engine.Marks;

/// <summary>
/// Moves the mark of a market: when a price is reported or time passes, and never inside of an order.
/// </summary>
internal static class MarkPrices
{
    private const ulong BasisSpan_Ms = 150_000;
    private const ulong BookSpan_Ms = 30_000;
    private const ulong TradeMaxAge_Ms = 60_000;

    /// <summary>Run when the oracle price, with a quorum, is that of now.</summary>
    public static void Move(VenueState state, MarketState market, in ImpactQuotes quotes)
    {
        MoveBasis(state, market, quotes);
        var book = BookPrice(state, market, quotes);
        MoveBook(state, market, book);
        market.Mark = new MarkInputs(
            market.OraclePrice, market.BasisEma, book, market.BookEma, VenueQuotes.Mid(state, market),
            MarkInputs.WidthOf(market.OraclePrice, market.Parameters.MaxLeverage)).Mark();
    }

    /// <summary>What comes without a quorum counts for no average.</summary>
    public static void Stop(MarketState market) => (market.BasisTime, market.BookTime) = (default, default);

    private static void MoveBasis(VenueState state, MarketState market, in ImpactQuotes quotes)
    {
        if (!quotes.AreBoth)
        {
            market.BasisTime = default;
            return;
        }

        var twice = (long)quotes.Bid.Best.Value + quotes.Ask.Best.Value
            - (2 * (long)market.OraclePrice.Value);
        market.BasisEma = Average.Next(
            market.BasisEma, twice * (Int128)(Nano.One / 2), Average.Elapsed_Ms(market.BasisTime, state.Time),
            BasisSpan_Ms);
        market.BasisTime = state.Time;
    }

    private static void MoveBook(VenueState state, MarketState market, Ticks? book)
    {
        if (book is not { } price)
        {
            market.BookTime = default;
            return;
        }

        market.BookEma = Average.Next(
            market.BookEma, ((Int128)price.Value - market.OraclePrice.Value) * Nano.One,
            Average.Elapsed_Ms(market.BookTime, state.Time), BookSpan_Ms);
        market.BookTime = state.Time;
    }

    // A book at rest is not crossed, so the median of the three is the trade between bid and ask.
    private static Ticks? BookPrice(VenueState state, MarketState market, in ImpactQuotes quotes) =>
        !quotes.AreBoth || market.LastTradePrice.Value == 0
            || state.Time.Milliseconds - market.LastTradeTime.Milliseconds > TradeMaxAge_Ms
            ? null
            : new Ticks(Math.Clamp(
                market.LastTradePrice.Value, quotes.Bid.Best.Value, quotes.Ask.Best.Value));
}
