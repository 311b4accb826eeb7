using System.Numerics;
using System.Runtime.CompilerServices;
using Offing.Primitives;

namespace Offing.Engine.Books.Fast;

/// <summary>
/// The price levels of one side. Keys are prices turned so that the smallest is the best on either side.
/// The levels near the touch are in a window: their sentinels lie in a row, found by arithmetic. It is a
/// ring, so moving it touches only the levels that leave or enter. All others are in a trie.
/// </summary>
/// <remarks>
/// A struct inside of the book's state, so that it is reached without a pointer of its own; the one that
/// is meant is taken by reference, never copied.
/// </remarks>
internal struct Ladder
{
    /// <summary>Levels in the window.</summary>
    public const uint Window = 1024;

    /// <summary>Above every key: the best of an empty side.</summary>
    public const ulong None = 1UL << 32;

    private const int WordBits = 64;
    private const int Words = (int)Window / WordBits;
    private const uint AheadOfTouch = Window / 4;

    /// <summary>
    /// Misses near the touch before the window moves, besides one for each level that the last move had
    /// to carry: so a move is paid for by the misses before it, whatever the touch does.
    /// </summary>
    private const int Patience = 32;

    private readonly NodePool _pool;
    private readonly LevelTrie _far;
    private readonly uint _first;
    private readonly uint _turn;
    private LevelBits _bits;
    private uint _words;
    private uint _base;
    private int _misses;
    private int _carried;

    /// <param name="first">The pool's node from which the window's sentinels lie.</param>
    public Ladder(NodePool pool, Side side, uint first)
    {
        _pool = pool;
        _far = new LevelTrie(pool);
        _first = first;
        _turn = side == Side.Buy ? uint.MaxValue : 0;
        for (var level = first; level < first + Window; level++)
        {
            pool.Nodes[level].Next = level;
            pool.Nodes[level].Prev = level;
        }
    }

    /// <summary>The smallest key at rest, or <see cref="None"/>.</summary>
    public ulong Best { readonly get; private set; } = None;

    /// <summary>The sentinel of <see cref="Best"/>, when there is one.</summary>
    public uint BestLevel { readonly get; private set; }

    /// <summary>The key of a price, and the price of a key: bids turned round.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint KeyOf(uint price) => price ^ _turn;

    /// <summary>The sentinel of a key that is about to get an order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Open(uint key)
    {
        var level = unchecked(key - _base) < Window ? OpenInWindow(key) : OpenFar(key);
        if (key < Best)
        {
            Best = key;
            BestLevel = level;
        }

        return level;
    }

    /// <summary>The last order of a level has left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Close(uint level)
    {
        if (unchecked(level - _first) < Window)
        {
            CloseInWindow(unchecked(level - _first));
        }
        else
        {
            CloseFar(level);
        }

        if (level == BestLevel)
        {
            FindBest();
        }
    }

    /// <summary>The sentinel of the smallest key at rest that is not below <paramref name="from"/>.</summary>
    public readonly bool TryNext(ulong from, out uint level)
    {
        var end = _base + (ulong)Window;
        if (from < _base)
        {
            level = _far.Ceiling((uint)from);
            if (level != 0 && _pool.Nodes[level].Key < _base)
            {
                return true;
            }

            from = _base;
        }

        for (; from < end; from = (from / WordBits + 1) * WordBits)
        {
            var at = (uint)(from % Window);
            var rest = _bits[(int)(at / WordBits)] & (ulong.MaxValue << (int)at);
            if (rest != 0)
            {
                level = _first + at / WordBits * WordBits + (uint)BitOperations.TrailingZeroCount(rest);
                return true;
            }
        }

        level = from < None ? _far.Ceiling((uint)from) : 0;
        return level != 0;
    }

    private uint OpenInWindow(uint key)
    {
        var at = key & (Window - 1);
        var level = unchecked(_first + at);

        // A level that has orders has its bits already.
        if (_pool.Nodes[level].Next == level)
        {
            var word = unchecked((int)(at / WordBits)) & (Words - 1);
            _bits[word] |= 1UL << unchecked((int)at);
            _words |= 1U << word;
        }

        return level;
    }

