using Offing.Commitment.Batches;
using Offing.Commitment.Net;
using Offing.Commitment.State;
using Offing.Engine;
using Offing.Engine.Auditing;
using Offing.MarketData;
using Offing.Node.Batches;
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
/// The venue as the log makes it: engine, batches and market data up to one record. A node that serves has
/// one, and so has whoever only follows a log. For one thread, but for the committer.
/// </summary>
public sealed class Replica
{
    private readonly GenesisConfig _genesis;
    private readonly Hazards? _hazards;
    private readonly Func<BatchHeader, IReadOnlyList<byte[]>> _rebuild;
    private InvariantWatch? _watch;

    // Of the records that hold the entries since the last cut; the last one may go on after it.
    private RecordBodies _bodies = new();
    private ulong _firstSeq = 1;
    private List<WithdrawalLeaf> _withdrawals = [];

    // Taken in parts as the batch goes on, so that its cut need not stop the engine for all that it changed.
    private List<LeafChanges> _changes = [];
    private Time _lastPart;

    /// <param name="market">
    /// Empty, or what an earlier engine of this venue has told: then only what follows is folded.
    /// </param>
    /// <param name="ledger">Likewise; null: a new one.</param>
    /// <param name="rebuild">The data of a batch that was dropped.</param>
    /// <param name="hazards">A simulated world's; null in production.</param>
    /// <param name="files">Of a venue of net data; null: nothing is kept of its batches.</param>
    public Replica(
        GenesisConfig genesis, VenueFold market, BatchLedger? ledger,
        Func<BatchHeader, IReadOnlyList<byte[]>> rebuild, Hazards? hazards = null,
        NetFiles? files = null)
    {
        (_genesis, Market, _hazards, _rebuild) = (genesis, market, hazards, rebuild);
        var first = new Machine(genesis);
        var tree = new StateTree(Rules.Hash);
        var net = new NetWriter();
        net.Apply(tree, LeafChanges.Capture(first.State));
        Machine = first;
        Ledger = ledger ?? new BatchLedger(
            BatchBuilder.Genesis(genesis, tree.Root(), Rules.Hash), rebuild, hazards)
        {
            Net = genesis.IsNet ? files ?? new NetFiles(null, null) : null,
        };
        Committer = new Committer(tree, Ledger, hazards, genesis.IsNet ? net : null);
        Folded = market.Seq;
    }

    public Machine Machine { get; private set; }

    public VenueFold Market { get; }

    public BatchLedger Ledger { get; }

    public Committer Committer { get; private set; }

    /// <summary>After the last entry of <see cref="Record"/>.</summary>
    public SequencePosition Position { get; private set; } = SequencePosition.AtGenesis(default);

    /// <summary>The last record in it; 0: none.</summary>
    public ulong Record { get; private set; }

    /// <summary>Of that record; zero: none.</summary>
    public Hash32 RecordHash { get; private set; }

    /// <summary>Time of the last cut, before the first that of the first entry; null before any.</summary>
    public Time? LastCut { get; private set; }

    /// <summary>Whether each choice must come at the same place again: no thread may make one.</summary>
    public bool IsSimulated => _hazards is not null;

    /// <summary>The last entry that market data has already, from before.</summary>
    public ulong Folded { get; }

    /// <summary>The entries of a record are those that are executed next.</summary>
    /// <param name="position">After them.</param>
    /// <param name="body">Of the record.</param>
    public void Advance(ulong record, Hash32 hash, SequencePosition position, byte[] body)
    {
        (Record, RecordHash, Position) = (record, hash, position);
        _bodies.Add(body);
    }

    /// <summary>
    /// Executes the next entry. Market data is the caller's, who tells when it may be told.
    /// </summary>
    public EntryOutput Execute(SequencedEntry entry)
    {
        var output = Machine.Apply(entry);
        LastCut ??= entry.Time;
        foreach (var happened in output.Events)
        {
            if (happened is WithdrawalQueued queued)
            {
                Queue(queued);
            }
            else if (happened is BatchEnded ended)
            {
                WatchInvariants();
                EndBatch(ended.Number, entry, isReplay: false);
            }
            else if (happened is BatchesReopened reopened)
            {
                Reopen(entry.Seq, reopened.First);
            }
        }

        if (IsPartDue(Machine.State.Changes, entry.Time))
        {
            _lastPart = entry.Time;
            MustHold(_watch?.Look(Machine.State.Changes.Named) ?? []);
            _changes.Add(LeafChanges.Capture(Machine.State));
        }

        return output;
    }

