namespace Offing.Tools.Bench.Books;

/// <summary>Records to run, and how.</summary>
/// <param name="Untimed">Of the records, how many come first and are not measured.</param>
/// <param name="Books">Books that each record is run on, one after the other.</param>
public sealed record BookWork(BookRecord[] Records, int Untimed = 0, int Books = 1)
{
    private const int ChunkRecords = 4096;

    public ReadOnlySpan<BookRecord> First => Records.AsSpan(0, Untimed);

    public ReadOnlySpan<BookRecord> Timed => Records.AsSpan(Untimed);

    public long Operations => (Records.Length - Untimed) * (long)Books;

    /// <summary>In chunks: a method that is called often is one that the runtime optimises fully.</summary>
    internal static void Run(IBookRun run, ReadOnlySpan<BookRecord> records)
    {
        for (; records.Length > ChunkRecords; records = records[ChunkRecords..])
        {
            run.Run(records[..ChunkRecords]);
        }

        run.Run(records);
    }
}