    private void CloseInWindow(uint at)
    {
        var word = unchecked((int)(at / WordBits)) & (Words - 1);
        var rest = _bits[word] & ~(1UL << unchecked((int)at));
        _bits[word] = rest;
        if (rest == 0)
        {
            _words &= ~(1U << word);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint OpenFar(uint key)
    {
        var level = _far.Find(key);
        if (NearTouch(key) && (Best == None || ++_misses > Patience + _carried))
        {
            MoveWindow(key);
            return OpenInWindow(key);
        }

        return level != 0 ? level : OpenInTrie(key);
    }

    private readonly bool NearTouch(uint key) => key < Best || key - Best < Window / 2;

    private uint OpenInTrie(uint key)
    {
        var level = _pool.Rent();
        ref var node = ref _pool.Nodes[level];
        node.Next = level;
        node.Prev = level;
        node.Key = key;
        _far.Insert(key, level);
        return level;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CloseFar(uint level)
    {
        _far.Remove(_pool.Nodes[level].Key);
        _pool.Return(level);
    }

    private void FindBest()
    {
        var firstWord = (int)(_base / WordBits % Words);
        var ring = (_words | (_words << Words)) >> firstWord;
        if (ring != 0)
        {
            var ahead = BitOperations.TrailingZeroCount(ring);
            var word = (firstWord + ahead) % Words;
            var at = (uint)(word * WordBits + BitOperations.TrailingZeroCount(_bits[word]));
            var key = _base + (uint)(ahead * WordBits) + at % WordBits;
            if (key < _far.Min)
            {
                Best = key;
                BestLevel = _first + at;
                return;
            }
        }

        Best = _far.Min;
        BestLevel = _far.MinLevel;
    }

    /// <summary>
    /// Moves the window so that it holds a key that is near the touch, and the touch a quarter in from its
    /// near end. At most all levels of a window leave and as many enter.
    /// </summary>
    private void MoveWindow(uint key)
    {
        var touch = key < Best ? key : (uint)Best;
        var wanted = touch > AheadOfTouch ? touch - AheadOfTouch : 0;
        var next = Math.Min(wanted, uint.MaxValue - (Window - 1)) / WordBits * WordBits;
        var carried = 0;
        for (uint ahead = 0; ahead < Window; ahead += WordBits)
        {
            var start = _base + ahead;
            if (unchecked(start - next) >= Window)
            {
                carried += Leave(start);
            }
        }

        _base = next;
        for (uint level; (level = _far.Ceiling(next)) != 0;)
        {
            var entering = _pool.Nodes[level].Key;
            if (entering - next >= Window)
            {
                break;
            }

            Carry(level, OpenInWindow(entering));
            CloseFar(level);
            carried++;
        }

        _misses = 0;
        _carried = carried;
        FindBest();
    }

    /// <summary>The levels of one word go to the trie.</summary>
    private int Leave(uint start)
    {
        var word = (int)(start / WordBits % Words);
        var carried = 0;
        for (var rest = _bits[word]; rest != 0; rest &= rest - 1, carried++)
        {
            var bit = (uint)BitOperations.TrailingZeroCount(rest);
            Carry(_first + (uint)(word * WordBits) + bit, OpenInTrie(start + bit));
        }

        _bits[word] = 0;
        _words &= ~(1U << word);
        return carried;
    }

    /// <summary>A level's queue moves from one sentinel to another, which is empty.</summary>
    private void Carry(uint from, uint to)
    {
        var nodes = _pool.Nodes;
        var head = nodes[from].Next;
        var tail = nodes[from].Prev;
        nodes[head].Prev = to;
        nodes[tail].Next = to;
        nodes[to].Next = head;
        nodes[to].Prev = tail;
        nodes[from].Next = from;
        nodes[from].Prev = from;
    }

    /// <summary>A bit for each level of the window that has orders.</summary>
    [InlineArray(Words)]
    private struct LevelBits
    {
        private ulong _first;
    }
}

/// <summary>The ladders of a book by their side, so that choosing one is arithmetic and not a jump.</summary>
[InlineArray(2)]
internal struct Ladders
{
    private Ladder _buy;
}