    /// <summary>Executes the next entry, which was executed before: the invariants held then.</summary>
    /// <param name="onto">Where its events go; the last entry there.</param>
    public void Repeat(SequencedEntry entry, EventTape onto)
    {
        onto.Begin(entry);
        Machine.Apply(entry, onto);
        LastCut ??= entry.Time;
        if (onto.HasRare(onto.Count - 1))
        {
            onto.Play(onto.Count - 1, new Marks(this, entry));
        }
    }

    /// <summary>Writes all of it, so that another can go on from here.</summary>
    /// <remarks>Market data must have what was executed; nobody else may tick the committer.</remarks>
    /// <exception cref="IOException">
    /// It cannot be written, or no start could use it: net data of a batch has no file yet.
    /// </exception>
    public SnapshotEntry Save(SnapshotStore store)
    {
        while (Committer.Lag > 0)
        {
            Committer.Tick();
        }

        var state = Machine.State;
        Check.That(Record > 0 && Market.Seq == state.InputCursor && Position.NextSeq == Market.Seq + 1);
        Ledger.Net?.MustHold(Ledger.Headers());
        Committer.TakeIn(LeafChanges.Joined(TakeChanges()));
        var header = new SnapshotHeader(
            _genesis.Hash, Rules.Hash, Record, RecordHash, Position, state.Epoch, state.LastBatch,
            Committer.Tree.Root());
        return store.Save(header, Write);
    }

    /// <summary>Takes up what <see cref="Save"/> wrote, in the place of genesis.</summary>
    /// <exception cref="CodecException">It is not of this venue, or of other rules.</exception>
    internal void Load(SnapshotFile file)
    {
        var header = file.Header;
        if (header.GenesisHash != _genesis.Hash || header.RulesHash != Rules.Hash)
        {
            throw new CodecException(header.GenesisHash != _genesis.Hash
                ? "it is of another venue"
                : "it was made by a program of other rules");
        }

        if (Folded != 0 && Folded < header.Seq)
        {
            throw new CodecException("it knows more than was told");
        }

        var restore = new StateRestore(_genesis, Rules.Hash);
        LeafStream.Read(file.Section(SnapshotSection.State), restore);
        var (machine, tree) = restore.Finish();
        if (machine.State.InputCursor != header.Seq || tree.Root() != header.StateRoot)
        {
            throw new CodecException("its state is not that of its header");
        }

        var last = Ledger.Load(file.All(SnapshotSection.Batches));
        var net = _genesis.IsNet ? new NetWriter() : null;
        ReadOpenBatch(file.All(SnapshotSection.OpenBatch), header, net, tree, last?.NewRoot);
        _withdrawals.ForEach(Ledger.AddWithdrawal);
        if (Folded == 0)
        {
            Market.Load(file.Section(SnapshotSection.MarketData));
        }

        (Machine, _watch) = (machine, null);
        Committer = new Committer(tree, Ledger, _hazards, net);
        (Record, RecordHash, Position) = (header.Record, header.RecordHash, header.Position);
    }

    /// <summary>
    /// Whether money and books add up, all of it from scratch: after a replay, and before a snapshot. Each
    /// batch that is cut from then on is examined by what it changed.
    /// </summary>
    public void CheckInvariants()
    {
        MustHold(Invariants.Check(Machine.State));
        _watch = new InvariantWatch(Machine.State);
    }

    private void WatchInvariants()
    {
        if (_watch is not { } watch)
        {
            CheckInvariants();
            return;
        }

        MustHold(watch.Check(Machine.State.Changes.Named));
        if (IsSimulated)
        {
            // Worlds are small, and both must say the same.
            MustHold(Invariants.Check(Machine.State));
        }
    }

    private static void MustHold(IReadOnlyList<string> violations) =>
        Check.That(violations.Count == 0, string.Join("; ", violations));

    private void Queue(WithdrawalQueued queued)
    {
        var leaf = new WithdrawalLeaf(queued.Index, queued.Owner, queued.Amount);
        _withdrawals.Add(leaf);
        Ledger.AddWithdrawal(leaf);
    }

    private void EndBatch(ulong number, SequencedEntry cut, bool isReplay)
    {
        var state = Machine.State;
        // What stands in the same record behind the cut begins the next batch.
        var next = new RecordBodies();
        if (Position.NextSeq - 1 > cut.Seq)
        {
            next.Add(_bodies.Last.Span);
        }

        Committer.Offer(new BatchCapture(
            number, _bodies, _firstSeq, cut.Seq, isReplay, _withdrawals, TakeChanges(),
            state.QueueCursor, state.QueueHash));
        (_bodies, _firstSeq, _withdrawals, LastCut) = (next, cut.Seq + 1, [], cut.Time);
    }

