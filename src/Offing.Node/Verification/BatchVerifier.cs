using Offing.Commitment.Batches;
using Offing.Commitment.Net;
using Offing.Commitment.State;
using Offing.Engine;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using Offing.Settlement.Contracts;
using Offing.Signing;

namespace Offing.Node.Verification;

/// <summary>The first thing in which a posted batch is not what its inputs make.</summary>
/// <param name="Root">
/// For a refusal (spec/signing.md): the state root that the inputs make; zero when they make none, or the
/// posted one and another field is wrong.
/// </param>
public sealed record BatchFinding(ulong Batch, string What, Hash32 Root)
{
    /// <summary>
    /// The header that a watcher refuses; null when the batch is not at fault, or is the first, which stands.
    /// </summary>
    public BatchHeader? Refused { get; init; }

    /// <summary>
    /// Whether it is nothing of a batch: the contracts were deployed with other figures than genesis names.
    /// </summary>
    public bool IsOfVenue { get; init; }
}

/// <summary>A batch that queued withdrawals.</summary>
/// <param name="Withdrawals">By ascending index, at least one.</param>
public sealed record PayingBatch(BatchHeader Header, IReadOnlyList<WithdrawalLeaf> Withdrawals);

/// <summary>
/// Rebuilds a venue from the data of its batches alone, with the same engine, and holds each header against
/// it: every signature, every root. It asks nobody and believes nothing but the rules that it was built with.
/// </summary>
/// <param name="vault">The venue's vault: with the chain it is what signatures are made for.</param>
/// <param name="inputsOf">
/// Where inputs come from that batches do not carry (spec/data.md); null: then only leaves are held against
/// roots.
/// </param>
public sealed class BatchVerifier(ulong chainId, Address vault, Func<BatchHeader, byte[]>? inputsOf = null)
{
    private readonly EntrySignatures _signatures = new(new OffingDomain(chainId, vault));
    private readonly List<PayingBatch> _paying = [];
    private StateTree _tree = new(Rules.Hash);
    private NetState? _net;
    private Machine? _machine;
    private bool _hasFound;

    /// <summary>Told what each entry made, before its batch is known to hold; null: nobody is.</summary>
    public Action<EntryOutput>? Told { get; init; }

    /// <summary>
    /// The chain's own prefix hash of its queue at a cursor, null past its end: requests that a batch takes
    /// back must not stand there. Null: nobody is asked, and what cannot be seen in the batches is believed.
    /// </summary>
    public Func<ulong, Hash32?>? PrefixAt { get; init; }

    /// <summary>The last batch that holds; null before batch 0.</summary>
    public BatchHeader? Last { get; private set; }

    /// <summary>The withdrawals of <see cref="Last"/>, by ascending index.</summary>
    public IReadOnlyList<WithdrawalLeaf> Withdrawals { get; private set; } = [];

    /// <summary>Every batch that holds and queued withdrawals, by number.</summary>
    public IReadOnlyList<PayingBatch> Paying => _paying;

    /// <summary>The state after <see cref="Last"/>; null before batch 0, and after a finding.</summary>
    public VenueState? State => _hasFound || IsOfLeaves ? null : _machine?.State;

    /// <summary>
    /// Whether only leaves are checked: the venue posts net data, and nobody was asked for its inputs.
    /// </summary>
    public bool IsOfLeaves => _net is not null && inputsOf is null;

    /// <summary>What can be proved after <see cref="Last"/>, in either data mode.</summary>
    // The first batch behind genesis names every leaf.
    public IStateProofs Proofs => IsOfLeaves && Last?.Number > 0 ? _net! : _tree;

    /// <summary>What the venue began with; null before batch 0.</summary>
    public GenesisConfig? Genesis { get; private set; }

    /// <summary>Whether a batch did not hold: nothing more can be said.</summary>
    internal bool HasFound => _hasFound;

    /// <summary>Entries of the batches that hold.</summary>
    public ulong Entries => Last?.LastSeq ?? 0;

    /// <summary>Signatures that were checked.</summary>
    public ulong Signatures => _signatures.Checked;

    /// <summary>The next batch; null when it holds. After a finding nothing more can be said.</summary>
    public BatchFinding? Take(Batch batch)
    {
        var finding = Judge(batch);
        _hasFound |= finding is not null;
        return finding;
    }

