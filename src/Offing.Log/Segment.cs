using Offing.Log.Disk;
using Offing.Primitives;

namespace Offing.Log;

/// <summary>One segment file: where its records stand, and each of them checked as it is read.</summary>
internal sealed class Segment : IDisposable
{
    private readonly ILogFile _file;

    // Offsets of the records First, First + stride, First + 2 strides, ... as far as they are known.
    private readonly List<long> _marks = [];

    // Where the last walk ended: reading in order never walks twice.
    private ulong _cursorN;
    private long _cursorOffset;

    public Segment(ILogFile file, ulong first)
    {
        _file = file;
        First = first;
        Name = SegmentFormat.NameOf(first);
        _cursorN = first;
        _cursorOffset = SegmentFormat.HeaderBytes;
    }

    public string Name { get; }

    /// <summary>Number of the first record.</summary>
    public ulong First { get; }

    public ILogFile File => _file;

    /// <summary>Makes a new file durable, name and all, with room for <paramref name="length"/> bytes.
    /// </summary>
    /// <exception cref="IOException">No room, or the medium failed.</exception>
    public static Segment Create(IDisk disk, ulong first, Hash32 previous, long length)
    {
        var file = disk.Open(SegmentFormat.NameOf(first));
        try
        {
            // Recovery takes a file without a whole header for one never finished, so the header comes last.
            file.Truncate(0);
            file.Reserve(length);
            file.Write(0, SegmentFormat.Encode(first, previous));
            file.Sync();
            disk.SyncFolder();
            return new Segment(file, first);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether the file begins with the header that its name promises.</summary>
    public bool HeaderHolds() => SegmentReading.HeaderHolds(_file, First);

    /// <summary>The 32 bytes before a record: the hash that it chains to.</summary>
    public Hash32 HashBefore(long offset) =>
        SegmentReading.HashBefore(_file, offset) ?? throw Corrupt(offset, "the file ends too early");

    /// <summary>Reads the record <paramref name="n"/> at a known place.</summary>
    /// <returns>Null and what is wrong when it does not stand there whole.</returns>
    public (LogRecord? Record, int Length, string Defect) TryReadAt(
        long offset, ulong n, Hash32 previous) =>
        SegmentReading.TryReadAt(_file, offset, n, previous);

    /// <summary>Reads record <paramref name="n"/>, which the caller knows to be in this segment.</summary>
    /// <exception cref="LogCorruptException">It, or the way to it, is not what was written.</exception>
    public LogRecord Read(ulong n)
    {
        var offset = Find(n);
        var (record, length, defect) = TryReadAt(offset, n, HashBefore(offset));
        if (record is null)
        {
            throw Corrupt(offset, defect);
        }

        Advance(n, offset, length);
        return record;
    }

    /// <summary>The records behind one of this segment, in order.</summary>
    /// <param name="before">That one.</param>
    /// <param name="last">The last of this segment.</param>
    /// <exception cref="LogCorruptException">One of them is not what was written.</exception>
    public IEnumerable<LogRecord> ReadBehind(LogRecord before, ulong last)
    {
        if (before.N == last)
        {
            yield break;
        }

        var some = new RecordPack(new ReadAhead(_file));
        var offset = Find(before.N + 1);
        for (var n = before.N + 1; n <= last;)
        {
            var defect = some.Read(offset, n, last, before.Hash);
            foreach (var (record, length) in some.Records)
            {
                Advance(n, offset, length);
                (n, offset) = (n + 1, offset + length);
                yield return before = record;
            }

            if (defect is not null)
            {
                throw Corrupt(offset, defect);
            }
        }
    }

    /// <summary>Tells where a record stands that was just written or checked.</summary>
    public void Advance(ulong n, long offset, int length)
    {
        Mark(n, offset);
        _cursorN = n + 1;
        _cursorOffset = offset + length;
    }

    public LogCorruptException Corrupt(long offset, string what) => new(Name, offset, what);

    public void Dispose() => _file.Dispose();

    private long Find(ulong n)
    {
        var stride = (ulong)LogLimits.IndexStride_Records;
        var mark = (int)Math.Min((n - First) / stride, (ulong)Math.Max(_marks.Count - 1, 0));
        var at = First + ((ulong)mark * stride);
        var offset = _marks.Count == 0 ? SegmentFormat.HeaderBytes : _marks[mark];
        if (_cursorN <= n && _cursorN > at)
        {
            (at, offset) = (_cursorN, _cursorOffset);
        }

        for (; at < n; at++)
        {
            Mark(at, offset);
            offset += LengthAt(offset, at) ?? throw Corrupt(offset, $"no record {at} begins here");
        }

        return offset;
    }

    private void Mark(ulong n, long offset)
    {
        if (n - First == (ulong)_marks.Count * (ulong)LogLimits.IndexStride_Records)
        {
            _marks.Add(offset);
        }
    }

    private int? LengthAt(long offset, ulong n) => SegmentReading.LengthAt(_file, offset, n);
}
