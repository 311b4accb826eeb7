using Offing.Primitives;

namespace Offing.Log;

/// <summary>What became of an append.</summary>
public enum AppendResult
{
    /// <summary>The record is durable at its place and will be there after any crash.</summary>
    Won = 0,

    /// <summary>Not in the log, and never will be: its place was taken, or nothing was written.</summary>
    Lost = 1,

    /// <summary>It may or may not be there: only opening the log again tells.</summary>
    Unknown = 2,
}

/// <summary>How much a log can take.</summary>
public enum LogRoom
{
    /// <summary>All there is.</summary>
    Ample = 0,

    /// <summary>The disk is full; the reserve is being used, for what cannot wait.</summary>
    Reserve = 1,

    /// <summary>The reserve is used up too: an append would fail.</summary>
    None = 2,
}

/// <summary>What a record says about its body.</summary>
/// <param name="Epoch">Of the node's start that wrote it.</param>
/// <param name="Leader">Index of the writing node among the members; 0 in a venue of one.</param>
/// <param name="Time">Of the last entry in the body.</param>
/// <param name="Count">Entries in the body, at least 1.</param>
public readonly record struct RecordStamp(ulong Epoch, uint Leader, Time Time, uint Count);

/// <summary>A record as read: its own hash was checked, and that it chains to the record before it.</summary>
/// <param name="N">From 1 without a gap.</param>
/// <param name="PreviousHash">Hash of record n - 1; zero for record 1.</param>
/// <param name="Hash">keccak over everything before it in the record (spec/log.md).</param>
public sealed record LogRecord(ulong N, Hash32 PreviousHash, RecordStamp Stamp, byte[] Body, Hash32 Hash);

/// <summary>
/// The durable, hash-chained sequence of micro-batches. For one thread. After a failure every further append
/// is <see cref="AppendResult.Lost"/> until the log is opened again.
/// </summary>
public interface ICommitLog
{
    /// <summary>The first record that is kept; above 1 after pruning; Tail + 1 when none is kept.</summary>
    ulong First { get; }

    /// <summary>The last durable record; 0 when there is none yet.</summary>
    ulong Tail { get; }

    /// <summary>Hash of the record <see cref="Tail"/>; zero when there is none yet.</summary>
    Hash32 TailHash { get; }

    /// <summary>Writes record <paramref name="n"/>; Won only when it is durable.</summary>
    /// <param name="n">At most Tail + 1; a lower one is taken already and thus lost.</param>
    /// <param name="body">1 to <see cref="LogLimits.BodyMax_Bytes"/> bytes; not looked into.</param>
    AppendResult Append(ulong n, RecordStamp stamp, ReadOnlySpan<byte> body);

    /// <summary>Whether a record can be appended. A log without a bound of its own is ample.</summary>
    /// <param name="body">Bytes of its body.</param>
    LogRoom RoomFor(int body) => LogRoom.Ample;

    /// <summary>Tries to have the reserve back; what can be had may be found by asking again.</summary>
    void Refill()
    {
    }

    /// <summary>Reads and checks record <paramref name="n"/>.</summary>
    /// <exception cref="LogRangeException">It is below First or above Tail.</exception>
    /// <exception cref="LogCorruptException">It, or the way to it, is not what was written.</exception>
    LogRecord Read(ulong n);

    /// <summary>Reads and checks the records from <paramref name="n"/> to the tail, in order.</summary>
    /// <exception cref="LogRangeException"><paramref name="n"/> is below First.</exception>
    /// <exception cref="LogCorruptException">One of them is not what was written.</exception>
    IEnumerable<LogRecord> ReadFrom(ulong n)
    {
        for (; n <= Tail; n++)
        {
            yield return Read(n);
        }
    }

    /// <summary>Drops records below <paramref name="n"/>, as far as whole segments can be dropped.</summary>
    void Prune(ulong n);

    /// <summary>Where the log would begin after <see cref="Prune"/>.</summary>
    ulong PrunesTo(ulong n) => First;
}
