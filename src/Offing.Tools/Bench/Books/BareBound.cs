using System.Runtime.CompilerServices;
using Offing.Primitives;

namespace Offing.Tools.Bench.Books;

/// <summary>
/// What a book can be measured against, and no product: price levels in a flat array over the stream's own
/// range, orders in a flat array by the stream's own dense ids. No owners, no ids of its own, no events but
/// trades, no price outside of the range, and memory for every order that ever was.
/// </summary>
public sealed class BareBound : IBookRun
{
    private readonly Order[] _orders;
    private readonly Level[] _levels;
    private readonly uint _stride;
    private readonly bool _branching;
    private Pair _best;
    private Pair _turn;
    private Pair _offset;
    private BookTally _tally;

    /// <summary>Room for all records of a stream, touched already: no page is missing when it runs.</summary>
    /// <param name="branching">
    /// An if and code of its own for each side, as such books are mostly written; else the side only chooses
    /// addresses, which no processor can guess wrong.
    /// </param>
    public BareBound(ReadOnlySpan<BookRecord> records, bool branching)
    {
        _branching = branching;
        var (lowest, highest) = RangeOf(records);
        Check.That(highest - lowest < 100_000_000);
        unchecked
        {
            // Level 0 of a side is never used, the last one never empty: the search for the next level ends.
            _stride = highest - lowest + 3;
            _turn[(int)Side.Buy] = uint.MaxValue;
            _offset[(int)Side.Buy] = highest + 2;
            _offset[(int)Side.Sell] = 1 - lowest;
        }

        _orders = new Order[records.Length + 1];
        _levels = new Level[2 * _stride];
        Array.Clear(_orders);
        Array.Clear(_levels);
        for (var side = 0; side < 2; side++)
        {
            _best[side] = ((uint)side + 1) * _stride - 1;
            _levels[_best[side]].First = uint.MaxValue;
            _offset[side] += (uint)side * _stride;
        }
    }

    public BookTally Tally => _tally;

    public void Run(ReadOnlySpan<BookRecord> records)
    {
        foreach (ref readonly var record in records)
        {
            Step(record);
        }
    }

    public void Time(ReadOnlySpan<BookRecord> records, Span<uint> ticks)
    {
        for (var i = 0; i < records.Length; i++)
        {
            var before = BookClock.Now;
            Step(records[i]);
            ticks[i] = BookClock.Since(before);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Step(in BookRecord record)
    {
        unchecked
        {
            var id = (uint)record.Id;
            if (record.Operation is BookOperation.Cancel or BookOperation.Replace)
            {
                if (!Cancel(id) || record.Operation == BookOperation.Cancel)
                {
                    return;
                }

                id = (uint)record.NewId;
            }
            else if (record.Operation == BookOperation.Reduce)
            {
                Reduce(id, record.Quantity);
                return;
            }

            if (!_branching)
            {
                Place(record, id, (int)record.Side & 1);
            }
            else if (record.Side == Side.Buy)
            {
                Place(record, id, (int)Side.Buy);
            }
            else
            {
                Place(record, id, (int)Side.Sell);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Place(in BookRecord record, uint id, int side)
    {
        unchecked
        {
            var turned = (record.Price ^ _turn[side]) + _offset[side];
            var other = side ^ 1;
            var limit = (record.Price ^ _turn[other]) + _offset[other];
            if (record.Immediate != 0)
            {
                // Only these may name a price outside of the range.
                var first = (int)((uint)other * _stride);
                limit = (uint)Math.Clamp((int)limit, first, first + (int)_stride - 2);
            }

            var left = record.Quantity;
            if (_best[other] <= limit)
            {
                left = Match(other, limit, left, id);
            }

            if (left != 0 && record.Immediate == 0)
            {
                Rest(side, turned, left, id);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint Match(int side, uint limit, uint left, uint taker)
    {
        unchecked
        {
            var orders = _orders;
            var levels = _levels;
            var best = _best[side];
            _tally.Taker = taker;
            do
            {
                var maker = levels[best].First;
                ref var order = ref orders[maker];
                var traded = Math.Min(left, order.Quantity);
                left -= traded;
                order.Quantity -= traded;
                var turned = best - _offset[side];
                _tally.Trade(maker, turned ^ _turn[side], traded);
                if (order.Quantity != 0)
                {
                    break;
                }

                levels[best].First = order.Next;
                orders[order.Next].Prev = 0;
                if (order.Next == 0)
                {
                    levels[best].Last = 0;
                    while (levels[best].First == 0)
                    {
                        best++;
                    }
                }
            }
            while (left != 0 && best <= limit);
            _best[side] = best;
            return left;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Rest(int side, uint at, uint quantity, uint id)
    {
        ref var level = ref _levels[at];
        ref var order = ref _orders[id];
        var last = level.Last;
        order.Prev = last;
        order.Quantity = quantity;
        order.Level = at;
        level.Last = id;
        if (last == 0)
        {
            level.First = id;
            _best[side & 1] = Math.Min(_best[side & 1], at);
        }
        else
        {
            _orders[last].Next = id;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Cancel(uint id)
    {
        ref var order = ref _orders[id];
        if (order.Quantity == 0)
        {
            _tally.RefusedCancel();
            return false;
        }

        order.Quantity = 0;
        ref var level = ref _levels[order.Level];
        var (next, prev) = (order.Next, order.Prev);
        if (next == 0)
        {
            level.Last = prev;
        }
        else
        {
            _orders[next].Prev = prev;
        }

        if (prev == 0)
        {
            level.First = next;
            if (next == 0)
            {
                SkipEmpty(order.Level);
            }
        }
        else
        {
            _orders[prev].Next = next;
        }

        return true;
    }

    /// <summary>A level is empty now; when it was the best of its side, the next one is.</summary>
    private void SkipEmpty(uint at)
    {
        unchecked
        {
            ref var best = ref _best[at < _stride ? 0 : 1];
            if (at == best)
            {
                while (_levels[best].First == 0)
                {
                    best++;
                }
            }
        }
    }

    private void Reduce(uint id, uint by)
    {
        ref var order = ref _orders[id];
        if (by >= order.Quantity)
        {
            _tally.RefusedCancel();
            return;
        }

        order.Quantity -= by;
    }

    /// <summary>The prices at which orders of the stream may come to rest.</summary>
    private static (uint Lowest, uint Highest) RangeOf(ReadOnlySpan<BookRecord> records)
    {
        var (lowest, highest) = (uint.MaxValue, 0U);
        foreach (ref readonly var record in records)
        {
            if (record.Operation is BookOperation.New or BookOperation.Replace && record.Immediate == 0)
            {
                lowest = Math.Min(lowest, record.Price);
                highest = Math.Max(highest, record.Price);
            }
        }

        return lowest <= highest ? (lowest, highest) : (1, 1);
    }

    private struct Order
    {
        public uint Next;
        public uint Prev;
        public uint Quantity;
        public uint Level;
    }

    private struct Level
    {
        public uint First;
        public uint Last;
    }

    /// <summary>One word for each side.</summary>
    [InlineArray(2)]
    private struct Pair
    {
        private uint _first;
    }
}
