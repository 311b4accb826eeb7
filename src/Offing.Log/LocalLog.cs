using Offing.Log.Disk;
using Offing.Primitives;

namespace Offing.Log;

/// <summary>
/// The log in segment files of one folder (spec/log.md). Opening it checks every segment's header and the
/// whole of the last segment; every other record is checked when it is read.
/// </summary>
public sealed class LocalLog : ICommitLog, IDisposable
{
    private readonly IDisk _disk;
    private readonly IDisposable _lock;
    private readonly long _segmentMax;
    private readonly List<Segment> _segments;
    private readonly SpareSegment _spare;
    private readonly byte[] _buffer = new byte[RecordFormat.OverheadBytes + LogLimits.BodyMax_Bytes];
    private long _end;
    private bool _hasRoom;
    private bool _hasFailed;

    private LocalLog(
        IDisk disk, IDisposable held, List<Segment> segments, LogEnd end, long segmentMax, Hazards? hazards)
    {
        (_disk, _lock, _segments, _segmentMax) = (disk, held, segments, segmentMax);
        (_end, TailHash, Recovery) = (end.Offset, end.Hash, end.Report);
        Tail = end.Report.Tail;
        _spare = new SpareSegment(disk, segmentMax, hazards);
        Refill();
    }

    /// <inheritdoc/>
    public ulong First => _segments[0].First;

    /// <inheritdoc/>
    public ulong Tail { get; private set; }

    /// <inheritdoc/>
    public Hash32 TailHash { get; private set; }

    /// <summary>What opening found at the end: the node prints it when something was cut.</summary>
    public RecoveryReport Recovery { get; }

