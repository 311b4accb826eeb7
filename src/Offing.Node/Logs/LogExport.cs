using Offing.Log;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Node.Logs;

/// <summary>Which entries of a log are wanted, and how much of each.</summary>
public sealed record LogExportFilter
{
    /// <summary>Sequence number of the first.</summary>
    public ulong From { get; init; } = 1;

    /// <summary>Sequence number of the last.</summary>
    public ulong To { get; init; } = ulong.MaxValue;

    /// <summary>Only these; empty: all.</summary>
    public IReadOnlyCollection<EntryKind> Kinds { get; init; } = [];

    /// <summary>
    /// Only entries that it signed, that are for it or name it; with events, also those that did something
    /// to it.
    /// </summary>
    public Address? Account { get; init; }

    /// <summary>Whether what the engine answered is written too.</summary>
    public bool WithEvents { get; init; }

    /// <summary>Whether the engine must run, from the first record on.</summary>
    public bool NeedsReplay => WithEvents || Account is not null;
}

/// <summary>Writes entries of a log as lines of JSON (spec/log.md).</summary>
public static class LogExport
{
    /// <param name="from">A state before the first entry that is wanted, when the filter needs a replay.
    /// </param>
    /// <param name="log">From a record on that is not behind the next one after that state.</param>
    /// <param name="progress">Told the number of each record that was read.</param>
    /// <returns>How many lines were written.</returns>
    /// <exception cref="FormatException">A body is no micro-batch, or the replay is not possible.</exception>
    public static ulong Run(
        ReplayBase? from, IEnumerable<LogRecord> log, LogExportFilter filter, Stream output,
        Action<ulong>? progress = null)
    {
        using var lines = new EntryJson(output);
        var replay = filter.NeedsReplay ? new CheckedReplay(from!) : null;
        var (written, n) = (0UL, from?.Record ?? 0);
        foreach (var record in log.SkipWhile(record => record.N <= (from?.Record ?? 0)))
        {
            n++;
            var entries = replay is null
                ? CheckedReplay.Decode(record, withPayloads: true)
                : CheckedReplay.Decode(record, n, withPayloads: true);
            if (entries[0].Seq > filter.To)
            {
                break;
            }

            Begin(replay, record.N, entries);
            foreach (var entry in entries)
            {
                var isInRange = entry.Seq >= filter.From && entry.Seq <= filter.To;
                var account = entry.Entry is SignedAction action ? replay?.State.AccountOf(action) : null;
                var events = Apply(replay, entry, isInRange && filter.WithEvents);
                if (isInRange && IsWanted(filter, entry.Entry, account, events))
                {
                    lines.Write(record.N, entry, account, events);
                    written++;
                }
            }

            replay?.DropChanges();
            progress?.Invoke(record.N);
        }

        return written;
    }

    private static void Begin(CheckedReplay? replay, ulong n, IReadOnlyList<SequencedEntry> entries)
    {
        if (replay is not null && !replay.IsFollowedBy(entries))
        {
            throw new FormatException(
                $"record {n} does not follow the one before it, so nothing can be replayed beyond it: "
                + "./offing log verify says what is wrong");
        }

        replay?.Begin(entries);
    }

    private static IReadOnlyList<IEngineEvent>? Apply(
        CheckedReplay? replay, SequencedEntry entry, bool keepsEvents)
    {
        if (replay is not null && keepsEvents)
        {
            return replay.Run(entry).Events;
        }

        replay?.Apply(entry);
        return null;
    }

    private static bool IsWanted(
        LogExportFilter filter, Entry entry, Address? account, IReadOnlyList<IEngineEvent>? events) =>
        (filter.Kinds.Count == 0 || filter.Kinds.Contains(entry.Kind))
        && (filter.Account is not { } wanted || account == wanted || IsNamedIn(entry, wanted)
            || (events is not null && EntryJson.Names(events, wanted)));

    private static bool IsNamedIn(Entry entry, Address wanted) => entry switch
    {
        SignedAction action => action.Signer == wanted || action.Vault == wanted,
        QueueRequest request => request.Account == wanted || request.Sender == wanted,
        _ => false,
    };
}
