using Offing.Engine.Accounts;
using Offing.Engine.Markets;
using Offing.Primitives;

namespace Offing.Engine.Liquidation;

/// <summary>The danger prices of a market's positions: long ones from above, short ones from below.</summary>
internal sealed class MarketDanger
{
    // What a rounded-up margin and a rounded-down funding payment may cost beyond what their formulas say.
    private const int Rounding_MicroUsd = 2;

    private readonly DangerHeap _longs = new();
    private readonly DangerHeap _shorts = new();

    // Ticks that funding has taken from a lot since the venue began, never given back: a danger price is kept
    // less what had been taken when it was made.
    private Int128 _longDrift;
    private Int128 _shortDrift;

    /// <summary>Whether it stands in the list of the markets that moved.</summary>
    public bool IsMoved { get; set; }

    /// <summary>How many positions have a danger price.</summary>
    public int Count => _longs.Count + _shorts.Count;

    /// <summary>Funding shifted what a lot is worth.</summary>
    /// <param name="paid">By a long lot to a short one, 1e-9 micro-USDC.</param>
    // Twice: margin may rise with the mark while funding falls due, by half of what the mark brings at most.
    public void FundingMoved(Int128 paid)
    {
        var ticks = 2 * WideMath.CeilingDiv(Int128.Abs(paid), Nano.One);
        if (paid > 0)
        {
            _longDrift += ticks;
        }
        else
        {
            _shortDrift += ticks;
        }
    }

    /// <summary>Takes out each position whose danger price the mark has passed.</summary>
    public void PopMet(Ticks mark, DangerIndex index)
    {
        PopMet(_longs, mark.Value - _longDrift, index);
        PopMet(_shorts, -(Int128)mark.Value - _shortDrift, index);
    }

    /// <summary>Gives a position the danger price at which it would have lost its share.</summary>
    /// <param name="share">Micro-USDC that it may lose.</param>
    public void Put(Slot slot, MarketState market, Int128 share)
    {
        var size = slot.Size.Value;
        var left = Int128.Max(0, share - Rounding_MicroUsd);
        Int128 mark = market.Mark.Value;
        // A long position loses its size for each tick, and its margin falls, which is left out of account; a
        // short one loses its size, and its margin rises by half of that at most.
        var (heap, key) = size > 0
            ? (_longs, mark - (left / size) - _longDrift)
            : (_shorts, -mark - (2 * left / (-3 * (Int128)size)) - _shortDrift);
        if (slot.DangerHeap != heap)
        {
            Drop(slot);
            slot.DangerHeap = heap;
        }

        heap.Set(slot, (long)Int128.Clamp(key, long.MinValue + 1, long.MaxValue));
    }

    /// <summary>The position has no danger price any more.</summary>
    public static void Drop(Slot slot)
    {
        slot.DangerHeap?.Remove(slot);
        slot.DangerHeap = null;
    }

    // Both sides as one: the lower, the worse, and met when below the key.
    private static void PopMet(DangerHeap heap, Int128 at, DangerIndex index)
    {
        while (heap.Count != 0 && at < heap.TopKey)
        {
            var slot = heap.Top;
            Drop(slot);
            index.Changed(slot.Owner);
        }
    }
}
