using Offing.Log.Disk;
using Offing.Primitives;

namespace Offing.Log;

/// <summary>
/// Reads records some at a time, for whoever reads many: their hashes are computed side by side, which is
/// several times as fast. Each is checked as one that is read alone.
/// </summary>
internal sealed class RecordPack(ReadAhead file)
{
    private readonly KeccakBatch _hashes = new();
    private readonly List<Range> _whole = [];
    private readonly Range[] _hashed = new Range[KeccakBatch.Width];
    private readonly Hash32[] _digests = new Hash32[KeccakBatch.Width];

    /// <summary>What was read, in order, each with its length in the file.</summary>
    public List<(LogRecord Record, int Length)> Records { get; } = [];

    /// <summary>Reads as many as are at hand, at least one when there is no defect.</summary>
    /// <param name="n">Of the first, which stands at the offset and chains to <paramref name="previous"/>.
    /// </param>
    /// <param name="last">None behind it is read.</param>
    /// <returns>What is wrong with the one behind those that were read; null: nothing.</returns>
    public string? Read(long offset, ulong n, ulong last, Hash32 previous)
    {
        Records.Clear();
        Find(offset, n, last);
        if (_whole.Count < 2)
        {
            var (record, length, defect) = SegmentReading.TryReadAt(file, offset, n, previous);
            return Take(record, length) ? null : defect;
        }

        var bytes = file.Peek(offset, _whole[^1].End.Value);
        for (var i = 0; i < _whole.Count; i++)
        {
            _hashed[i] = _whole[i].Start..(_whole[i].End.Value - Hash32.SizeBytes);
        }

        var digests = _digests.AsSpan(0, _whole.Count);
        _hashes.Hash(bytes, _hashed.AsSpan(0, _whole.Count), digests);
        for (var i = 0; i < digests.Length; i++)
        {
            var whole = bytes[_whole[i]];
            var (record, defect) = RecordFormat.Decode(whole, n + (ulong)i, previous, digests[i]);
            if (!Take(record, whole.Length))
            {
                return defect;
            }

            previous = record!.Hash;
        }

        return null;
    }

    private bool Take(LogRecord? record, int length)
    {
        if (record is not null)
        {
            Records.Add((record, length));
        }

        return record is not null;
    }

    // Those that can be seen together; whatever is odd about one is left for when it is the first.
    private void Find(long offset, ulong n, ulong last)
    {
        _whole.Clear();
        for (var end = 0; _whole.Count < KeccakBatch.Width && n <= last; n++)
        {
            var header = file.Peek(offset, end, RecordFormat.HeaderBytes);
            if (header.IsEmpty || RecordFormat.NumberOf(header) != n
                || RecordFormat.LengthOf(header) is not { } length
                || file.Peek(offset, end, length).IsEmpty)
            {
                return;
            }

            _whole.Add(end..(end + length));
            end += length;
        }
    }
}
