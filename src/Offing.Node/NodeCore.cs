using Offing.Commitment.State;
using Offing.Engine;
using Offing.Log;
using Offing.MarketData;
using Offing.Node.Batches;
using Offing.Node.Receipts;
using Offing.Node.Snapshots;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using Offing.Sequencing;
using SequencePosition = Offing.Sequencing.SequencePosition;

namespace Offing.Node;

/// <summary>
/// The loop of the venue: what is sequenced becomes durable, is executed, and only then is told to anybody. A
/// state machine: one thread ticks it, and it has no thread, timer or clock of its own.
/// </summary>
public sealed class NodeCore
{
    // One on its way to the chain and one to follow it.
    private const ulong CutBehind_Batches = 2;

    // A batch may not grow for ever either: all of it is in memory until it is cut.
    private const ulong CutBehind_Intervals = 8;

    private readonly Lock _state = new();

    // The log is for one thread; the rare rebuild of a batch's data comes from another and takes its turn.
    private readonly Lock _logTurn = new();
    private readonly SnapshotStart _start;
    private readonly VenueFold _market;
    private readonly ulong _batchInterval_Ms;
    private readonly Hazards? _hazards;
    private ICommitLog _log;
    private volatile Replica _replica;
    private volatile Sequencer _sequencer;
    private OutputGate<(EntryOutput Output, Submission? Submission)> _gate;
    private bool _cutOffered;
    private readonly PostingLag _posting = new(most_Ms: 0);

    /// <summary>Replays the log, behind a snapshot when there is one, then takes up where it ends.</summary>
    /// <param name="market">Empty; it is folded anew from the replay.</param>
    /// <param name="batchInterval_Ms">
    /// A batch is cut when the last one is so old; eight times as old while two or more wait for the chain.
    /// </param>
    /// <param name="progress">Told how many of how many records are replayed.</param>
    /// <param name="snapshots">Null: it replays from the first record.</param>
    /// <param name="say">Told which snapshot cannot be used and why.</param>
    /// <param name="hazards">A simulated world's; null in production.</param>
    /// <param name="files">Of a venue of net data; null: nothing is kept of its batches.</param>
    /// <exception cref="LogCorruptException">The log is not what was written.</exception>
    /// <exception cref="NoBeginningException">It was pruned, and no snapshot can be used.</exception>
    public NodeCore(
        GenesisConfig genesis, ICommitLog log, VenueFold market, ulong batchInterval_Ms,
        Action<ulong, ulong>? progress = null, SnapshotStore? snapshots = null, Action<string>? say = null,
        Hazards? hazards = null, NetFiles? files = null)
    {
        (_log, _market, _batchInterval_Ms, _hazards) = (log, market, batchInterval_Ms, hazards);
        _start = new SnapshotStart(genesis, snapshots, say, hazards, files);
        _replica = Replayed(ledger: null, progress);
        (_gate, _sequencer) = Begin();
    }

    /// <summary>Batches of the venue.</summary>
    public BatchLedger Ledger => _replica.Ledger;

    /// <summary>Makes the batches; whoever runs the node ticks it, on a thread of its own.</summary>
    public Committer Committer => _replica.Committer;

    /// <summary>Of the last entry of the snapshot from which it began; 0: none.</summary>
    public ulong StartSeq { get; private set; }

    /// <summary>Sequence number of the last entry that is durable and executed; from any thread.</summary>
    public ulong Seq => Read(state => state.InputCursor);

    /// <summary>Where each durable entry stands in the log.</summary>
    public ReceiptIndex Receipts { get; } = new();

    /// <summary>The log failed: the node must be built anew before anything else is answered.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>
    /// How long a batch that is cut may wait for the chain before orders that could make a risk greater are
    /// refused; 0: for ever.
    /// </summary>
    public ulong PostingLagMost_Ms
    {
        init => _posting = new PostingLag(value);
    }

    /// <summary>Whether such orders are refused now; from any thread.</summary>
    public bool IsPostingLate => _posting.IsLate;