    private BatchFinding? Judge(Batch batch)
    {
        var header = batch.Header;
        var expected = Last is null ? 0 : Last.Number + 1;
        if (header.Number != expected)
        {
            return Unread(header, $"it stands where batch {expected} must");
        }

        if (header.RulesHash != Rules.Hash)
        {
            return Unread(
                header,
                $"it names rules {header.RulesHash}, this program has {Rules.Hash}: use that one");
        }

        return Last is null ? Begin(batch) : Follow(Last, batch);
    }

    private BatchFinding? Begin(Batch batch)
    {
        if (!GenesisParser.TryParse(batch.Data(), out var genesis, out var error))
        {
            return Found(batch.Header, $"its data is no genesis: {error}");
        }

        (_machine, Genesis) = (new Machine(genesis), genesis);
        _net = genesis.IsNet ? new NetState() : null;
        _tree.Apply(LeafChanges.Capture(_machine.State));
        var made = BatchBuilder.Genesis(genesis, _tree.Root(), Rules.Hash).Header;
        return Difference(batch.Header, made) ?? Hold(batch.Header, []);
    }

    private BatchFinding? Follow(BatchHeader last, Batch batch)
    {
        var header = batch.Header;
        // Asked for before anything is taken in: whoever has none now is asked again.
        var entries = IsOfLeaves ? [] : _net is null ? null : Inputs(header);
        if (_net?.Take(batch.Data(), header.NewRoot, header.WithdrawalsRoot) is { } ofLeaves)
        {
            return Found(header, ofLeaves);
        }

        if (IsOfLeaves)
        {
            return Hold(header, _net!.Withdrawals);
        }

        if ((entries is null ? Decode(header, batch.Data(), out entries) : null) is { } unread)
        {
            return Found(header, unread);
        }

        if (Order(last, header, entries) is { } defect)
        {
            return Found(header, defect);
        }

        var state = _machine!.State;
        var withdrawals = new List<WithdrawalLeaf>();
        var shape = new BatchShape(header.Number, entries[^1].Seq, last.QueueCursor);
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            if (_signatures.FindDefect(state, ref entry) is { } forged)
            {
                return Found(header, $"entry {entry.Seq}: {forged}");
            }

            entries[i] = entry;
            var output = _machine.Apply(entry);
            Told?.Invoke(output);
            var events = output.Events;
            withdrawals.AddRange(events.OfType<WithdrawalQueued>().Select(
                queued => new WithdrawalLeaf(queued.Index, queued.Owner, queued.Amount)));
            if (shape.FindDefect(entry, events) is { } misshapen)
            {
                return Found(header, misshapen);
            }
        }

        if (shape.FindDefectAtEnd(PrefixAt) is { } unfounded)
        {
            return Found(header, unfounded);
        }

