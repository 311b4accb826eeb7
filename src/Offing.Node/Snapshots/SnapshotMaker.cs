using Offing.Log;
using Offing.Node.Batches;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Node.Snapshots;

/// <summary>
/// Follows the log of a folder from its newest snapshot on and writes the next one: beside the running node,
/// which it neither stops nor slows but for the processor that it takes, or without it.
/// </summary>
public static class SnapshotMaker
{
    /// <param name="isAlone">
    /// Whether no node writes the log now; else its last record may not be durable yet and is left out.
    /// </param>
    /// <param name="progress">Told the number of each record that was followed.</param>
    /// <returns>The snapshot, or null when the newest one is as new as the log.</returns>
    /// <exception cref="LogCorruptException">The log is not what was written.</exception>
    /// <exception cref="NoBeginningException">It was pruned, and no snapshot can be used.</exception>
    public static SnapshotEntry? Make(
        DataFolder data, bool isAlone, Action<string> say, Action<ulong>? progress = null) => Make(
        data.Genesis(), LogFiles.Of(data.Log), new SnapshotStore(data.SnapshotDisk()), isAlone, say,
        progress, files: data.NetFiles(data.Genesis(), isReader: true));

    /// <summary>Likewise, of files wherever they are.</summary>
    /// <param name="hazards">A simulated world's; null in production.</param>
    /// <param name="files">Of a venue of net data, for whoever only reads them.</param>
    /// <exception cref="IOException">Of net data also: the node has not kept that of a batch yet.</exception>
    public static SnapshotEntry? Make(
        GenesisConfig genesis, LogFiles log, SnapshotStore store, bool isAlone, Action<string> say,
        Action<ulong>? progress = null, Hazards? hazards = null, NetFiles? files = null)
    {
        using var held = store.Lock();
        var (replica, from) = LogFollower.Follow(genesis, log, store, isAlone, say, progress, hazards, files);
        if (replica.Record == from)
        {
            return null;
        }

        replica.CheckInvariants();
        return replica.Save(store);
    }
}