    // What of their last record stands here already is passed over by whoever reads the bodies.
    private void Reopen(ulong seq, ulong first)
    {
        var batches = Committer.Reopen(seq, first);
        _firstSeq = batches[0].Header.FirstSeq;
        var bodies = new RecordBodies();
        foreach (var batch in batches)
        {
            bodies.Add(BodyOf(batch.Header));
        }

        foreach (var body in _bodies.All)
        {
            bodies.Add(body.Span);
        }

        _bodies.GiveBack();
        _bodies = bodies;
        _withdrawals = [.. batches.SelectMany(batch => batch.Withdrawals.Withdrawals), .. _withdrawals];
    }

    // Without the signers, which no batch commits to.
    private byte[] BodyOf(BatchHeader header) => EntryCodec.EncodeRecord(
        EntryCodec.DecodeBatchData(header.FirstSeq, Chunks.Join(_rebuild(header))));

    private List<LeafChanges> TakeChanges()
    {
        _changes.Add(LeafChanges.Capture(Machine.State));
        var taken = _changes;
        _changes = [];
        return taken;
    }

    // Not so often that accounts which change all the time are copied all the time. Worlds are small: there
    // each part has a few, so that parts are met at all.
    private bool IsPartDue(Changes changes, Time now) => IsSimulated
        ? changes.AccountsNamed > 2
        : (changes.AccountsNamed >= Limits.CapturePart_Accounts
                || changes.OrdersNamed >= Limits.CapturePart_Orders)
            && now.Milliseconds >= _lastPart.Milliseconds + Limits.CapturePart_Ms;

    private void Write(SnapshotSection section, Stream stream)
    {
        switch (section)
        {
            case SnapshotSection.State:
                Committer.Tree.Show(new LeafStream(stream));
                break;
            case SnapshotSection.MarketData:
                Market.Save(stream);
                break;
            case SnapshotSection.Batches:
                Ledger.Save(stream);
                break;
            default:
                var writer = new ByteWriter(1 << 16).Bool(LastCut is not null)
                    .VarUInt(LastCut?.Milliseconds ?? 0);
                SavedBatches.Write(writer, _withdrawals);
                Committer.Net?.Save(writer);
                stream.Write(writer.Written);
                WriteOpen(stream);

                break;
        }
    }

    // As the body of one record, whatever records they stand in.
    private void WriteOpen(Stream stream)
    {
        var count = Position.NextSeq - _firstSeq;
        if (count > 0)
        {
            stream.Write(new ByteWriter().VarUInt(_firstSeq).VarUInt(count).Written);
        }

        var next = _firstSeq;
        foreach (var body in _bodies.All)
        {
            var frames = new EntryFrames(body.Span);
            while (frames.Next())
            {
                if (frames.Seq == next)
                {
                    stream.Write(frames.Whole);
                    next++;
                }
            }
        }
    }

    private void ReadOpenBatch(
        byte[] bytes, SnapshotHeader header, NetWriter? net, StateTree tree, Hash32? lastRoot)
    {
        var reader = new ByteReader(bytes);
        var (isCut, time) = (reader.Bool(), reader.VarUInt());
        LastCut = isCut ? new Time(time) : null;
        _withdrawals = SavedBatches.Read(ref reader);
        net?.Load(ref reader, tree, lastRoot);
        (_bodies, _firstSeq) = (new RecordBodies(), header.Seq + 1);
        if (reader.Remaining == 0)
        {
            return;
        }

        var body = reader.Bytes(reader.Remaining).ToArray();
        var frames = new EntryFrames(body);
        _bodies.Add(body);
        _firstSeq = frames.Seq + 1;
        while (frames.Next())
        {
        }

        if (frames.Seq != header.Seq)
        {
            throw new CodecException("its open batch is not that of its header");
        }
    }

    // What a batch is made of.
    private sealed class Marks(Replica replica, SequencedEntry entry) : RareEvents
    {
        public override void Take<T>(in T happened)
        {
            if (happened is WithdrawalQueued queued)
            {
                replica.Queue(queued);
            }
            else if (happened is BatchEnded ended)
            {
                // What it changed is drained and nobody has counted it.
                replica._watch = null;
                replica.EndBatch(ended.Number, entry, isReplay: true);
            }
            else if (happened is BatchesReopened reopened)
            {
                replica.Reopen(entry.Seq, reopened.First);
            }
        }
    }
}