        _tree.Apply(LeafChanges.Capture(state));
        var made = BatchBuilder.Next(last, entries, withdrawals, new BatchEnd(
            _tree.Root(), state.QueueCursor, state.QueueHash,
            header.LastSeq + Limits.SeqCeilingAhead_Entries, Rules.Hash)).Header;
        return Difference(header, _net is null ? made : made with { DataHash = header.DataHash })
            ?? Hold(header, withdrawals);
    }

    // Whoever gives other bytes than the inputs says nothing of the operator, and has not given them.
    private List<SequencedEntry> Inputs(BatchHeader header)
    {
        var what = Decode(header, inputsOf!(header), out var entries);
        return what is null && entries.Count > 0 && BatchBuilder.InputsRoot(entries) == header.InputsRoot
            ? entries
            : throw new InputsWithheldException(
                header,
                "what is given as its inputs does not make its inputsRoot"
                + (what is null ? "" : $", {what}"));
    }

    private static string? Decode(BatchHeader header, byte[] data, out List<SequencedEntry> entries)
    {
        entries = [];
        try
        {
            entries.AddRange(EntryCodec.DecodeBatchData(header.FirstSeq, data));
            return null;
        }
        catch (CodecException error)
        {
            return $"its data cannot be read: {error.Message}";
        }
    }

    // What the machine may be given at all: whole entries that follow one another in number and time.
    private static string? Order(BatchHeader last, BatchHeader header, List<SequencedEntry> entries)
    {
        if (header.FirstSeq != last.LastSeq + 1)
        {
            return $"it begins with entry {header.FirstSeq}, after {last.LastSeq}";
        }

        var time = last.Time;
        foreach (var entry in entries)
        {
            if (entry.Time < time)
            {
                return $"entry {entry.Seq} is earlier than the one before";
            }

            time = entry.Time;
        }

        return entries.Count > 0 ? null : "it has no entries";
    }

    private static BatchFinding? Difference(BatchHeader posted, BatchHeader made)
    {
        (string Field, object Posted, object Made)[] fields =
        [
            ("prevRoot", posted.PrevRoot, made.PrevRoot), ("firstSeq", posted.FirstSeq, made.FirstSeq),
            ("lastSeq", posted.LastSeq, made.LastSeq), ("inputsRoot", posted.InputsRoot, made.InputsRoot),
            ("dataHash", posted.DataHash, made.DataHash), ("time", posted.Time, made.Time),
            ("queueCursor", posted.QueueCursor, made.QueueCursor),
            ("queueHash", posted.QueueHash, made.QueueHash),
            ("withdrawalsRoot", posted.WithdrawalsRoot, made.WithdrawalsRoot),
            ("newRoot", posted.NewRoot, made.NewRoot), ("seqCeiling", posted.SeqCeiling, made.SeqCeiling),
        ];
        foreach (var (field, was, should) in fields)
        {
            if (!was.Equals(should))
            {
                var root = made.NewRoot == posted.NewRoot ? Hash32.Zero : made.NewRoot;
                return Found(posted, $"{field} is {was}, its inputs make {should}", root);
            }
        }

        return null;
    }

    private BatchFinding? Hold(BatchHeader header, IReadOnlyList<WithdrawalLeaf> withdrawals)
    {
        (Last, Withdrawals) = (header, withdrawals);
        if (withdrawals.Count > 0)
        {
            _paying.Add(new PayingBatch(header, withdrawals));
        }

        return null;
    }

    /// <summary>
    /// Shows the leaves of the state after <see cref="Last"/>: all of them, or what a proof needs when only
    /// leaves are checked.
    /// </summary>
    internal void Show(ILeafSink sink)
    {
        if (IsOfLeaves)
        {
            _net!.Show(sink);
        }
        else
        {
            _tree.Show(sink);
        }
    }

    /// <summary>
    /// Goes on behind a batch that held before, when the venue's first one was taken. Whoever calls it knows
    /// that the chain has this batch.
    /// </summary>
    /// <param name="paying">Up to that batch.</param>
    /// <param name="read">Gives the leaves that <see cref="Show"/> showed.</param>
    /// <exception cref="CodecException">They are not those of its root; then nothing has changed.</exception>
    internal void Restore(BatchHeader last, IReadOnlyList<PayingBatch> paying, Action<ILeafSink> read)
    {
        Check.That(Last?.Number == 0 && !_hasFound);
        var (machine, tree, net) = (_machine, _tree, _net is null ? null : new NetState());
        if (IsOfLeaves)
        {
            read(net!);
        }
        else
        {
            var restore = new StateRestore(Genesis!, Rules.Hash);
            read(new WholeState(restore));
            (machine, tree) = restore.Finish();
            if (net is not null)
            {
                tree.Show(net);
            }
        }

        if (net?.DefectUnder(last.NewRoot) is { } defect)
        {
            throw new CodecException($"its leaves make {defect}");
        }

        if (!IsOfLeaves && tree.Root() != last.NewRoot)
        {
            throw new CodecException($"its leaves make state root {tree.Root()}, not {last.NewRoot}");
        }

        (_machine, _tree, _net) = (machine, tree, net);
        (Last, Withdrawals) = (last, paying.LastOrDefault(each => each.Header == last)?.Withdrawals ?? []);
        _paying.AddRange(paying);
    }

    private static BatchFinding Found(BatchHeader header, string what, Hash32 root = default) =>
        new(header.Number, what, root) { Refused = header.Number == 0 ? null : header };

    // Says nothing of what the operator did: nobody signs a refusal of it.
    private static BatchFinding Unread(BatchHeader header, string what) =>
        new(header.Number, what, Hash32.Zero);
}
