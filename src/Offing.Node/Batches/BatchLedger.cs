using Offing.Commitment.Batches;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Settlement.Contracts;
using Offing.Settlement.Posting;

namespace Offing.Node.Batches;

/// <summary>
/// Every batch of the venue, by number. Headers and withdrawals stay; the data of a batch is dropped when it
/// is on chain and rebuilt from the log in the rare case that it is wanted again. For any thread.
/// </summary>
/// <remarks>
/// It outlives an engine that is thrown away: what is made anew must be what is there already.
/// </remarks>
/// <param name="rebuild">The data of a batch from the log.</param>
/// <param name="hazards">A simulated world's; null in production.</param>
public sealed class BatchLedger(
    SettlementBatch genesis, Func<BatchHeader, IReadOnlyList<byte[]>> rebuild,
    Hazards? hazards = null) : IBatchSource
{
    private readonly Lock _gate = new();
    private readonly List<SettlementBatch> _batches = [genesis];
    private readonly Dictionary<Address, List<WithdrawalPlace>> _withdrawals = [];
    private readonly Dictionary<ulong, PostedBatch> _posted = [];

    // By the entry that did it; an engine that is made anew comes by the same.
    private readonly Dictionary<ulong, List<SettlementBatch>> _reopened = [];
    private ulong? _lastPosted;
    private ulong _nextWithdrawal;

    /// <summary>Of a venue of net data; null: batches carry their inputs.</summary>
    public NetFiles? Net { get; init; }

    // The data of batch 0 is the genesis file, which no log can give back: it stays.
    private ulong _dropped = 1;
    private long _kept_Bytes;

    /// <summary>Header of the newest batch.</summary>
    public BatchHeader Last
    {
        get
        {
            lock (_gate)
            {
                return _batches[^1].Header;
            }
        }
    }

    /// <summary>Number of the newest batch that the chain holds whole; null before the first.</summary>
    public ulong? LastPosted
    {
        get
        {
            lock (_gate)
            {
                return _lastPosted;
            }
        }
    }

    /// <summary>Returns when what is kept of a batch beside the log is, so that it may be added.</summary>
    /// <exception cref="IOException">It is not; it can be tried again.</exception>
    public void Keep(SettlementBatch batch, ReadOnlySpan<byte> inputs)
    {
        bool isAnother;
        lock (_gate)
        {
            isAnother = IsReopened(batch.Header);
        }

        if (!isAnother)
        {
            Net?.Keep(batch, inputs);
        }
    }

    public void Add(SettlementBatch batch)
    {
        lock (_gate)
        {
            if (IsReopened(batch.Header))
            {
                return;
            }

            if (batch.Header.Number < (ulong)_batches.Count)
            {
                Check.That(_batches[(int)batch.Header.Number].Header == batch.Header);
                return;
            }

            Check.That(batch.Header.Number == (ulong)_batches.Count);
            _batches.Add(batch);
            _kept_Bytes += SizeOf(batch);
            foreach (var leaf in batch.Withdrawals.Withdrawals)
            {
                PlaceOf(leaf.Owner, leaf.Index).Batch = batch.Header.Number;
            }

            DropPosted();
        }
    }

    /// <summary>Batches from this one on will never be posted: their entries begin the next batch.</summary>
    /// <param name="seq">Of the entry that says so.</param>
    /// <returns>They, at least one.</returns>
    public IReadOnlyList<SettlementBatch> Reopen(ulong seq, ulong first)
    {
        lock (_gate)
        {
            if (_reopened.TryGetValue(seq, out var before))
            {
                Net?.Reopen(before);
                return before;
            }

            Check.That(first > 0 && first < (ulong)_batches.Count);
            var batches = _batches[(int)first..];
            _batches.RemoveRange((int)first, batches.Count);
            Net?.Reopen(batches);
            foreach (var batch in batches)
            {
                _posted.Remove(batch.Header.Number);
                _kept_Bytes -= SizeOf(batch);
                foreach (var leaf in batch.Withdrawals.Withdrawals)
                {
                    PlaceOf(leaf.Owner, leaf.Index).Batch = null;
                }
            }

            _dropped = Math.Min(_dropped, first);
            _lastPosted = _lastPosted >= first ? first - 1 : _lastPosted;
            _reopened.Add(seq, batches);
            return batches;
        }
    }

    /// <summary>Of the batch before the one of this number that begins with this entry.</summary>
    // Of an engine that is made anew it may be one that was reopened.
    public BatchHeader Before(ulong number, ulong firstSeq)
    {
        lock (_gate)
        {
            return _batches.ElementAtOrDefault((int)number - 1)?.Header is { } header
                && header.LastSeq + 1 == firstSeq
                ? header
                : _reopened.Values.SelectMany(each => each).Select(each => each.Header).First(each =>
                    each.Number == number - 1 && each.LastSeq + 1 == firstSeq);
        }
    }

    private bool IsReopened(BatchHeader header) =>
        _reopened.Values.Any(each => each.Exists(batch => batch.Header == header));

    /// <summary>A withdrawal was queued; its batch is not cut yet.</summary>
    public void AddWithdrawal(WithdrawalLeaf leaf)
    {
        lock (_gate)
        {
            // Queued in the order of their indices.
            if (leaf.Index >= _nextWithdrawal)
            {
                Place(leaf, batch: null);
            }
        }
    }

    /// <summary>Withdrawals of an owner, oldest first, each with its batch once that is cut.</summary>
    public IReadOnlyList<(WithdrawalLeaf Leaf, SettlementBatch? Batch)> Withdrawals(Address owner)
    {
        lock (_gate)
        {
            return _withdrawals.TryGetValue(owner, out var places)
                ? [.. places.Select(p => (p.Leaf, p.Batch is { } number ? _batches[(int)number] : null))]
                : [];
        }
    }

    /// <inheritdoc/>
    public Batch? NextBatch(ulong number)
    {
        SettlementBatch batch;
        lock (_gate)
        {
            if (number >= (ulong)_batches.Count)
            {
                return null;
            }

            batch = _batches[(int)number];
        }

        return new Batch(batch.Header, [.. DataOf(batch).Select(chunk => (ReadOnlyMemory<byte>)chunk)]);
    }

    /// <summary>What goes to the chain of a batch, also of one that was reopened, in chunks.</summary>
    public IReadOnlyList<byte[]> DataOf(SettlementBatch batch) =>
        batch.Chunks.Count > 0 ? batch.Chunks
        : Net is { } net ? net.DataOf(batch.Header)
        : rebuild(batch.Header);

    /// <summary>The chain holds this batch and all before it.</summary>
    public void Posted(PostedBatch posted)
    {
        lock (_gate)
        {
            _posted[posted.Number] = posted;
            _lastPosted = Math.Max(_lastPosted ?? 0, posted.Number);
            DropPosted();
        }
    }

    /// <summary>
    /// What posting the batch cost; null while it is not on chain or was posted by an earlier start.
    /// </summary>
    public PostedBatch? CostOf(ulong number)
    {
        lock (_gate)
        {
            return _posted.GetValueOrDefault(number);
        }
    }

    /// <summary>The header of a batch; null when it is not cut yet.</summary>
    public BatchHeader? Header(ulong number)
    {
        lock (_gate)
        {
            return number < (ulong)_batches.Count ? _batches[(int)number].Header : null;
        }
    }

    /// <summary>Of all of them, in order.</summary>
    public IReadOnlyList<BatchHeader> Headers()
    {
        lock (_gate)
        {
            return [.. _batches.Select(batch => batch.Header)];
        }
    }

    /// <summary>Of the batch that holds an entry; null when that is not cut yet.</summary>
    public BatchHeader? HeaderOf(ulong seq)
    {
        lock (_gate)
        {
            var (low, high) = (1, _batches.Count - 1);
            while (low <= high)
            {
                var middle = (low + high) >> 1;
                var header = _batches[middle].Header;
                if (seq < header.FirstSeq)
                {
                    high = middle - 1;
                }
                else if (seq > header.LastSeq)
                {
                    low = middle + 1;
                }
                else
                {
                    return header;
                }
            }

            return null;
        }
    }

    // The newest ones are kept whole: a reorg takes back the newest. After a start the chain may hold batches
    // that are not made anew yet: those are dropped as they come.
    private void DropPosted()
    {
        var made = (ulong)_batches.Count;
        var kept = hazards.Takes(Hazard.BatchDataDropped) ? 0 : Limits.BatchesKeptWhole;
        for (; Net is not { Keeps: false } && _dropped < made && _dropped < _lastPosted; _dropped++)
        {
            if (_dropped + kept >= _lastPosted && _kept_Bytes <= Limits.BatchesKeptWhole_Bytes)
            {
                return;
            }

            _kept_Bytes -= SizeOf(_batches[(int)_dropped]);
            _batches[(int)_dropped] = _batches[(int)_dropped] with { Chunks = [] };
        }
    }

    private static long SizeOf(SettlementBatch batch) => batch.Chunks.Sum(chunk => (long)chunk.Length);

    /// <summary>Writes headers and withdrawals of all batches (spec/snapshot.md).</summary>
    public void Save(Stream into)
    {
        lock (_gate)
        {
            var writer = new ByteWriter(1 << 16).VarUInt((ulong)_batches.Count - 1);
            foreach (var batch in _batches.Skip(1))
            {
                writer.Bytes(batch.Header.Encode());
                SavedBatches.Write(writer, batch.Withdrawals.Withdrawals);
                into.Write(writer.Written);
                writer.Clear();
            }

            into.Write(writer.Written);
        }
    }

    /// <summary>
    /// Takes up what <see cref="Save"/> wrote; the data of these batches comes from the log, or from its
    /// file, when it is wanted.
    /// </summary>
    /// <exception cref="CodecException">It is not what was written.</exception>
    /// <exception cref="IOException">Net data that may be wanted is not there.</exception>
    /// <returns>The header of the last one; null when there is none behind genesis.</returns>
    public BatchHeader? Load(ReadOnlySpan<byte> from)
    {
        var saved = SavedBatches.Of(from);
        Net?.MustHold(saved.Select(batch => batch.Header));
        lock (_gate)
        {
            foreach (var (header, withdrawals) in saved)
            {
                if (IsReopened(header))
                {
                    continue;
                }

                if (header.Number < (ulong)_batches.Count)
                {
                    Check.That(_batches[(int)header.Number].Header == header);
                    continue;
                }

                Check.That(header.Number == (ulong)_batches.Count);
                _batches.Add(new SettlementBatch(header, [], new WithdrawalsTree(withdrawals)));
                withdrawals.ForEach(leaf => Place(leaf, header.Number));
            }
        }

        return saved.Count > 0 ? saved[^1].Header : null;
    }

    /// <summary>Whether a start from what was saved asks only for what pruning keeps.</summary>
    /// <exception cref="CodecException">It is not what was written.</exception>
    /// <exception cref="IOException">Net data that may be wanted is not there.</exception>
    /// <param name="why">Else why not.</param>
    public bool CanStandIn(ReadOnlySpan<byte> from, out string why)
    {
        var headers = SavedBatches.Of(from).Select(batch => batch.Header).ToArray();
        Net?.MustHold(headers);
        // What comes behind it asks for the entries of batches that are others by now.
        var other = Array.Find(headers, each => Header(each.Number) is { } now && now != each);
        why = other is null ? "" : $"it has batch {other.Number} as it was before requests were taken back";
        return other is null;
    }

    private void Place(WithdrawalLeaf leaf, ulong? batch)
    {
        if (!_withdrawals.TryGetValue(leaf.Owner, out var places))
        {
            _withdrawals.Add(leaf.Owner, places = []);
        }

        places.Add(new WithdrawalPlace(leaf) { Batch = batch });
        _nextWithdrawal = Math.Max(_nextWithdrawal, leaf.Index + 1);
    }

    private WithdrawalPlace PlaceOf(Address owner, ulong index) =>
        _withdrawals[owner].Find(place => place.Leaf.Index == index)
        ?? Check.Unreachable<WithdrawalPlace>("a withdrawal of a batch was queued before");

    private sealed class WithdrawalPlace(WithdrawalLeaf leaf)
    {
        public WithdrawalLeaf Leaf => leaf;

        public ulong? Batch { get; set; }
    }
}
