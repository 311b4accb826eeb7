using Offing.Primitives;

namespace Offing.MarketData;

/// <summary>
/// Joins levels whose prices agree in their first figures. Rounding is away from the spread (bids down, asks
/// up), so an aggregated book never shows a better price than there is.
/// </summary>
/// <param name="SignificantFigures">2 to 5; null = the book as it is.</param>
/// <param name="Mantissa">1, 2 or 5, the last figure's step; only with 5 figures.</param>
public readonly record struct PriceGrouping(int? SignificantFigures, int Mantissa)
{
    /// <summary>The book as it is.</summary>
    public static PriceGrouping None => new(null, 1);

    /// <summary>Whether the wire allows this pair.</summary>
    public static bool TryCreate(int? figures, int? mantissa, out PriceGrouping grouping)
    {
        grouping = new PriceGrouping(figures, mantissa ?? 1);
        return figures is null ? mantissa is null
            : figures is >= 2 and <= 5 && (mantissa is null || (figures == 5 && mantissa is 1 or 2 or 5));
    }

    /// <summary>The price that stands for the group of <paramref name="price"/>.</summary>
    public Ticks Round(Ticks price, Side side)
    {
        if (SignificantFigures is not { } figures)
        {
            return price;
        }

        ulong limit = 1;
        for (var i = 0; i < figures; i++)
        {
            limit *= 10;
        }

        ulong unit = 1;
        while (price.Value / unit >= limit)
        {
            unit *= 10;
        }

        var step = unit * (ulong)Mantissa;
        var down = price.Value / step * step;
        var rounded = side == Side.Buy || down == price.Value ? down : down + step;
        return new Ticks((uint)Math.Min(rounded, uint.MaxValue));
    }
}
