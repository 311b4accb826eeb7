using Offing.Log;
using Offing.Protocol.Entries;

namespace Offing.Node.Logs;

/// <summary>Holds what each record says of its body against the body (spec/log.md).</summary>
internal sealed class StampCheck
{
    private ulong? _epoch;

    /// <summary>What is wrong with the next record; null when nothing is.</summary>
    public string? FindDefect(LogRecord record, IReadOnlyList<SequencedEntry> entries)
    {
        var stamp = record.Stamp;
        if (stamp.Count != entries.Count)
        {
            return $"it says that it holds {stamp.Count} entries, and holds {entries.Count}";
        }

        if (stamp.Time != entries[^1].Time)
        {
            return $"its time is {stamp.Time.Milliseconds} ms, that of its last entry "
                + $"{entries[^1].Time.Milliseconds} ms";
        }

        var started = entries.Select(each => each.Entry).OfType<Started>().LastOrDefault()?.Epoch;
        // In a log whose beginning was pruned, the first record tells which epoch it is.
        var due = started ?? _epoch ?? (record.N == 1 ? 0 : stamp.Epoch);
        if (stamp.Epoch != due)
        {
            return $"it is of epoch {stamp.Epoch}, the last start before it was of epoch {due}";
        }

        if (_epoch is { } before && stamp.Epoch < before)
        {
            return $"its epoch {stamp.Epoch} is below {before}, that of the record before it";
        }

        _epoch = stamp.Epoch;
        return null;
    }
}
