using Offing.Engine.Books.Fast;

namespace Offing.Tools.Bench.Books;

/// <summary>Where the ids that the book gave are found by the ids of the stream.</summary>
public interface IBookIds<TBook>
    where TBook : struct, IMatchingBook
{
    /// <summary>The book's id, or zero. It may be of an order that is gone.</summary>
    ulong Find(in TBook book, ulong foreign);

    /// <summary>As <see cref="Find"/>, of an order that is about to be taken off: it is forgotten.</summary>
    ulong Take(in TBook book, ulong foreign);

    void Set(in TBook book, ulong foreign, ulong id);

    /// <summary>A match has used the order up; the book still knows it.</summary>
    void Gone(in TBook book, ulong foreign);
}

/// <summary>
/// Ids of the engine: a client keeps what the book answered, here in an array by its own number.
/// </summary>
public readonly struct EngineIds<TBook>(int count) : IBookIds<TBook>
    where TBook : struct, IMatchingBook
{
    // A stream's ids are at most as many as its records, which fit 32 bits.
    private readonly ulong[] _given = Touched(count + 1);

    public ulong Find(in TBook book, ulong foreign) => _given[unchecked((uint)foreign)];

    public ulong Take(in TBook book, ulong foreign) => _given[unchecked((uint)foreign)];

    public void Set(in TBook book, ulong foreign, ulong id) => _given[unchecked((uint)foreign)] = id;

    public void Gone(in TBook book, ulong foreign)
    {
        // The book itself refuses an id that is over.
    }

    /// <summary>Written once, so that no page is missing while the run is timed.</summary>
    private static ulong[] Touched(int length)
    {
        var array = new ulong[length];
        Array.Clear(array);
        return array;
    }
}

/// <summary>
/// Foreign ids: an open-addressing map with entries of eight bytes, 32 bits of hash and 32 of the book's
/// id. The book holds the foreign id as the order's tag and is asked for it, so two ids with one hash are
/// never taken for each other.
/// </summary>
public sealed class ForeignIdMap
{
    private ulong[] _entries = new ulong[1024];
    private int _shift = 32 - 10;

    /// <summary>Ids in the map.</summary>
    public int Count { get; private set; }

    public ulong Find<TBook>(in TBook book, ulong foreign)
        where TBook : struct, IMatchingBook
    {
        var at = IndexOf(book, foreign, out var id);
        return at < 0 ? 0 : id;
    }

    /// <summary>Puts in an id that is not there. The book's order is at rest under it.</summary>
    public void Set(ulong foreign, ulong id)
    {
        if (++Count > _entries.Length / 2)
        {
            Grow();
        }

        Place(((ulong)Hash(foreign) << 32) | unchecked((uint)id));
    }

    /// <summary>Takes an id out. Its order must still be known to the book, so before it leaves.</summary>
    /// <returns>The book's id, or zero: it was not there.</returns>
    public ulong Take<TBook>(in TBook book, ulong foreign)
        where TBook : struct, IMatchingBook
    {
        var hole = IndexOf(book, foreign, out var id);
        if (hole >= 0)
        {
            Close(hole);
        }

        return id;
    }

    private void Close(int hole)
    {
        Count--;
        var mask = _entries.Length - 1;
        for (var at = (hole + 1) & mask; _entries[at] != 0; at = (at + 1) & mask)
        {
            // An entry may fill the hole when its home does not lie behind the hole on its way.
            var home = (int)((uint)(_entries[at] >> 32) >> _shift);
            if (((at - home) & mask) >= ((at - hole) & mask))
            {
                _entries[hole] = _entries[at];
                hole = at;
            }
        }

        _entries[hole] = 0;
    }

    private int IndexOf<TBook>(in TBook book, ulong foreign, out ulong id)
        where TBook : struct, IMatchingBook
    {
        var hash = Hash(foreign);
        var mask = _entries.Length - 1;
        for (var at = (int)(hash >> _shift); _entries[at] != 0; at = (at + 1) & mask)
        {
            var handle = unchecked((uint)_entries[at]);
            if ((uint)(_entries[at] >> 32) == hash && (id = book.IdOf(handle, foreign)) != 0)
            {
                return at;
            }
        }

        id = 0;
        return -1;
    }

    private void Place(ulong entry)
    {
        var mask = _entries.Length - 1;
        var at = (int)((uint)(entry >> 32) >> _shift);
        while (_entries[at] != 0)
        {
            at = (at + 1) & mask;
        }

        _entries[at] = entry;
    }

    private void Grow()
    {
        var old = _entries;
        _entries = new ulong[old.Length * 2];
        _shift--;
        foreach (var entry in old)
        {
            if (entry != 0)
            {
                Place(entry);
            }
        }
    }

    private static uint Hash(ulong foreign) => (uint)(unchecked(foreign * 0x9E3779B97F4A7C15) >> 32);
}

/// <summary>The stream's own ids, as of clients that choose them: through the map.</summary>
public readonly struct ForeignIds<TBook>() : IBookIds<TBook>
    where TBook : struct, IMatchingBook
{
    private readonly ForeignIdMap _map = new();

    public ulong Find(in TBook book, ulong foreign) => _map.Find(book, foreign);

    public ulong Take(in TBook book, ulong foreign) => _map.Take(book, foreign);

    public void Set(in TBook book, ulong foreign, ulong id) => _map.Set(foreign, id);

    public void Gone(in TBook book, ulong foreign) => _map.Take(book, foreign);
}
