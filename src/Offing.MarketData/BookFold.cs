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

    private readonly SortedLevels _bids = new(Side.Buy);
    private readonly SortedLevels _asks = new(Side.Sell);

    public BookLevel? Best(Side side)
    {
        foreach (var level in Of(side).All())
        {
            return level;
        }

        return null;
    }

    /// <summary>Changes one level; a level without orders goes.</summary>
    public void Change(Side side, Ticks price, Lots size, int orders) =>
        Of(side).Change(price, size, orders);

    public IReadOnlyList<BookLevel> Levels(Side side, PriceGrouping grouping)
    {
        var result = new List<BookLevel>(SnapshotLevels);
        foreach (var level in Of(side).All())
        {
            var shown = grouping.Round(level.Price, side);
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

    private SortedLevels Of(Side side) =>
        side == Side.Buy ? _bids : _asks;

    public void Save(ByteWriter writer)
    {
        foreach (var levels in new[] { _bids, _asks })
        {
            writer.PutAll([.. levels.All()], static (to, in level) => to
                .Put(level.Price).Put(level.Size).VarUInt((ulong)level.Orders));
        }
    }

    public void Load(ref SaveReader reader)
    {
        foreach (var levels in new[] { _bids, _asks })
        {
            for (var left = reader.Count(); left > 0; left--)
            {
                levels.Change(reader.Ticks(), reader.Lots(), checked((int)reader.Number()));
            }
        }
    }
}
