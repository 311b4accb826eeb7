using System.Runtime.CompilerServices;
using Offing.BareBound;
using Offing.Primitives;

namespace Offing.Tools.Bench.Books;

/// <summary>A pass of a stream over the bare bound of bench/, which makes no events but trades.</summary>
internal sealed class BareBoundRun : IBookRun
{
    private readonly BareBook<Sink> _book;

    /// <param name="branching">See <see cref="BareBook{TSink}"/>.</param>
    public BareBoundRun(ReadOnlySpan<BookRecord> records, bool branching)
    {
        var (lowest, highest) = RangeOf(records);
        _book = new BareBook<Sink>(lowest, highest, records.Length, branching);
    }

    public BookTally Tally => _book.Sink.Tally;

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
        var id = unchecked((uint)record.Id);
        if (record.Operation is BookOperation.Cancel or BookOperation.Replace)
        {
            if (!_book.Cancel(id))
            {
                _book.Sink.Tally.RefusedCancel();
                return;
            }

            if (record.Operation == BookOperation.Cancel)
            {
                return;
            }

            id = unchecked((uint)record.NewId);
        }
        else if (record.Operation == BookOperation.Reduce)
        {
            if (!_book.Reduce(id, record.Quantity))
            {
                _book.Sink.Tally.RefusedCancel();
            }

            return;
        }

        _book.Place((int)record.Side, id, record.Price, record.Quantity, record.Immediate != 0);
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

    private struct Sink : ITradeSink
    {
        public BookTally Tally;

        public void Taker(uint id) => Tally.Taker = id;

        public void Trade(uint maker, uint price, uint quantity) => Tally.Trade(maker, price, quantity);
    }
}
