using Offing.Log;
using Offing.MarketData;
using Offing.Node.Batches;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Node.Snapshots;

/// <summary>
/// A venue as the files of its log make it, for whoever is not the node that writes them: nothing is changed
/// there.
/// </summary>
public static class LogFollower
{
    /// <param name="store">Null: it begins at genesis.</param>
    /// <param name="isAlone">
    /// Whether no node writes the log now; else its last record may not be durable yet and is left out.
    /// </param>
    /// <param name="progress">Told the number of each record that was followed.</param>
    /// <param name="hazards">A simulated world's; null in production.</param>
    /// <param name="files">Of a venue of net data, for whoever only reads them.</param>
    /// <returns>It, and how many records the snapshot stood for from which it began.</returns>
    /// <exception cref="LogCorruptException">The log is not what was written.</exception>
    /// <exception cref="NoBeginningException">It was pruned, and no snapshot can be used.</exception>
    public static (Replica Replica, ulong From) Follow(
        GenesisConfig genesis, LogFiles log, SnapshotStore? store, bool isAlone, Action<string> say,
        Action<ulong>? progress = null, Hazards? hazards = null, NetFiles? files = null)
    {
        var replica = new SnapshotStart(genesis, store, say, hazards, files).Begin(
            LogView.First(log), tail: null, record => HashOf(log, record), new VenueFold(genesis),
            ledger: null, header => BatchData.Of(header, log));
        var from = replica.Record;
        var records = LogView.Read(log, from: from + 1).Where(record => record.N > from);
        Replay.Run(replica, isAlone ? records : AllButTheLast(records), progress);
        return (replica, from);
    }

    // A record is written only when the one before it is durable.
    private static IEnumerable<LogRecord> AllButTheLast(IEnumerable<LogRecord> records)
    {
        LogRecord? held = null;
        foreach (var record in records)
        {
            if (held is not null)
            {
                yield return held;
            }

            held = record;
        }
    }

    private static Hash32? HashOf(LogFiles log, ulong record)
    {
        foreach (var found in LogView.Read(log, from: record))
        {
            if (found.N >= record)
            {
                return found.N == record ? found.Hash
                    : found.N == record + 1 ? found.PreviousHash : null;
            }
        }

        return null;
    }
}
