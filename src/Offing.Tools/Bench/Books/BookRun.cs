using System.Runtime.CompilerServices;
using Offing.Engine.Books.Fast;

namespace Offing.Tools.Bench.Books;

/// <summary>
/// One pass of a stream over one new book. Everything is a struct parameter, so each pair of book and ids
/// is compiled to code of its own.
/// </summary>
public sealed class BookRun<TBook, TIds>(TBook book, TIds ids) : IBookRun
    where TBook : struct, IMatchingBook
    where TIds : struct, IBookIds<TBook>
{
    private readonly TBook _book = book;
    private readonly TIds _ids = ids;
    private Sink _sink = new() { Book = book, Ids = ids };

    public BookTally Tally => _sink.Tally;

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
        var foreign = record.Id;
        if (record.Operation is BookOperation.Cancel or BookOperation.Replace)
        {
            if (!Cancel(foreign) || record.Operation == BookOperation.Cancel)
            {
                return;
            }

            foreign = record.NewId;
        }
        else if (record.Operation == BookOperation.Reduce)
        {
            Reduce(record);
            return;
        }

        Place(record, foreign);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Place(in BookRecord record, ulong foreign)
    {
        _sink.Tally.Taker = foreign;
        var left = _book.Take(record.Side, record.Price, record.Quantity, ref _sink);
        if (left != 0 && record.Immediate == 0)
        {
            var id = _book.Add(record.Side, record.Price, left, record.Account, foreign);
            _ids.Set(_book, foreign, id);
        }

        _sink.Tally.Accepted(foreign, record.Price, left);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Cancel(ulong foreign)
    {
        var left = _book.Cancel(_ids.Take(_book, foreign));
        if (left != 0)
        {
            _sink.Tally.Cancelled(foreign, left);
            return true;
        }

        _sink.Tally.Refused(foreign);
        return false;
    }

    private void Reduce(in BookRecord record)
    {
        if (_book.Reduce(_ids.Find(_book, record.Id), record.Quantity))
        {
            _sink.Tally.Reduced(record.Id, record.Quantity);
            return;
        }

        _sink.Tally.Refused(record.Id);
    }

    private struct Sink : IMatchSink
    {
        public TBook Book;
        public TIds Ids;
        public BookTally Tally;

        public readonly Encounter Meet(ulong makerTag, uint makerOwner, uint price, ref uint quantity) =>
            Encounter.Trade;

        public void Trade(ulong makerTag, uint makerOwner, uint price, uint quantity, uint makerLeft)
        {
            Tally.Trade(makerTag, price, quantity);
            if (makerLeft == 0)
            {
                Ids.Gone(Book, makerTag);
            }
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
