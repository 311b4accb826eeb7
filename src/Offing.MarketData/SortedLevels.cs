using Offing.Primitives;

namespace Offing.MarketData;

/// <summary>
/// One side of a book as sums by price, best first, in pieces of sorted arrays: a change looks at a few
/// neighbours in memory and makes no object. Not thread-safe.
/// </summary>
internal sealed class SortedLevels(Side side)
{
    private const int PieceMost = 128;

    // Whole levels by their key, ascending; no piece is empty. The best price has the smallest key.
    private readonly List<Piece> _pieces = [];

    /// <summary>Levels in it.</summary>
    public int Count { get; private set; }

    /// <summary>Changes one level; a level without orders goes.</summary>
    public void Change(Ticks price, Lots size, int orders)
    {
        var key = KeyOf(price);
        var at = PieceOf(key);
        var place = at < 0 ? ~0 : _pieces[at].Find(key);
        var level = place >= 0 ? _pieces[at].Levels[place] : new Level { Key = key };
        level.Size += size;
        level.Orders += orders;
        Check.That(level.Orders >= 0 && level.Size >= Lots.Zero);
        if (level.Orders > 0)
        {
            Put(at, place, level);
            return;
        }

        Check.That(level.Size.IsZero);
        if (place >= 0)
        {
            Remove(at, place);
        }
    }

    /// <summary>Best first.</summary>
    public IEnumerable<BookLevel> All()
    {
        foreach (var piece in _pieces)
        {
            for (var i = 0; i < piece.Count; i++)
            {
                var level = piece.Levels[i];
                yield return new BookLevel(PriceOf(level.Key), level.Size, level.Orders);
            }
        }
    }

    private void Put(int at, int place, in Level level)
    {
        if (place >= 0)
        {
            _pieces[at].Levels[place] = level;
            return;
        }

        Count++;
        if (at < 0)
        {
            _pieces.Add(new Piece());
            at = 0;
        }

        var piece = _pieces[at];
        if (piece.Count == PieceMost)
        {
            _pieces.Insert(at + 1, piece.Split());
            piece = ~place > piece.Count ? _pieces[at + 1] : piece;
            place = piece.Find(level.Key);
        }

        piece.Insert(~place, level);
    }

    private void Remove(int at, int place)
    {
        Count--;
        _pieces[at].Remove(place);
        if (_pieces[at].Count == 0)
        {
            _pieces.RemoveAt(at);
        }
    }

    // The last piece that begins at or before the key, else the first; -1 when there is none.
    private int PieceOf(uint key)
    {
        var (low, high) = (0, _pieces.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) >> 1;
            (low, high) = _pieces[middle].Levels[0].Key <= key ? (middle, high) : (low, middle - 1);
        }

        return high < 0 ? -1 : low;
    }

    private uint KeyOf(Ticks price) => side == Side.Buy ? ~price.Value : price.Value;

    private Ticks PriceOf(uint key) => new(side == Side.Buy ? ~key : key);

    private struct Level
    {
        public uint Key;
        public int Orders;
        public Lots Size;
    }

    private sealed class Piece
    {
        public Level[] Levels { get; private set; } = new Level[4];

        public int Count { get; private set; }

        // Where the key stands, or the complement of where it belongs.
        public int Find(uint key)
        {
            var (low, high) = (0, Count - 1);
            while (low <= high)
            {
                var middle = (low + high) >> 1;
                var there = Levels[middle].Key;
                if (there == key)
                {
                    return middle;
                }

                (low, high) = there < key ? (middle + 1, high) : (low, middle - 1);
            }

            return ~low;
        }

        public void Insert(int place, in Level level)
        {
            if (Count == Levels.Length)
            {
                var levels = Levels;
                Array.Resize(ref levels, Math.Min(2 * Count, PieceMost));
                Levels = levels;
            }

            Array.Copy(Levels, place, Levels, place + 1, Count - place);
            Levels[place] = level;
            Count++;
        }

        public void Remove(int place)
        {
            Count--;
            Array.Copy(Levels, place + 1, Levels, place, Count - place);
        }

        public Piece Split()
        {
            var (half, behind) = (Count / 2, new Piece { Levels = new Level[PieceMost] });
            Array.Copy(Levels, half, behind.Levels, 0, Count - half);
            (behind.Count, Count) = (Count - half, half);
            return behind;
        }
    }
}
