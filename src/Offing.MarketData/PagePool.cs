using System.Numerics;
using Offing.Primitives;
using Offing.Protocol.Codec;

namespace Offing.MarketData;

/// <summary>
/// Pages of a few sizes in large pieces of memory, used again and again: what is written into them is no
/// object, so no collection looks at it, copies it or has to find that it is gone. Not thread-safe.
/// </summary>
internal sealed class PagePool
{
    /// <summary>No page.</summary>
    public const int None = -1;

    private const int SlabLeast_Bytes = 1 << 14;
    private const int SlabMost_Bytes = 1 << 20;
    private const int SizeMost_Log2 = 17;

    private readonly List<byte[]> _slabs = [];

    // The first free page of each size, by its logarithm; each names the next.
    private readonly int[] _free = new int[SizeMost_Log2 + 1];
    private Page[] _pages = [];
    private int _count;
    private int _slabUsed;

    public PagePool() => Array.Fill(_free, None);

    /// <summary>For one record at a time.</summary>
    public ByteWriter Scratch { get; } = new();

    /// <summary>Bytes of all slabs.</summary>
    public long Size_Bytes { get; private set; }

    /// <summary>An empty page, which its user gives back.</summary>
    /// <param name="least">Bytes, up to 128 KiB; it has as many at least.</param>
    public int Rent(int least)
    {
        Check.That(least is > 0 and <= 1 << SizeMost_Log2);
        var size = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)least));
        var page = _free[size];
        if (page == None)
        {
            page = Carve(1 << size);
        }
        else
        {
            _free[size] = _pages[page].Next;
        }

        (_pages[page].Used, _pages[page].Next) = (0, None);
        return page;
    }

    /// <summary>Nobody uses it any more.</summary>
    public void Return(int page)
    {
        ref var free = ref _free[BitOperations.Log2((uint)_pages[page].Size)];
        (_pages[page].Next, free) = (free, page);
    }

    /// <summary>Bytes of a page.</summary>
    public int SizeOf(int page) => _pages[page].Size;

    /// <summary>What was written into it.</summary>
    public ReadOnlySpan<byte> Read(int page)
    {
        ref var found = ref _pages[page];
        return _slabs[found.Slab].AsSpan(found.From, found.Used);
    }

    /// <summary>The place for the next bytes of a page; empty when they do not fit.</summary>
    public Span<byte> Append(int page, int length)
    {
        ref var found = ref _pages[page];
        if (found.Size - found.Used < length)
        {
            return [];
        }

        var place = _slabs[found.Slab].AsSpan(found.From + found.Used, length);
        found.Used += length;
        return place;
    }

    /// <summary>The page behind one of the same user; <see cref="None"/> behind the last.</summary>
    public int NextOf(int page) => _pages[page].Next;

    /// <summary>Puts a page behind another.</summary>
    public void Link(int page, int next) => _pages[page].Next = next;

    private int Carve(int size)
    {
        if (_slabs.Count == 0 || _slabs[^1].Length - _slabUsed < size)
        {
            // Small for a venue of few accounts; large ones are never moved by a collection.
            var bytes = (int)Math.Clamp(Size_Bytes, Math.Max(size, SlabLeast_Bytes), SlabMost_Bytes);
            _slabs.Add(GC.AllocateUninitializedArray<byte>(bytes));
            Size_Bytes += bytes;
            _slabUsed = 0;
        }

        if (_count == _pages.Length)
        {
            Array.Resize(ref _pages, Math.Max(64, 2 * _count));
        }

        _pages[_count] = new Page { Slab = _slabs.Count - 1, From = _slabUsed, Size = size };
        _slabUsed += size;
        return _count++;
    }

    private struct Page
    {
        public int Slab;
        public int From;
        public int Size;
        public int Used;
        public int Next;
    }
}
