using Offing.Log;

namespace Offing.Node.Logs;

/// <summary>The state of a venue at any place of its log, from the nearest state that is kept.</summary>
public static class LogState
{
    /// <param name="from">Not behind the place that is asked for.</param>
    /// <param name="log">From a record on that is not behind the next one.</param>
    /// <param name="at">Behind which sequence number; null: at the end.</param>
    /// <param name="progress">Told the number of each record that was replayed.</param>
    /// <exception cref="FormatException">The records do not follow, or do not reach so far.</exception>
    public static StateAnswer Run(
        ReplayBase from, IEnumerable<LogRecord> log, ulong? at, Action<ulong>? progress = null)
    {
        var (replay, state) = (new CheckedReplay(from), new StateFollower(at, from.Tree));
        var previous = from.RecordHash;
        state.Follow(replay.State);
        foreach (var record in log.SkipWhile(record => record.N <= from.Record))
        {
            if (state.Answer is not null)
            {
                break;
            }

            var entries = CheckedReplay.Decode(record);
            if (record.PreviousHash != previous || !replay.IsFollowedBy(entries))
            {
                throw new FormatException(
                    $"record {record.N} does not follow what is before it "
                    + $"({(from.Name == "" ? "genesis" : from.Name)} and the records behind it): "
                    + "./offing log verify says what is wrong with the log");
            }

            replay.Begin(entries);
            foreach (var entry in entries)
            {
                replay.Apply(entry);
                state.Follow(replay.State);
            }

            previous = record.Hash;
            progress?.Invoke(record.N);
        }

        state.End(replay.State);
        return state.Answer ?? throw new FormatException(
            $"there is no sequence number {at} in the log, which ends with {replay.State.InputCursor}: give "
            + "one up to that with --at");
    }
}
