using Offing.MarketData.Saving;
using Offing.Primitives;
using Offing.Protocol.Codec;

namespace Offing.MarketData;

/// <summary>
/// The book of one market as sums by price. Not thread-safe: <see cref="VenueFold"/> holds the lock.
/// </summary>
internal sealed class BookFold
{
    /// <summary>Levels a side in a snapshot.</summary>
    public const int SnapshotLevels = 20;

    private readonly SortedDictionary<Ticks, (Lots Size, int Orders)> _bids =
        new(Comparer<Ticks>.Create((a, b) => b.CompareTo(a)));

    private readonly SortedDictionary<Ticks, (Lots Size, int Orders)> _asks = [];

    public BookLevel? Best(Side side)
    {
        foreach (var (price, level) in Of(side))
        {
            return new BookLevel(price, level.Size, level.Orders);
        }

        return null;
    }

    /// <summary>Changes one level; a level without orders goes.</summary>
    public void Change(Side side, Ticks price, Lots size, int orders)
    {
        var levels = Of(side);
        levels.TryGetValue(price, out var level);
        level = (level.Size + size, level.Orders + orders);
        Check.That(level.Orders >= 0 && level.Size >= Lots.Zero);
        if (level.Orders == 0)
        {
            Check.That(level.Size.IsZero);
            levels.Remove(price);
        }
        else
        {
            levels[price] = level;
        }
    }

    public IReadOnlyList<BookLevel> Levels(Side side, PriceGrouping grouping)
    {
        var result = new List<BookLevel>(SnapshotLevels);
        foreach (var (price, level) in Of(side))
        {
            var shown = grouping.Round(price, side);
            if (result.Count > 0 && result[^1].Price == shown)
            {
                var last = result[^1];
                result[^1] = new BookLevel(shown, last.Size + level.Size, last.Orders + level.Orders);
            }
            else if (result.Count == SnapshotLevels)
            {
                break;
            }
            else
            {
                result.Add(new BookLevel(shown, level.Size, level.Orders));
            }
        }

        return result;
    }

    private SortedDictionary<Ticks, (Lots Size, int Orders)> Of(Side side) =>
        side == Side.Buy ? _bids : _asks;

    public void Save(ByteWriter writer)
    {
        foreach (var levels in new[] { _bids, _asks })
        {
            writer.PutAll(levels, static (to, level) => to
                .Put(level.Key).Put(level.Value.Size).VarUInt((ulong)level.Value.Orders));
        }
    }

    public void Load(ref SaveReader reader)
    {
        foreach (var levels in new[] { _bids, _asks })
        {
            for (var left = reader.Count(); left > 0; left--)
            {
                levels.Add(reader.Ticks(), (reader.Lots(), checked((int)reader.Number())));
            }
        }
    }
}
