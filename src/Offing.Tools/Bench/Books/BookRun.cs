using Offing.Engine.Books.Fast;

namespace Offing.Tools.Bench.Books;

/// <summary>
/// One pass of a stream over one new book. Everything is a struct parameter, so each pair of book and ids
/// is compiled to code of its own.
/// </summary>
public sealed class BookRun<TBook, TIds>(TBook book, TIds ids)
    where TBook : struct, IMatchingBook
    where TIds : struct, IBookIds<TBook>
{
    private readonly TBook _book = book;
    private readonly TIds _ids = ids;
    private Sink _sink = new() { Book = book, Ids = ids };

    public ref readonly BookTally Tally => ref _sink.Tally;

    /// <summary>Runs some records, in the stream's order.</summary>
    public void Run(ReadOnlySpan<BookRecord> records)
    {
        foreach (ref readonly var record in records)
        {
            Step(record);
        }
    }

    /// <summary>Runs one record.</summary>
    public void Step(in BookRecord record)
    {
        switch (record.Operation)
        {
            case BookOperation.New:
                Place(record, record.Id, record.Immediate == 0);
                break;
            case BookOperation.Cancel:
                Cancel(record.Id);
                break;
            case BookOperation.Reduce:
                Reduce(record);
                break;
            default:
                if (Cancel(record.Id))
                {
                    Place(record, record.NewId, rests: true);
                }

                break;
        }
    }

    private void Place(in BookRecord record, ulong foreign, bool rests)
    {
        _sink.Tally.Taker = foreign;
        var left = _book.Take(record.Side, record.Price, record.Quantity, ref _sink);
        if (left != 0 && rests)
        {
            var id = _book.Add(record.Side, record.Price, left, record.Account, foreign);
            _ids.Set(_book, foreign, id);
        }

        _sink.Tally.Accepted(foreign, record.Price, left);
    }

    private bool Cancel(ulong foreign)
    {
        var id = _ids.Find(_book, foreign);
        if (id != 0)
        {
            _ids.Gone(_book, foreign);
            var left = _book.Cancel(id);
            if (left != 0)
            {
                _sink.Tally.Cancelled(foreign, left);
                return true;
            }
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
