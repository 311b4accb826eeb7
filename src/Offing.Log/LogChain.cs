using Offing.Primitives;

namespace Offing.Log;

/// <summary>Reads a log in order and checks the chain across all of it, segment borders included.</summary>
public static class LogChain
{
    /// <summary>The records from <paramref name="from"/> to the tail.</summary>
    /// <exception cref="LogRangeException"><paramref name="from"/> was pruned.</exception>
    /// <exception cref="LogCorruptException">A record is not what was written.</exception>
    public static IEnumerable<LogRecord> ReadFrom(ICommitLog log, ulong from)
    {
        var (n, previous) = (from, Hash32.Zero);
        foreach (var record in log.ReadFrom(from))
        {
            // The log promises it; what follows from a break here is worth the second look.
            Check.That(record.N == n && (n == from || record.PreviousHash == previous));
            Check.That(n != 1 || record.PreviousHash == Hash32.Zero);
            yield return record;
            (n, previous) = (n + 1, record.Hash);
        }
    }

    /// <summary>Reads and checks every record that is kept, and gives their number.</summary>
    /// <exception cref="LogCorruptException">A record is not what was written.</exception>
    public static ulong Verify(ICommitLog log)
    {
        ulong count = 0;
        foreach (var _ in ReadFrom(log, log.First))
        {
            count++;
        }

        return count;
    }
}