    /// <summary>Whether the log has room; from any thread.</summary>
    public LogRoom Room => _sequencer.Room;

    /// <summary>
    /// From any thread; see <see cref="Sequencer.TryOffer"/>. PostingLate: batches do not reach the chain.
    /// </summary>
    public bool TryOffer(Submission submission, out RejectCode refusal)
    {
        if (_posting.IsLate && submission.Entry is SignedAction { Command.MayIncreaseRisk: true })
        {
            refusal = RejectCode.PostingLate;
            return false;
        }

        return _sequencer.TryOffer(submission, out refusal);
    }

    /// <summary>Sleeps until there may be something to do.</summary>
    public void Wait(TimeSpan most) => _sequencer.Wait(most);

    /// <summary>
    /// Reads the state between two entries, from any thread. All that
    /// it shows is durable, because only durable entries are executed.
    /// </summary>
    public T Read<T>(Func<VenueState, T> read)
    {
        lock (_state)
        {
            return read(_replica.Machine.State);
        }
    }

    /// <summary>One round: at most one micro-batch. False when there was nothing to do.</summary>
    public bool Tick(Time now)
    {
        OfferWhatIsDue(now);
        _posting.Look(now, _replica.Machine.State.LastBatch, Ledger);
        var drained = Drain(now);
        HasFailed |= drained.Status == DrainStatus.Failed;
        if (drained.Status != DrainStatus.Durable)
        {
            return false;
        }

        _replica.Advance(drained.Record, _log.TailHash, _sequencer.Position, drained.Body);
        SequencedEntry[] entries = [.. drained.Entries.Select(placed => placed.Sequenced)];
        for (var i = 0; i < entries.Length; i++)
        {
            _replica.Machine.Foresee(entries, i);
            _gate.Add(drained.Record, (Execute(entries[i]), drained.Entries[i].Submission));
        }

        _gate.MarkDurable(drained.Record);
        // Before anybody is told, so that whoever is told finds the receipt.
        Receipts.Add(
            new ReleasedRecord(drained.Record, _replica.Machine.State.Epoch, _log.TailHash, drained.Body),
            entries);
        while (_gate.TryTake(out var released))
        {
            _market.Apply(released.Output);
            released.Submission?.Complete(new Outcome(RejectCode.None, released.Output));
        }

        return true;
    }

    /// <summary>Ends the batch at the next place in the sequence; tells its number when it is done.</summary>
    public bool TryCut(Action<Outcome> completed, out ulong number)
    {
        number = Read(state => state.LastBatch) + 1;
        return TryOffer(new Submission(new BatchCut(number), completed), out _);
    }

    /// <summary>The first record that the log still holds; from any thread.</summary>
    public ulong FirstRecord
    {
        get
        {
            lock (_logTurn)
            {
                return _log.First;
            }
        }
    }

    /// <summary>The last durable record; from any thread.</summary>
    public ulong LastRecord
    {
        get
        {
            lock (_logTurn)
            {
                return _log.Tail;
            }
        }
    }

    /// <summary>A record of the log, checked as it is read; from any thread.</summary>
    /// <exception cref="LogRangeException">It is not there any more, or not yet.</exception>
    public LogRecord ReadRecord(ulong n)
    {
        lock (_logTurn)
        {
            return _log.Read(n);
        }
    }

    /// <summary>Durable entries in order; whoever reads them ticks the node.</summary>
    /// <exception cref="LogRangeException">They were pruned.</exception>
    internal IEnumerable<SequencedEntry> EntriesFrom(ulong seq) => seq > Seq
        ? []
        : Bodies(seq, LastRecord).SelectMany(body => EntryCodec.DecodeRecord(body))
            .SkipWhile(entry => entry.Seq < seq);

    private Drained Drain(Time now)
    {
        lock (_logTurn)
        {
            return _sequencer.Drain(now);
        }
    }

