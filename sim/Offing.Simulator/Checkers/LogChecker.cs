using Offing.Log;
using Offing.Simulator.Disks;
using Offing.Simulator.Nodes;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Checkers;

/// <summary>
/// Keeps every record that the log has ever shown, and fails when one is lost, changed or shown in another
/// place. What is new goes on to the shadow, once.
/// </summary>
/// <param name="pruned">Told the first record that is kept, when it is another than before.</param>
internal sealed class LogChecker(
    SimDisk disk, Shadow shadow, EventQueue queue, Trace trace, Coverage seen, Action<ulong> pruned)
    : ILogWatcher
{
    private const string Name = "log";

    private readonly List<(RecordStamp Stamp, byte[] Body)> _known = [];

    /// <summary>Records that are in the log for good; record n stands at n - 1.</summary>
    public IReadOnlyList<(RecordStamp Stamp, byte[] Body)> Known => _known;

    /// <inheritdoc/>
    public void Opened(ulong tail) => SimFailure.Unless(
        tail >= (ulong)_known.Count, Name,
        () => $"record {_known.Count} was durable, and the log now ends with {tail}");

    /// <inheritdoc/>
    public void Read(ulong n, RecordStamp stamp, byte[] body)
    {
        if (n == (ulong)_known.Count + 1)
        {
            // It was in flight at a crash and came through: from now on it is durable like any other.
            seen.Count(Seen.RecordCameThroughACrash);
            Take(n, stamp, body);
            return;
        }

        SimFailure.Unless(n <= (ulong)_known.Count, Name, () => $"record {n} follows {_known.Count}");
        var known = _known[(int)n - 1];
        SimFailure.Unless(
            known.Stamp == stamp && known.Body.AsSpan().SequenceEqual(body), Name,
            () => $"record {n} is not what it was");
    }

    /// <inheritdoc/>
    public void Appended(ulong n, RecordStamp stamp, ReadOnlySpan<byte> body, AppendResult result)
    {
        trace.Add(queue.Now, TraceKind.Appended, n, Trace.Short(body) ^ (ulong)result);
        if (result != AppendResult.Won)
        {
            _ = result == AppendResult.Unknown && seen.Count(Seen.AppendUnknown);
            return;
        }

        SimFailure.Unless(n == (ulong)_known.Count + 1, Name, () => $"record {n} after {_known.Count}");
        SimFailure.Unless(
            !disk.HasUnsynced, Name, () => $"record {n} is called durable and is not on the disk");
        Take(n, stamp, body.ToArray());
    }

    /// <inheritdoc/>
    public void Pruned(ulong first) => pruned(first);

    private void Take(ulong n, RecordStamp stamp, byte[] body)
    {
        _known.Add((stamp, body));
        shadow.Take(n, stamp, body);
    }
}
