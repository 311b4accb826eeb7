using Offing.Primitives;

namespace Offing.Engine.Books;

/// <summary>
/// From an order id to its handle, by arithmetic: pages of 512 ids under two levels of tables. Ids ascend and
/// most orders are short-lived, so pages empty in the order in which they were filled, and are used again.
/// An adversary can hold one order on each page: that costs 2 KiB an order at rest, of which an account has
/// 5,000.
/// </summary>
internal sealed class OrderIndex
{
    private const int PageBits = 9;
    private const int MiddleBits = 15;
    private const ulong PageMask = (1UL << PageBits) - 1;
    private const ulong MiddleMask = (1UL << MiddleBits) - 1;

    private readonly Stack<Page> _sparePages = [];
    private readonly Stack<Middle> _spareMiddles = [];
    private Middle?[] _top = new Middle?[1];

    /// <summary>The handle, or -1.</summary>
    public int Find(ulong id)
    {
        var top = id >> (PageBits + MiddleBits);
        if (top >= (ulong)_top.Length || _top[top] is not { } middle)
        {
            return -1;
        }

        var page = middle.Pages[(id >> PageBits) & MiddleMask];
        return page is null ? -1 : page.Handles[id & PageMask] - 1;
    }

    /// <summary>Puts in an id below 2^40 that is not there.</summary>
    public void Add(ulong id, int handle)
    {
        Check.That(id >> Limits.OrderIdBits == 0);
        var top = (int)(id >> (PageBits + MiddleBits));
        if (top >= _top.Length)
        {
            Array.Resize(ref _top, Math.Max(top + 1, _top.Length * 2));
        }

        var middle = _top[top] ??= _spareMiddles.Count > 0 ? _spareMiddles.Pop() : new Middle();
        ref var page = ref middle.Pages[(id >> PageBits) & MiddleMask];
        if (page is null)
        {
            page = _sparePages.Count > 0 ? _sparePages.Pop() : new Page();
            middle.Live++;
        }

        ref var place = ref page.Handles[id & PageMask];
        Check.That(place == 0);
        place = handle + 1;
        page.Live++;
    }

    /// <summary>Takes out an id that is there.</summary>
    public void Remove(ulong id)
    {
        Check.That(Find(id) >= 0);
        var top = (int)(id >> (PageBits + MiddleBits));
        var middle = _top[top]!;
        ref var page = ref middle.Pages[(id >> PageBits) & MiddleMask];
        page!.Handles[id & PageMask] = 0;
        if (--page.Live > 0)
        {
            return;
        }

        _sparePages.Push(page);
        page = null;
        if (--middle.Live == 0)
        {
            _spareMiddles.Push(middle);
            _top[top] = null;
        }
    }

    /// <summary>Handles plus 1; zero is none.</summary>
    private sealed class Page
    {
        public readonly int[] Handles = new int[1 << PageBits];
        public int Live;
    }

    private sealed class Middle
    {
        public readonly Page?[] Pages = new Page?[1 << MiddleBits];
        public int Live;
    }
}
