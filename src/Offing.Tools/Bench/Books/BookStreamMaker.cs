using Offing.Engine.Books.Fast;
using Offing.Primitives;

namespace Offing.Tools.Bench.Books;

/// <summary>
/// Makes a stream of the kind that the shared ones are: orders around a touch that wanders, most of them
/// cancelled again, some replaced or reduced, a few that take; the number at rest is held near a target.
/// The same seed gives the same bytes. Integers only.
/// </summary>
/// <param name="resting">Orders at rest to aim at.</param>
/// <param name="spread">Ticks from the touch within which all orders are placed.</param>
public sealed class BookStreamMaker(ulong seed, int resting, uint spread = 48)
{
    private const uint Middle = 100_000;
    private readonly FastBook _book = new(resting * 2);
    private readonly List<(ulong Foreign, ulong Id)> _live = [];
    private readonly BookDice _dice = new(seed);
    private ulong _lastForeign;
    private ulong _lastGone;
    private uint _mid = Middle;
    private Nothing _sink;

    /// <summary>A stream of so many records, the last two sweeping the book.</summary>
    /// <param name="filled">Of these, how many come first that do nothing but place orders.</param>
    public BookRecord[] Make(int count, int filled = 0)
    {
        Check.That(count >= filled + 2);
        var records = new BookRecord[count];
        for (var i = 0; i < count - 2; i++)
        {
            _mid = Below(1024) == 0 ? _mid + Below(3) - 1 : _mid;
            records[i] = i < filled ? New(immediate: false) : Next();
        }

        records[^2] = Sweep(Side.Buy, 2_000_000);
        records[^1] = Sweep(Side.Sell, 1);
        return records;
    }

    private BookRecord Next()
    {
        var dice = Below(1000);
        if (dice < 5 && _lastGone > 0)
        {
            return new BookRecord { Operation = BookOperation.Cancel, Id = _lastGone };
        }

        return dice switch
        {
            < 55 => New(immediate: true),
            < 115 when TryPick(out var at) => Change(at),
            < 400 when TryPick(out var at) => Cancel(at),
            _ when _book.Count >= resting && TryPick(out var at) => Cancel(at),
            _ => New(immediate: false),
        };
    }

    private BookRecord New(bool immediate)
    {
        var record = Priced(BookOperation.New, (Side)Below(2), immediate);
        record.Id = ++_lastForeign;
        Place(record, record.Id);
        return record;
    }

    private BookRecord Cancel(int at)
    {
        var (foreign, id) = Drop(at);
        Check.That(_book.TryFind(id, out var order) && _book.Cancel(id) > 0);
        return new BookRecord { Operation = BookOperation.Cancel, Side = order.Side, Id = foreign };
    }

    private BookRecord Change(int at)
    {
        var (foreign, id) = _live[at];
        Check.That(_book.TryFind(id, out var order));
        if (Below(3) == 0 && order.Quantity > 1)
        {
            var by = 1 + Below(order.Quantity - 1);
            Check.That(_book.Reduce(id, by));
            return new BookRecord
            {
                Operation = BookOperation.Reduce, Side = order.Side, Quantity = by, Id = foreign,
            };
        }

        _ = Drop(at);
        Check.That(_book.Cancel(id) > 0);
        var record = Priced(BookOperation.Replace, order.Side, immediate: false);
        record.Id = foreign;
        record.NewId = ++_lastForeign;
        Place(record, record.NewId);
        return record;
    }

    private BookRecord Priced(BookOperation operation, Side side, bool immediate)
    {
        // A draw below a draw: dense at the touch, thin far from it. One order in twelve is a tick through.
        var away = immediate ? 1 + Below(5) : Below(1 + Below(spread));
        var inward = immediate || Below(12) == 0;
        var distance = inward && !immediate ? 1 : away;
        return new BookRecord
        {
            Operation = operation,
            Side = side,
            Immediate = immediate ? (byte)1 : (byte)0,
            Price = (side == Side.Buy) == inward ? _mid + distance : _mid - distance,
            Quantity = Sized(immediate ? 200U : 300U),
            Account = 1 + Below(1000),
        };
    }

    /// <summary>Most are small, some are round lots, a few are large.</summary>
    private uint Sized(uint most) => Below(20) switch
    {
        < 12 => 1 + Below(20),
        < 17 => 10 * (3 + Below(8)),
        _ => 100 + Below(most - 99),
    };

    private void Place(in BookRecord record, ulong foreign)
    {
        var left = _book.Take(record.Side, record.Price, record.Quantity, ref _sink);
        if (left > 0 && record.Immediate == 0)
        {
            _live.Add((foreign, _book.Add(record.Side, record.Price, left, record.Account, foreign)));
        }
    }

    /// <summary>An order that is at rest; those that were filled meanwhile are dropped on the way.</summary>
    private bool TryPick(out int at)
    {
        while (_live.Count > 0)
        {
            at = (int)Below((uint)_live.Count);
            if (_book.TryFind(_live[at].Id, out _))
            {
                return true;
            }

            _ = Drop(at);
        }

        at = -1;
        return false;
    }

    private (ulong Foreign, ulong Id) Drop(int at)
    {
        var dropped = _live[at];
        _lastGone = dropped.Foreign;
        _live[at] = _live[^1];
        _live.RemoveAt(_live.Count - 1);
        return dropped;
    }

    private BookRecord Sweep(Side side, uint price) => new()
    {
        Side = side, Immediate = 1, Price = price, Quantity = 1_000_000_000, Account = 1, Id = ++_lastForeign,
    };

    private uint Below(uint bound) => _dice.Below(bound);

    private struct Nothing : IMatchSink
    {
        public readonly Encounter Meet(ulong makerTag, uint makerOwner, uint price, ref uint quantity) =>
            Encounter.Trade;

        public readonly void Trade(
            ulong makerTag, uint makerOwner, uint price, uint quantity, uint makerLeft)
        {
            // The maker only plays the stream forward; what trades is for the run to say.
        }

        public readonly void Removed(ulong makerTag, uint makerOwner, uint price, uint makerLeft)
        {
            // Meet never asks for it.
        }

        public readonly void Netted(
            ulong makerTag, uint makerOwner, uint price, uint quantity, uint makerLeft)
        {
            // Meet never asks for it.
        }

        public readonly uint Refill(ulong makerTag, uint makerOwner, uint price) => 0;
    }
}
