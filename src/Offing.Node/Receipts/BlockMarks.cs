using System.Buffers.Binary;
using Offing.Primitives;

namespace Offing.Node.Receipts;

/// <summary>
/// From which record on which block of the chain counts for deadlines (spec/receipts.md). A mark is durable
/// before it is used and is set for records of which no receipt was asked yet, so the deadline of a record
/// never changes. For any thread.
/// </summary>
public sealed class BlockMarks : IDisposable
{
    private const int NumbersBytes = 2 * sizeof(ulong);
    private const int CheckBytes = 8;
    private const int MarkBytes = NumbersBytes + CheckBytes;

    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly List<(ulong From, ulong Block)> _marks = [];
    private ulong _highestAsked;

    /// <summary>Reads the marks of a file, which is made when it is missing; a torn end is cut off.</summary>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public BlockMarks(string path)
    {
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var mark = new byte[MarkBytes];
        while (_file.ReadAtLeast(mark, MarkBytes, throwOnEndOfStream: false) == MarkBytes && Holds(mark))
        {
            _marks.Add((
                BinaryPrimitives.ReadUInt64BigEndian(mark),
                BinaryPrimitives.ReadUInt64BigEndian(mark.AsSpan(sizeof(ulong)))));
        }

        _file.SetLength((long)_marks.Count * MarkBytes);
        _file.Position = _file.Length;
    }

    /// <summary>The block of the newest mark; null before the first.</summary>
    public ulong? Newest
    {
        get
        {
            lock (_gate)
            {
                return _marks.Count == 0 ? null : _marks[^1].Block;
            }
        }
    }

    /// <summary>
    /// Sets the block for records after <paramref name="tail"/>, or for later ones when receipts of such were
    /// asked already.
    /// </summary>
    /// <param name="tail">The last durable record.</param>
    /// <param name="block">The chain's head. A lower one than before, after a reorg, is passed over.</param>
    public void Set(ulong tail, ulong block)
    {
        lock (_gate)
        {
            if (_marks.Count > 0 && block <= _marks[^1].Block)
            {
                return;
            }

            var from = Math.Max(tail, _highestAsked) + 1;
            var mark = new byte[MarkBytes];
            BinaryPrimitives.WriteUInt64BigEndian(mark, from);
            BinaryPrimitives.WriteUInt64BigEndian(mark.AsSpan(sizeof(ulong)), block);
            CheckOf(mark).CopyTo(mark.AsSpan(NumbersBytes));
            _file.Write(mark);
            _file.Flush(flushToDisk: true);
            _marks.Add((from, block));
        }
    }

    /// <summary>The block for a record, for good. Records before the first mark have that one's.</summary>
    public ulong BlockFor(ulong record)
    {
        lock (_gate)
        {
            Check.That(_marks.Count > 0);
            _highestAsked = Math.Max(_highestAsked, record);
            var at = _marks.FindLastIndex(mark => mark.From <= record);
            return _marks[Math.Max(at, 0)].Block;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static bool Holds(byte[] mark) => CheckOf(mark).AsSpan().SequenceEqual(mark.AsSpan(NumbersBytes));

    private static byte[] CheckOf(byte[] mark) =>
        Keccak.Hash(mark.AsSpan(0, NumbersBytes)).ToArray()[..CheckBytes];
}