    private void OfferWhatIsDue(Time now)
    {
        if (_sequencer.TickDue(now))
        {
            _sequencer.TryOffer(new Submission(new Tick()), out _);
        }

        var next = _replica.Machine.State.LastBatch + 1;
        if (!_cutOffered && _replica.LastCut is { } last
            && now.Milliseconds >= last.Milliseconds + _batchInterval_Ms
            && (!IsChainBehind(next - 1)
                || now.Milliseconds >= last.Milliseconds + (_batchInterval_Ms * CutBehind_Intervals)))
        {
            _cutOffered = _sequencer.TryOffer(
                new Submission(new BatchCut(next), _ => _cutOffered = false), out _);
        }
    }

    // A chain that takes batches no faster than they are cut would never catch up after an outage. What is
    // not cut goes with the next: one transaction instead of many. Only what is posted ends the silence of a
    // venue, so none is longer for it; and where nothing is ever posted nothing waits.
    private bool IsChainBehind(ulong lastCut) =>
        Ledger.LastPosted is { } posted && lastCut >= posted + CutBehind_Batches;

    private EntryOutput Execute(SequencedEntry entry)
    {
        lock (_state)
        {
            return _replica.Execute(entry);
        }
    }

    /// <summary>
    /// The log has failed and was opened again: the engine is thrown away and made anew from what is durable.
    /// What was told stays told; nothing new is told or taken before this has returned.
    /// </summary>
    /// <remarks>On the node's thread.</remarks>
    /// <exception cref="LogCorruptException">The log is not what was written.</exception>
    /// <exception cref="IOException">It cannot be read now.</exception>
    public void Rebuild(ICommitLog log)
    {
        lock (_logTurn)
        {
            _log = log;
        }

        var replica = Replayed(_replica.Ledger, progress: null);
        lock (_state)
        {
            _replica = replica;
        }

        FillReceipts();
        (_gate, _sequencer) = Begin();
        _cutOffered = false;
        HasFailed = false;
    }

    // What was appended with an unknown outcome may be durable: whoever asks then finds its receipt, and
    // those of before stay where they are.
    private void FillReceipts()
    {
        if (Receipts.Last is var last and not 0)
        {
            foreach (var record in LogChain.ReadFrom(_log, last + 1))
            {
                Receipts.Add(
                    new ReleasedRecord(record.N, record.Stamp.Epoch, record.Hash, record.Body),
                    EntryCodec.DecodeRecord(record.Body));
            }
        }
    }

    /// <summary>Writes a snapshot of the whole venue. The node and its committer must stand still.</summary>
    public SnapshotEntry Save(SnapshotStore store) => _replica.Save(store);

    /// <summary>Whether there is anything that a snapshot could be of.</summary>
    public bool HasRecords => _replica.Record > 0;

    /// <summary>
    /// Drops segments of the log as far as nobody needs them any more, and net data likewise.
    /// </summary>
    /// <param name="record">The last record that snapshots stand for.</param>
    /// <param name="batch">The last batch whose data may go.</param>
    /// <returns>The first record that is kept.</returns>
    public ulong Prune(ulong record, ulong batch)
    {
        lock (_logTurn)
        {
            _log.Prune(Needed(record, batch));
            Ledger.Net?.Data?.Drop(batch);
            return _log.First;
        }
    }

    /// <summary>
    /// Of batches up to one whose data may go, the last before the first that has no file of its inputs: what
    /// the log drops of net data stands there alone. What was pruned before is not asked about again.
    /// </summary>
    public ulong InputsKeptTo(ulong batch)
    {
        lock (_logTurn)
        {
            var gone = Ledger.HeaderOf(LogSearch.FirstSeq(_log, _log.First) - 1)?.Number ?? 0;
            return Ledger.Net?.Inputs?.KeptTo(gone, batch) ?? batch;
        }
    }

    /// <summary>Whether <see cref="Prune"/> would drop anything.</summary>
    public bool WouldPrune(ulong record, ulong batch)
    {
        lock (_logTurn)
        {
            return _log.PrunesTo(Needed(record, batch)) > _log.First;
        }
    }