    /// <summary>Opens the log of a folder, or begins one.</summary>
    /// <param name="segmentMax">Length of a new segment, bytes; room for the largest record at least.</param>
    /// <param name="hazards">A simulated world's; null in production.</param>
    /// <exception cref="LogLockedException">Another process has the folder open.</exception>
    /// <exception cref="LogCorruptException">Something before the last record was changed.</exception>
    /// <exception cref="IOException">The medium failed or has no room for a first segment.</exception>
    public static LocalLog Open(
        IDisk disk, long segmentMax = LogLimits.SegmentMax_Bytes, Hazards? hazards = null)
    {
        LogLimits.AssertRelations();
        Check.That(segmentMax > SegmentFormat.HeaderBytes + RecordFormat.OverheadBytes);
        var held = disk.Lock();
        var segments = new List<Segment>();
        try
        {
            OpenAll(disk, segments);
            if (segments.Count == 0)
            {
                segments.Add(Segment.Create(disk, 1, Hash32.Zero, segmentMax));
            }

            var end = FindEnd(disk, segments[^1], segmentMax);
            return new LocalLog(disk, held, segments, end, segmentMax, hazards);
        }
        catch
        {
            segments.ForEach(segment => segment.Dispose());
            held.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public AppendResult Append(ulong n, RecordStamp stamp, ReadOnlySpan<byte> body)
    {
        Check.That(n >= 1 && n <= Tail + 1 && stamp.Count >= 1);
        Check.That(body.Length is >= 1 and <= LogLimits.BodyMax_Bytes);
        if (_hasFailed || n <= Tail)
        {
            return AppendResult.Lost;
        }

        var record = _buffer.AsSpan(0, RecordFormat.OverheadBytes + body.Length);
        Check.That(SegmentFormat.HeaderBytes + record.Length <= _segmentMax);
        var hash = RecordFormat.Encode(record, n, TailHash, stamp, body);
        return MakeRoom(n, record.Length) ? Commit(n, record, hash) : AppendResult.Lost;
    }

    /// <inheritdoc/>
    public LogRoom RoomFor(int body)
    {
        var fits = _end + RecordFormat.OverheadBytes + body <= _segmentMax;
        return _hasFailed || !_hasRoom ? LogRoom.None
            : _spare.IsThere ? LogRoom.Ample
            : fits ? LogRoom.Reserve : LogRoom.None;
    }

    /// <inheritdoc/>
    public void Refill()
    {
        // A torn end that was cut off took the last segment's room with it, and the reserve is for that.
        _hasRoom = _hasRoom || TryReserveLast() || (_spare.TryDrop() && TryReserveLast());
        _ = _hasRoom && _spare.TryMake();
    }

    /// <inheritdoc/>
    public LogRecord Read(ulong n)
    {
        if (n < First || n > Tail)
        {
            throw new LogRangeException(n, First, Tail);
        }

        var at = _segments.FindLastIndex(segment => segment.First <= n);
        var record = _segments[at].Read(n);
        // A record is held against the bytes before it, which for the first of a segment are the header.
        if (at > 0 && n == _segments[at].First && _segments[at - 1].Read(n - 1).Hash != record.PreviousHash)
        {
            throw _segments[at].Corrupt(0, "the segment does not chain to the one before it");
        }

        return record;
    }

    /// <inheritdoc/>
    public IEnumerable<LogRecord> ReadFrom(ulong n)
    {
        // The first of a segment is read by itself, which holds it against the segment before.
        while (n <= Tail)
        {
            var first = Read(n);
            yield return first;
            var at = _segments.FindLastIndex(segment => segment.First <= n);
            var last = at + 1 < _segments.Count ? _segments[at + 1].First - 1 : Tail;
            foreach (var next in _segments[at].ReadBehind(first, last))
            {
                yield return next;
            }

            n = last + 1;
        }
    }

    /// <inheritdoc/>
    public void Prune(ulong n)
    {
        var removed = 0;
        while (_segments.Count > 1 && _segments[1].First <= n)
        {
            // Oldest first, so that a crash between two leaves no gap.
            _segments[0].Dispose();
            _disk.Delete(_segments[0].Name);
            _segments.RemoveAt(0);
            removed++;
        }

        if (removed > 0)
        {
            _disk.SyncFolder();
        }
    }

    /// <inheritdoc/>
    public ulong PrunesTo(ulong n)
    {
        var kept = _segments.FindLastIndex(segment => segment.First <= n);
        return _segments[Math.Max(kept, 0)].First;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _segments.ForEach(segment => segment.Dispose());
        _spare.Dispose();
        _lock.Dispose();
    }

    private bool TryReserveLast()
    {
        try
        {
            _segments[^1].File.Reserve(_segmentMax);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static LogEnd FindEnd(IDisk disk, Segment last, long segmentMax)
    {
        try
        {
            return TailRecovery.Run(disk, last);
        }
        catch (IOException) when (new SpareSegment(disk, segmentMax).TryDrop())
        {
            // A copy of what is cut off needs room, and on a full disk the reserve is all there is.
            return TailRecovery.Run(disk, last);
        }
    }

    private static void OpenAll(IDisk disk, List<Segment> segments)
    {
        var firsts = new List<ulong>();
        foreach (var name in disk.List())
        {
            if (SegmentFormat.TryParseName(name, out var first))
            {
                firsts.Add(first);
            }
        }

        firsts.Sort();
        foreach (var first in firsts)
        {
            var segment = new Segment(disk.Open(SegmentFormat.NameOf(first)), first);
            segments.Add(segment);
            if (first == firsts[^1])
            {
                // What is in memory only, after a kill or a failed sync, would be served now and lost later.
                segment.File.Settle();
                disk.SyncFolder();
            }

            if (segment.HeaderHolds())
            {
                continue;
            }

            if (!WasNeverFinished(segments, isLast: first == firsts[^1]))
            {
                throw segment.Corrupt(0, "the segment's header is not what was written");
            }

            segments.RemoveAt(segments.Count - 1);
            segment.Dispose();
            disk.Delete(segment.Name);
            disk.SyncFolder();
        }
    }

    /// <summary>
    /// Whether the last segment's header is bad because a crash came while the file was made. Then no record
    /// stands in it, and the segment before it holds all up to it, whole.
    /// </summary>
    private static bool WasNeverFinished(List<Segment> segments, bool isLast)
    {
        var segment = segments[^1];
        if (!isLast || TailRecovery.HoldsRecord(TailRecovery.RestOf(segment.File, 0), segment.First))
        {
            return false;
        }

        if (segments.Count == 1)
        {
            return segment.First == 1;
        }

        segments[^2].Read(segment.First - 1);
        return true;
    }

    private bool MakeRoom(ulong n, int length)
    {
        try
        {
            if (_end + length > _segmentMax && _spare.TryMake())
            {
                Roll(n);
            }

            // Who has asked RoomFor does not come here without room.
            _hasFailed = !_hasRoom || _end + length > _segmentMax;
            return !_hasFailed;
        }
        catch (IOException)
        {
            // Not a byte of the record was given to the disk, so no later opening can find it.
            _hasFailed = true;
            return false;
        }
    }

    private void Roll(ulong n)
    {
        var full = _segments[^1];
        _segments.Add(_spare.Promote(n, TailHash));
        // Only after the new file is durable: until then the old one is the last, and keeps its room.
        full.File.Truncate(_end);
        full.File.Sync();
        _end = SegmentFormat.HeaderBytes;
        _ = _spare.TryMake();
    }

    private AppendResult Commit(ulong n, ReadOnlySpan<byte> record, Hash32 hash)
    {
        var active = _segments[^1];
        try
        {
            active.File.Write(_end, record);
            active.File.Sync();
        }
        catch (IOException)
        {
            // The bytes may be on the disk whole, in part or not at all, and a second sync would not tell.
            _hasFailed = true;
            return AppendResult.Unknown;
        }

        active.Advance(n, _end, record.Length);
        _end += record.Length;
        (Tail, TailHash) = (n, hash);
        return AppendResult.Won;
    }
}
