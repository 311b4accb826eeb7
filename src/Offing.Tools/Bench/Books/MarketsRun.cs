using Offing.Engine.Books.Fast;
using Offing.Primitives;

namespace Offing.Tools.Bench.Books;

/// <summary>
/// Each record on many fast books in turn, so that each book is out of the caches when its turn comes.
/// </summary>
internal sealed class MarketsRun : IBookRun
{
    private readonly BookRun<FastBook, EngineIds<FastBook>>[] _markets;

    public MarketsRun(BookWork work)
    {
        _markets = new BookRun<FastBook, EngineIds<FastBook>>[work.Books];
        for (var market = 0; market < work.Books; market++)
        {
            _markets[market] = new(new FastBook(), new EngineIds<FastBook>(work.Records.Length));
        }
    }

    /// <summary>The sums of all books; the checksum is of each of them.</summary>
    public BookTally Tally
    {
        get
        {
            var sum = _markets[0].Tally;
            foreach (var market in _markets.AsSpan(1))
            {
                Check.That(market.Tally.Checksum == sum.Checksum);
                sum.Join(market.Tally);
            }

            return sum;
        }
    }

    public void Run(ReadOnlySpan<BookRecord> records)
    {
        for (var i = 0; i < records.Length; i++)
        {
            foreach (var market in _markets)
            {
                market.Run(records.Slice(i, 1));
            }
        }
    }

    public void Time(ReadOnlySpan<BookRecord> records, Span<uint> ticks)
    {
        for (var i = 0; i < records.Length; i++)
        {
            // One book of all is timed: the one whose turn it is, so that every record meets a cold one.
            for (var market = 0; market < _markets.Length; market++)
            {
                if (market == i % _markets.Length)
                {
                    _markets[market].Time(records.Slice(i, 1), ticks[i..]);
                }
                else
                {
                    _markets[market].Run(records.Slice(i, 1));
                }
            }
        }
    }
}
