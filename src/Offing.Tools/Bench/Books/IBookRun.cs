namespace Offing.Tools.Bench.Books;

/// <summary>
/// One pass of a stream over one new book, whatever the book is. Called once for many records, so that the
/// call through the interface costs a record next to nothing.
/// </summary>
public interface IBookRun
{
    BookTally Tally { get; }

    /// <summary>Runs some records, in the stream's order.</summary>
    void Run(ReadOnlySpan<BookRecord> records);

    /// <summary>The same, with a look at the clock before and after each record.</summary>
    /// <param name="ticks">Of Stopwatch, for each record; at least as many.</param>
    void Time(ReadOnlySpan<BookRecord> records, Span<uint> ticks);
}
