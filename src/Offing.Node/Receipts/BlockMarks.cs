using System.Buffers.Binary;
using Offing.Log.Disk;
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
    private readonly ILogFile _file;
    private readonly List<(ulong From, ulong Block)> _marks = [];
    private ulong _highestAsked;
    private ulong _doubtfulFrom = ulong.MaxValue;

    /// <summary>Reads the marks of a file, which is made when it is missing; a torn end is cut off.</summary>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public BlockMarks(IDisk disk, string name)
    {
        _file = disk.Open(name);
        // What stands in memory only, after a kill, would be used now and lost later.
        _file.Settle();
        disk.SyncFolder();
        var mark = new byte[MarkBytes];
        while (_file.Read(End, mark) == MarkBytes && Holds(mark))
        {
            _marks.Add((
                BinaryPrimitives.ReadUInt64BigEndian(mark),
                BinaryPrimitives.ReadUInt64BigEndian(mark.AsSpan(sizeof(ulong)))));
        }

        _file.Truncate(End);
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
    /// <exception cref="IOException">
    /// Whether it is durable is not known. Records that it is for have no block until a later call succeeds.
    /// </exception>
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
            _doubtfulFrom = Math.Min(_doubtfulFrom, from);
            _file.Write(End, mark);
            _file.Sync();
            _marks.Add((from, block));
            _doubtfulFrom = ulong.MaxValue;
        }
    }

    /// <summary>
    /// The block for a record, for good; null while it is not known. Records before the first mark have that
    /// one's.
    /// </summary>
    public ulong? BlockFor(ulong record)
    {
        lock (_gate)
        {
            if (_marks.Count == 0 || record >= _doubtfulFrom)
            {
                return null;
            }

            _highestAsked = Math.Max(_highestAsked, record);
            var at = _marks.FindLastIndex(mark => mark.From <= record);
            return _marks[Math.Max(at, 0)].Block;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private long End => (long)_marks.Count * MarkBytes;

    private static bool Holds(byte[] mark) => CheckOf(mark).AsSpan().SequenceEqual(mark.AsSpan(NumbersBytes));

    private static byte[] CheckOf(byte[] mark) =>
        Keccak.Hash(mark.AsSpan(0, NumbersBytes)).ToArray()[..CheckBytes];
}