    // What a replay behind the snapshot comes by may be a reversal, and then it cuts that batch again.
    private ulong Needed(ulong record, ulong batch)
    {
        var open = Ledger.Header(batch + 1)?.FirstSeq ?? Ledger.Last.LastSeq + 1;
        if (record < _log.Tail && Ledger.HeaderOf(LogSearch.FirstSeq(_log, record + 1)) is { } behind)
        {
            // Of a log that was pruned further before, nothing can be kept that is gone.
            open = Math.Max(Math.Min(open, behind.FirstSeq), LogSearch.FirstSeq(_log, _log.First));
        }

        return Math.Min(record + 1, LogSearch.RecordOf(_log, open));
    }

    private Replica Replayed(BatchLedger? ledger, Action<ulong, ulong>? progress)
    {
        var replica = _start.Begin(_log.First, _log.Tail, HashOf, _market, ledger, Rebuild);
        StartSeq = replica.Machine.State.InputCursor;
        Replay.Run(
            replica, InTurns(LogChain.ReadFrom(_log, replica.Record + 1)),
            n => progress?.Invoke(n, _log.Tail));
        replica.CheckInvariants();
        return replica;
    }

    private (OutputGate<(EntryOutput, Submission?)> Gate, Sequencer Sequencer) Begin()
    {
        var state = _replica.Machine.State;
        var sequencer = new Sequencer(
            _log, _replica.Position, state.AccountOf, state.Epoch + 1, hazards: _hazards,
            keys: new StandingKeys(state.KeyOf, state.NextChangeDue));
        Check.That(sequencer.TryOffer(new Submission(new Started(state.Epoch + 1)), out _));
        return (new(_log.Tail), sequencer);
    }

    // Of the record before the first one the first one says it.
    private Hash32? HashOf(ulong record) => record >= _log.First && record <= _log.Tail
        ? _log.Read(record).Hash
        : record + 1 == _log.First && _log.Tail >= _log.First ? _log.Read(_log.First).PreviousHash : null;

    // Only after a reorg that takes back more batches than are kept whole, or requests.
    private IReadOnlyList<byte[]> Rebuild(BatchHeader header) => BatchData.Of(Logged(header));

    private IReadOnlyList<SequencedEntry> Logged(BatchHeader header) =>
        BatchData.EntriesOf(header, Bodies(header.FirstSeq, ulong.MaxValue));

    /// <summary>
    /// The entries of a batch from the log; from any thread. Record by record, so that the engine never waits
    /// for more than one.
    /// </summary>
    /// <exception cref="LogRangeException">They were pruned.</exception>
    /// <exception cref="IOException">
    /// Likewise of net data, and the file of its inputs, of which alone they could come, is not there.
    /// </exception>
    public IReadOnlyList<SequencedEntry> EntriesOf(BatchHeader header)
    {
        var inputs = Ledger.Net?.Inputs;
        try
        {
            return Logged(header);
        }
        catch (LogRangeException) when (inputs is not null)
        {
            return inputs.Find(header) ?? throw new IOException(
                $"{InputFiles.NameOf(header.Number)} is missing in {inputs.Folder}, or spoiled, and the log "
                + $"holds the entries of batch {header.Number} no more: put the file back");
        }
    }

    private IEnumerable<byte[]> Bodies(ulong seq, ulong last)
    {
        ulong n;
        lock (_logTurn)
        {
            n = LogSearch.RecordOf(_log, seq);
        }

        for (; n <= last; n++)
        {
            yield return ReadRecord(n).Body;
        }
    }

    private IEnumerable<LogRecord> InTurns(IEnumerable<LogRecord> records)
    {
        using var each = records.GetEnumerator();
        while (true)
        {
            lock (_logTurn)
            {
                if (!each.MoveNext())
                {
                    yield break;
                }
            }

            yield return each.Current;
        }
    }
}
