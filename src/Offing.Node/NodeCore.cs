using Offing.Commitment.Batches;
using Offing.Commitment.State;
using Offing.Engine;
using Offing.Log;
using Offing.MarketData;
using Offing.Node.Batches;
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
    private readonly Lock _state = new();

    // The log is for one thread; the rare rebuild of a batch's data comes from another and takes its turn.
    private readonly Lock _logTurn = new();
    private readonly Machine _machine;
    private readonly ICommitLog _log;
    private readonly VenueFold _market;
    private readonly Sequencer _sequencer;
    private readonly OutputGate<(EntryOutput Output, Submission? Submission)> _gate;
    private readonly ulong _batchInterval_Ms;
    private List<SequencedEntry> _batchEntries = [];
    private List<WithdrawalLeaf> _batchWithdrawals = [];

    // Before the first cut the time of the first entry.
    private Time? _lastCut;
    private bool _cutOffered;

    /// <summary>Replays the whole log, then takes up where it ends.</summary>
    /// <param name="market">Empty; it is folded anew from the replay.</param>
    /// <param name="batchInterval_Ms">A batch is cut when the last one is so old.</param>
    /// <param name="progress">Told how many of how many records are replayed.</param>
    /// <param name="hazards">A simulated world's; null in production.</param>
    /// <exception cref="LogCorruptException">The log is not what was written.</exception>
    public NodeCore(
        GenesisConfig genesis, ICommitLog log, VenueFold market, ulong batchInterval_Ms,
        Action<ulong, ulong>? progress = null, Hazards? hazards = null)
    {
        (_log, _market, _batchInterval_Ms) = (log, market, batchInterval_Ms);
        _machine = new Machine(genesis);
        var tree = new StateTree(Rules.Hash);
        tree.Apply(LeafChanges.Capture(_machine.State));
        Ledger = new BatchLedger(BatchBuilder.Genesis(genesis, tree.Root(), Rules.Hash), Rebuild, hazards);
        Committer = new Committer(tree, Ledger, hazards);
        var position = Replay(progress);
        _gate = new(log.Tail);
        _sequencer = new Sequencer(
            log, position, _machine.State.AccountOf, _machine.State.Epoch + 1, hazards: hazards);
        Check.That(_sequencer.TryOffer(new Submission(new Started(_machine.State.Epoch + 1)), out _));
    }

    /// <summary>Batches of the venue.</summary>
    public BatchLedger Ledger { get; }

    /// <summary>Makes the batches; whoever runs the node ticks it, on a thread of its own.</summary>
    public Committer Committer { get; }

    /// <summary>The log failed: the node must be built anew before anything else is answered.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Whether the log has room; from any thread.</summary>
    public LogRoom Room => _sequencer.Room;

    /// <summary>From any thread; see <see cref="Sequencer.TryOffer"/>.</summary>
    public bool TryOffer(Submission submission, out RejectCode refusal) =>
        _sequencer.TryOffer(submission, out refusal);

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
            return read(_machine.State);
        }
    }

    /// <summary>One round: at most one micro-batch. False when there was nothing to do.</summary>
    public bool Tick(Time now)
    {
        OfferWhatIsDue(now);
        var drained = Drain(now);
        HasFailed |= drained.Status == DrainStatus.Failed;
        if (drained.Status != DrainStatus.Durable)
        {
            return false;
        }

        foreach (var (sequenced, submission) in drained.Entries)
        {
            _gate.Add(drained.Record, (Execute(sequenced), submission));
        }

        _gate.MarkDurable(drained.Record);
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

        var next = _machine.State.LastBatch + 1;
        if (!_cutOffered && _lastCut is { } last && now.Milliseconds >= last.Milliseconds + _batchInterval_Ms)
        {
            _cutOffered = _sequencer.TryOffer(
                new Submission(new BatchCut(next), _ => _cutOffered = false), out _);
        }
    }

    private EntryOutput Execute(SequencedEntry entry)
    {
        lock (_state)
        {
            var output = _machine.Apply(entry);
            _batchEntries.Add(entry);
            _lastCut ??= entry.Time;
            foreach (var happened in output.Events)
            {
                if (happened is WithdrawalQueued queued)
                {
                    var leaf = new WithdrawalLeaf(queued.Index, queued.Owner, queued.Amount);
                    _batchWithdrawals.Add(leaf);
                    Ledger.AddWithdrawal(leaf);
                }
                else if (happened is BatchEnded ended)
                {
                    EndBatch(ended.Number, entry.Time);
                }
            }

            return output;
        }
    }

    private void EndBatch(ulong number, Time time)
    {
        var violations = Invariants.Check(_machine.State);
        Check.That(violations.Count == 0, string.Join("; ", violations));
        Committer.Offer(new BatchCapture(
            number, _batchEntries, _batchWithdrawals, LeafChanges.Capture(_machine.State),
            _machine.State.QueueCursor, _machine.State.QueueHash));
        (_batchEntries, _batchWithdrawals, _lastCut) = ([], [], time);
    }

    private SequencePosition Replay(Action<ulong, ulong>? progress)
    {
        var position = SequencePosition.AtGenesis(default);
        for (var n = _log.First; n <= _log.Tail; n++)
        {
            var entries = EntryCodec.DecodeRecord(_log.Read(n).Body);
            position = position.After(entries);
            foreach (var entry in entries)
            {
                _market.Apply(Execute(entry));
            }

            progress?.Invoke(n, _log.Tail);
        }

        return position;
    }

    // Only after a reorg that takes back more batches than are kept whole. Record by record, so that the
    // engine never waits for more than one.
    private IReadOnlyList<byte[]> Rebuild(BatchHeader header)
    {
        var entries = new List<SequencedEntry>();
        for (var n = _log.First; entries.Count == 0 || entries[^1].Seq < header.LastSeq; n++)
        {
            byte[] body;
            lock (_logTurn)
            {
                body = _log.Read(n).Body;
            }

            entries.AddRange(EntryCodec.DecodeRecord(body)
                .Where(entry => entry.Seq >= header.FirstSeq && entry.Seq <= header.LastSeq));
        }

        return Chunks.Split(EntryCodec.EncodeBatchData(entries));
    }
}
