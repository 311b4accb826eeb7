using Offing.Log;
using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Node.Logs;

/// <summary>Numbers from one to another, both included.</summary>
public readonly record struct NumberRange(ulong First, ulong Last);

/// <summary>What stands in a log, as far as it is whole.</summary>
/// <param name="Records">Their numbers; null: none is kept.</param>
/// <param name="Entries">Sequence numbers.</param>
/// <param name="Epochs">Of the first record and of the last.</param>
/// <param name="Times">ms since 1970, of the first record and of the last.</param>
/// <param name="Kinds">How many entries of each kind, by its number.</param>
/// <param name="RecordBytes">Of all records, whole.</param>
/// <param name="Head">Hash of the last record; zero when there is none.</param>
public sealed record LogFacts(
    NumberRange? Records, NumberRange Entries, NumberRange Epochs, NumberRange Times,
    IReadOnlyDictionary<EntryKind, ulong> Kinds, long RecordBytes, Hash32 Head);

/// <summary>Counts what a log holds; the chain and the entries' form are checked on the way.</summary>
public static class LogInspection
{
    /// <param name="log">May begin after record 1.</param>
    /// <param name="progress">Told the number of each record.</param>
    /// <exception cref="FormatException">A body is no micro-batch.</exception>
    public static LogFacts Run(IEnumerable<LogRecord> log, Action<ulong>? progress = null)
    {
        var kinds = new SortedDictionary<EntryKind, ulong>();
        var facts = new LogFacts(null, default, default, default, kinds, 0, Hash32.Zero);
        foreach (var record in log)
        {
            var entries = CheckedReplay.Decode(record);
            foreach (var entry in entries)
            {
                kinds[entry.Entry.Kind] = kinds.GetValueOrDefault(entry.Entry.Kind) + 1;
            }

            var (stamp, isFirst) = (record.Stamp, facts.Records is null);
            facts = new LogFacts(
                new NumberRange(facts.Records?.First ?? record.N, record.N),
                new NumberRange(isFirst ? entries[0].Seq : facts.Entries.First, entries[^1].Seq),
                new NumberRange(isFirst ? stamp.Epoch : facts.Epochs.First, stamp.Epoch),
                new NumberRange(isFirst ? entries[0].Time.Milliseconds : facts.Times.First,
                    entries[^1].Time.Milliseconds),
                kinds, facts.RecordBytes + RecordFormat.OverheadBytes + record.Body.Length, record.Hash);
            progress?.Invoke(record.N);
        }

        return facts;
    }
}
