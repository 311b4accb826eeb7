using Offing.Log;
using Offing.Log.Disk;

namespace Offing.Node;

/// <summary>The log of a venue's folder, which is opened again when it has failed.</summary>
/// <param name="segmentMax">Bytes of a new segment.</param>
public sealed class VenueLog(string folder, long segmentMax = LogLimits.SegmentMax_Bytes) : IDisposable
{
    private LocalLog? _log;

    /// <summary>
    /// Closes what is open and opens it anew; on the node's thread, or before there is one.
    /// </summary>
    /// <exception cref="LogCorruptException">It is not what was written.</exception>
    /// <exception cref="IOException">The medium fails.</exception>
    public ICommitLog Open()
    {
        _log?.Dispose();
        _log = null;
        return _log = LocalLog.Open(new FolderDisk(folder), segmentMax);
    }

    public void Dispose() => _log?.Dispose();
}
