using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Node.Receipts;

/// <summary>A micro-batch that is durable and executed.</summary>
/// <param name="N">Number of its record.</param>
/// <param name="Epoch">Of the node's start that wrote it.</param>
/// <param name="Hash">Of the record.</param>
/// <param name="Body">Of the record: its entries as they were written.</param>
public sealed record ReleasedRecord(ulong N, ulong Epoch, Hash32 Hash, byte[] Body);

/// <summary>
/// Finds the log record of an entry, and the entry of an action. It holds no promise itself: whatever it
/// gives is read from the log. Bounded: the oldest record is forgotten first. For any thread.
/// </summary>
public sealed class ReceiptIndex
{
    private const int RecentRecords = 256;

    private readonly Lock _gate = new();
    private readonly Deque<Indexed> _records;

    // Of the actions of these records, one record after the other: as values, so that the collector has
    // nothing to look at.
    private readonly Deque<ActionName> _names;
    private readonly Dictionary<ActionName, ulong> _actions = [];
    private readonly int _recordsMax;
    private readonly int _actionsMax;
    private readonly (ReleasedRecord? Record, Hash32? PreviousHash)[] _recent = new
        (ReleasedRecord?, Hash32?)[RecentRecords];

    private Hash32? _lastHash;
    private ulong _first = 1;
    private bool _isFull;

    /// <param name="recordsMax">Micro-batches that are found.</param>
    /// <param name="actionsMax">Actions that are found by signer and nonce.</param>
    public ReceiptIndex(
        int recordsMax = Limits.ReceiptsServed_MicroBatches,
        int actionsMax = Limits.ReceiptsServed_Actions)
    {
        (_recordsMax, _actionsMax) = (recordsMax, actionsMax);
        (_records, _names) = (new(recordsMax), new(actionsMax));
    }

    /// <summary>
    /// The number under which <see cref="AddOlder"/> takes the next record; 0 when it takes none.
    /// </summary>
    public ulong Older
    {
        get
        {
            lock (_gate)
            {
                return _records.Count == 0 || _isFull ? 0 : _first - 1;
            }
        }
    }

    /// <summary>The last record that it holds; 0: none.</summary>
    public ulong Last
    {
        get
        {
            lock (_gate)
            {
                return _records.Count == 0 ? 0 : _first + (ulong)_records.Count - 1;
            }
        }
    }

    /// <summary>
    /// Takes a micro-batch that is durable, after the last one. When records are missing between (the log was
    /// opened anew), it begins again from here, and those before are taken as older ones.
    /// </summary>
    /// <param name="entries">Of the record: read and not kept, since the node has its bytes anyway.</param>
    public void Add(ReleasedRecord released, IReadOnlyList<SequencedEntry> entries)
    {
        lock (_gate)
        {
            if (_records.Count == 0 || released.N != _first + (ulong)_records.Count)
            {
                Clear(released.N);
            }

            Hash32? previous = _lastHash is { } hash ? hash : null;
            _lastHash = released.Hash;
            _recent[released.N % RecentRecords] = (released, previous);
            _records.AddLast(Index(entries, isOlder: false));
            while (_records.Count > 1 && (_records.Count > _recordsMax || _actions.Count > _actionsMax))
            {
                Forget(_records.RemoveFirst());
                _first++;
                _isFull = true;
            }
        }
    }

    /// <summary>
    /// A record that was released just now, with the hash of the one before; null when the log must be asked.
    /// </summary>
    public (ReleasedRecord Record, Hash32 PreviousHash)? Recent(ulong record)
    {
        lock (_gate)
        {
            var (released, previous) = _recent[record % RecentRecords];
            return released?.N == record && previous is { } hash ? (released, hash) : null;
        }
    }

    /// <summary>Takes the record <see cref="Older"/>, as long as there is room.</summary>
    public void AddOlder(ulong record, IReadOnlyList<SequencedEntry> entries)
    {
        lock (_gate)
        {
            _isFull |= _records.Count >= _recordsMax || _actions.Count + entries.Count > _actionsMax;
            if (_isFull || record != _first - 1)
            {
                return;
            }

            _records.AddFirst(Index(entries, isOlder: true));
            _first = record;
        }
    }

    /// <summary>The record of an entry; null when it is too old, or there is no such entry yet.</summary>
    public ulong? RecordOf(ulong seq)
    {
        lock (_gate)
        {
            var (low, high) = (0, _records.Count - 1);
            while (low <= high)
            {
                var middle = (low + high) >> 1;
                var at = _records[middle];
                if (seq < at.FirstSeq)
                {
                    high = middle - 1;
                }
                else if (seq - at.FirstSeq >= at.Count)
                {
                    low = middle + 1;
                }
                else
                {
                    return _first + (ulong)middle;
                }
            }

            return null;
        }
    }

    /// <summary>The place of an action; null when it is too old, or was never sequenced.</summary>
    public ulong? SeqOf(Address signer, ulong nonce)
    {
        lock (_gate)
        {
            return _actions.TryGetValue(new ActionName(signer, nonce), out var seq) ? seq : null;
        }
    }

    // One nonce can be sequenced twice when it was sent twice at once; only the first of them is executed.
    private Indexed Index(IReadOnlyList<SequencedEntry> entries, bool isOlder)
    {
        var before = _names.Count;
        foreach (var entry in entries)
        {
            if (entry.Entry is not SignedAction action)
            {
                continue;
            }

            var name = new ActionName(action.Signer, action.Nonce);
            if (!_actions.TryAdd(name, entry.Seq))
            {
                if (!isOlder || _actions[name] < entry.Seq)
                {
                    continue;
                }

                _actions[name] = entry.Seq;
            }

            if (isOlder)
            {
                _names.AddFirst(name);
            }
            else
            {
                _names.AddLast(name);
            }
        }

        if (_actions.Count > Deque<ActionName>.Few)
        {
            // It holds a record more than the most before it forgets one.
            _actions.EnsureCapacity(_actionsMax + Deque<ActionName>.Few);
        }

        return new Indexed(entries[0].Seq, (uint)entries.Count, _names.Count - before);
    }

    private void Clear(ulong first)
    {
        _actions.Clear();
        _records.Clear();
        _names.Clear();

        Array.Clear(_recent);
        (_first, _lastHash, _isFull) = (first, null, false);
    }

    private void Forget(Indexed record)
    {
        for (var i = 0; i < record.Names; i++)
        {
            var name = _names.RemoveFirst();
            if (_actions.TryGetValue(name, out var seq) && seq >= record.FirstSeq
                && seq - record.FirstSeq < record.Count)
            {
                _actions.Remove(name);
            }
        }
    }

    private readonly record struct ActionName(Address Signer, ulong Nonce);

    // The places of its entries, and how many of the names are its own.
    private readonly record struct Indexed(ulong FirstSeq, uint Count, int Names);
}
