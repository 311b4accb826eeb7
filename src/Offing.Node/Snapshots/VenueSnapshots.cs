using Offing.Log;
using Offing.Primitives;

namespace Offing.Node.Snapshots;

/// <summary>The snapshots of a venue that runs: from time to time, and one when it stops.</summary>
public sealed class VenueSnapshots : IDisposable
{
    private readonly NodeCore _node;
    private readonly SnapshotStore _store;
    private readonly Action<string> _say;
    private readonly SnapshotKeeper _keeper;

    /// <param name="dataFolder">Of the venue, for the process that makes them.</param>
    public VenueSnapshots(
        NodeCore node, SnapshotStore store, FinalBatches final, VenueOptions options, string dataFolder,
        Action<string> say)
    {
        (_node, _store, _say) = (node, store, say);
        var make = options.MakeSnapshot;
        _keeper = new SnapshotKeeper(
            node, store, final, make is null ? 0 : options.SnapshotEvery, options.Prunes,
            stop => make!(dataFolder, stop), say);
    }

    /// <summary>One step; on the thread of settlement.</summary>
    public void Tick(Time now) => _keeper.Tick(now);

    /// <summary>The node has stopped: the next start begins where this one ended.</summary>
    /// <param name="isWhole">Whether it stopped because it was told to.</param>
    public void Stop(bool isWhole)
    {
        _keeper.Stop();
        if (!isWhole || _node.HasFailed || !_node.HasRecords)
        {
            return;
        }

        try
        {
            using var held = _store.Lock();
            _node.Save(_store);
        }
        catch (Exception trouble) when (trouble is IOException or LogLockedException)
        {
            _say($"snapshot: none at the stop: {trouble.Message}. The next start replays the log instead");
        }
    }

    public void Dispose() => _keeper.Dispose();
}
