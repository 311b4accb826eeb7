using System.Runtime.CompilerServices;

namespace Offing.BareBound;

/// <summary>
/// What a book can be measured against, and no product: price levels in a flat array over a range known
/// beforehand, orders in a flat array by the caller's own dense ids. No owners, no ids of its own, no events
/// but trades, no price outside of the range, and memory for every order that ever was.
/// </summary>
public sealed class BareBook<TSink>
    where TSink : struct, ITradeSink
{
    /// <summary>A side, as the caller counts them.</summary>
    public const int Buy = 0;

    /// <inheritdoc cref="Buy"/>
    public const int Sell = 1;

    private readonly Order[] _orders;
    private readonly Level[] _levels;
    private readonly uint _stride;
    private readonly bool _branching;
    private Pair _best;
    private Pair _turn;
    private Pair _offset;
    private TSink _sink;

    /// <summary>Room for all that will come, touched already: no page is missing when it runs.</summary>
    /// <param name="lowest">The lowest price at which an order may come to rest.</param>
    /// <param name="highest">The highest; less than 100 million above.</param>
    /// <param name="ids">Ids are from 1 to this.</param>
    /// <param name="branching">
    /// An if and code of its own for each side, as such books are mostly written; else the side only chooses
    /// addresses, which no processor can guess wrong.
    /// </param>
    public BareBook(uint lowest, uint highest, int ids, bool branching)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(highest, lowest);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(highest - lowest, 100_000_000U);
        _branching = branching;
        unchecked
        {
            // Level 0 of a side is never used, the last one never empty: the search for the next level ends.
            _stride = highest - lowest + 3;
            _turn[Buy] = uint.MaxValue;
            _offset[Buy] = highest + 2;
            _offset[Sell] = 1 - lowest;
        }

        _orders = new Order[ids + 1];
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

    /// <summary>What the trades went into.</summary>
    public ref TSink Sink => ref _sink;

    /// <summary>An order trades with what it meets; what is left rests, unless it is immediate.</summary>
    /// <param name="price">Outside of the range only when it is immediate.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Place(int side, uint id, uint price, uint quantity, bool immediate)
    {
        if (!_branching)
        {
            PlaceOn(side & 1, id, price, quantity, immediate);
        }
        else if (side == Buy)
        {
            PlaceOn(Buy, id, price, quantity, immediate);
        }
        else
        {
            PlaceOn(Sell, id, price, quantity, immediate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PlaceOn(int side, uint id, uint price, uint quantity, bool immediate)
    {
        unchecked
        {
            var turned = (price ^ _turn[side]) + _offset[side];
            var other = side ^ 1;
            var limit = (price ^ _turn[other]) + _offset[other];
            if (immediate)
            {
                // Only these may name a price outside of the range.
                var first = (int)((uint)other * _stride);
                limit = (uint)Math.Clamp((int)limit, first, first + (int)_stride - 2);
            }

            var left = quantity;
            if (_best[other] <= limit)
            {
                left = Match(other, limit, left, id);
            }

            if (left != 0 && !immediate)
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
            _sink.Taker(taker);
            do
            {
                var maker = levels[best].First;
                ref var order = ref orders[maker];
                var traded = Math.Min(left, order.Quantity);
                left -= traded;
                order.Quantity -= traded;
                var turned = best - _offset[side];
                _sink.Trade(maker, turned ^ _turn[side], traded);
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

    /// <summary>Takes an order off; false when none is at rest under the id.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Cancel(uint id)
    {
        ref var order = ref _orders[id];
        if (order.Quantity == 0)
        {
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

    /// <summary>Lowers an order's quantity; false when it does not have more than that.</summary>
    public bool Reduce(uint id, uint by)
    {
        ref var order = ref _orders[id];
        if (by >= order.Quantity)
        {
            return false;
        }

        order.Quantity -= by;
        return true;
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
