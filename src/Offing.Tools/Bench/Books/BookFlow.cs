using Offing.Primitives;

namespace Offing.Tools.Bench.Books;

/// <summary>Writes records one after the other, with dense ids from 1.</summary>
internal sealed class BookFlow
{
    private readonly List<BookRecord> _records = [];
    private ulong _last;

    public int Count => _records.Count;

    public BookRecord[] Records => [.. _records];

    /// <summary>An order that may rest. Returns its id.</summary>
    public ulong New(Side side, uint price, uint quantity) => Place(side, price, quantity, immediate: 0);

    /// <summary>An immediate-or-cancel order.</summary>
    public void Take(Side side, uint price, uint quantity) => Place(side, price, quantity, immediate: 1);

    public void Cancel(Side side, ulong id) =>
        _records.Add(new BookRecord { Operation = BookOperation.Cancel, Side = side, Id = id });

    private ulong Place(Side side, uint price, uint quantity, byte immediate)
    {
        _records.Add(new BookRecord
        {
            Operation = BookOperation.New,
            Side = side,
            Immediate = immediate,
            Price = price,
            Quantity = quantity,
            Account = 1,
            Id = ++_last,
        });
        return _last;
    }
}
