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
        var previous = Hash32.Zero;
        for (var n = from; n <= log.Tail; n++)
        {
            var record = log.Read(n);
            // Read promises it; what follows from a break here is worth the second look.
            Check.That(record.N == n && (n == from || record.PreviousHash == previous));
            Check.That(n != 1 || record.PreviousHash == Hash32.Zero);
            yield return record;
            previous = record.Hash;
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
