using Offing.Engine.Books.Fast;
using Offing.Engine.Markets;
using Offing.Primitives;

namespace Offing.Engine.Marks;

/// <summary>
/// What trading the impact notional against one side of a book would cost: the average price is
/// <paramref name="Value"/> / <paramref name="Lots"/>, a fraction.
/// </summary>
/// <param name="Best">The best price, zero when the side is empty.</param>
/// <param name="Value">Notional x the last price that was needed; zero: not quoted for the notional.</param>
/// <param name="Lots">Lots at better prices x that price + what was left for it.</param>
internal readonly record struct ImpactSide(Ticks Best, Int128 Value, Int128 Lots)
{
    public bool IsQuoted => Value != 0;

    /// <summary>Rounded down for bids and up for asks: never nearer to the other side than it is.</summary>
    public Ticks Price(Side side) => !IsQuoted ? default : new Ticks((uint)(side == Side.Buy
        ? WideMath.FloorDiv(Value, Lots)
        : WideMath.CeilingDiv(Value, Lots)));

    /// <summary>Counts what the book shows; what icebergs hide has promised nothing.</summary>
    public static ImpactSide Of(MarketState market, Side side)
    {
        if (!market.Orders.TryBest(side, out var best))
        {
            return default;
        }

        var walker = new Walker(market.Parameters.ImpactNotional.Value);
        market.Orders.Walk(side, ref walker);
        return walker.ToSide(new Ticks(best), market.Parameters.ImpactNotional.Value);
    }

    private struct Walker(long notional) : IBookVisitor
    {
        private long _left = notional;
        private Int128 _lots;
        private uint _last;

        public bool Visit(ulong tag, uint owner, uint price, uint quantity)
        {
            var value = (ulong)price * quantity;
            if (value >= (ulong)_left)
            {
                _last = price;
                return false;
            }

            _left -= (long)value;
            _lots += quantity;
            return true;
        }

        public readonly ImpactSide ToSide(Ticks best, long notional) =>
            new(best, (Int128)notional * _last, (_lots * _last) + _left);
    }
}

/// <summary>Both sides of a book, as the mark and the funding see it.</summary>
internal readonly record struct ImpactQuotes(ImpactSide Bid, ImpactSide Ask)
{
    /// <summary>Whether both sides stand for the impact notional.</summary>
    public bool AreBoth => Bid.IsQuoted && Ask.IsQuoted;

    public static ImpactQuotes Of(MarketState market) =>
        new(ImpactSide.Of(market, Side.Buy), ImpactSide.Of(market, Side.Sell));
}
