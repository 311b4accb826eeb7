using Offing.Primitives;

namespace Offing.Engine.Marks;

/// <summary>All that the mark of a market is made of.</summary>
/// <param name="Basis">150 s average of mid - oracle, 1e-9 ticks.</param>
/// <param name="Book">Median of best bid, best ask and last trade; null when it counts for nothing.</param>
/// <param name="BookBasis">30 s average of that - oracle, 1e-9 ticks.</param>
/// <param name="Venues">Of the perps of other venues; null when too few are known.</param>
/// <param name="Width">Farthest that the mark may be from the oracle price, ticks.</param>
internal readonly record struct MarkInputs(
    Ticks Oracle, Int128 Basis, Ticks? Book, Int128 BookBasis, Ticks? Venues, uint Width)
{
    /// <summary>The oracle price with what the venue's own book added to it lately.</summary>
    private long Smooth => Shifted(Basis);

    /// <summary>
    /// Median of the three inputs; of two, where one is the book, with the book's average for a third, else
    /// the lower mean. Never farther from the oracle price than the width.
    /// </summary>
    public Ticks Mark()
    {
        var low = (long)Oracle.Value - Width;
        var high = Math.Min((long)Oracle.Value + Width, uint.MaxValue);
        return new Ticks((uint)Math.Clamp(Middle(), low, high));
    }

    /// <summary>
    /// Of a market: five per cent, or half of the initial rate at its highest leverage where that is less.
    /// </summary>
    public static uint WidthOf(Ticks oracle, uint maxLeverage) =>
        oracle.Value / Math.Max(20, 2 * maxLeverage);

    private long Middle()
    {
        Span<long> values = stackalloc long[3];
        var count = 0;
        values[count++] = Smooth;
        if (Book is { } book)
        {
            values[count++] = book.Value;
            values[count++] = Venues is { } others ? others.Value : Shifted(BookBasis);
        }
        else if (Venues is { } venues)
        {
            values[count++] = venues.Value;
        }

        return Medians.Of(values[..count]);
    }

    // Rounded down, as every mean here. Averages of prices of 32 bits stay inside 64.
    private long Shifted(Int128 basis) =>
        (long)WideMath.FloorDiv(((Int128)Oracle.Value * Nano.One) + basis, Nano.One);
}
