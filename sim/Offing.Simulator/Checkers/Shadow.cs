using Offing.Commitment.Batches;
using Offing.Commitment.Net;
using Offing.Commitment.State;
using Offing.Engine;
using Offing.Log;
using Offing.MarketData;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using Offing.Sequencing;
using SequencePosition = Offing.Sequencing.SequencePosition;

namespace Offing.Simulator.Checkers;

/// <summary>
/// A second venue that lives from the log alone: what it says is what must have happened. The running node,
/// every replay of it and the chain are held against it.
/// </summary>
internal sealed class Shadow
{
    private const string Name = "shadow";

    // More than one micro-batch holds: answers leave with their own.
    private const int KeptOutputs = 8_192;

    private readonly Machine _machine;
    private readonly VenueFold _market;
    private readonly StateTree _tree = new(Rules.Hash);
    private readonly NetWriter _net = new();
    private readonly bool _isNet;
    private readonly IReadOnlyList<IStepChecker> _steps;
    private readonly List<BatchHeader> _headers = [];

    // Of a venue of net data, from batch 1 on.
    private readonly List<byte[]> _data = [];
    private readonly List<SequencedEntry> _entries = [];
    private readonly EntryOutput?[] _newest = new EntryOutput?[KeptOutputs];
    private readonly List<(ulong Seq, WithdrawalLeaf Leaf)> _withdrawals = [];
    private SequencePosition _position = SequencePosition.AtGenesis(default);

    public Shadow(GenesisConfig genesis, Func<VenueState, IReadOnlyList<IStepChecker>> steps)
    {
        _machine = new Machine(genesis);
        _market = new VenueFold(genesis);
        _isNet = genesis.IsNet;
        _net.Apply(_tree, LeafChanges.Capture(_machine.State));
        _headers.Add(BatchBuilder.Genesis(genesis, _tree.Root(), Rules.Hash).Header);
        _steps = steps(_machine.State);
    }

    public VenueState State => _machine.State;

    /// <summary>The batches that the log makes, from number 0.</summary>
    public IReadOnlyList<BatchHeader> Headers => _headers;

    /// <summary>Sequence number of the last entry that is durable.</summary>
    public ulong LastSeq => _position.NextSeq - 1;

    /// <summary>Entry n stands at n - 1.</summary>
    public IReadOnlyList<SequencedEntry> Entries => _entries;

    /// <summary>What one of the newest entries did.</summary>
    public EntryOutput OutputOf(ulong seq) =>
        _newest[seq % KeptOutputs] is { } output && output.Entry.Seq == seq
            ? output
            : Check.Unreachable<EntryOutput>("only the newest entries are answered");

    /// <summary>Market data of a node that has replayed, with all of its bytes.</summary>
    public void CheckMarket(VenueFold told)
    {
        SimFailure.Unless(
            told.Seq == _market.Seq, "market data", () => $"it is at entry {told.Seq} of {_market.Seq}");
        SimFailure.Unless(
            Saved(told).AsSpan().SequenceEqual(Saved(_market)), "market data",
            () => $"after a start at entry {told.Seq} it is not what the log makes it");
    }

    private static byte[] Saved(VenueFold fold)
    {
        using var stream = new MemoryStream();
        fold.Save(stream);
        return stream.ToArray();
    }

    public void Take(ulong n, RecordStamp stamp, byte[] body)
    {
        var entries = EntryCodec.DecodeRecord(body);
        CheckStamp(n, stamp, entries);
        var violation = MicroBatchOrderChecker.FindViolation(entries, _position, State.AccountOf);
        SimFailure.Unless(violation is null, "order", () => $"record {n}: {violation}");
        _position = _position.After(entries);
        foreach (var entry in entries)
        {
            Apply(entry);
        }
    }

    // The first entry of a start is Started with the next epoch, and every record names the epoch of its
    // start.
    private void CheckStamp(ulong n, RecordStamp stamp, IReadOnlyList<SequencedEntry> entries)
    {
        SimFailure.Unless(
            stamp.Count == (uint)entries.Count && stamp.Time == entries[^1].Time, Name,
            () => $"record {n} is stamped {stamp}");
        var isStart = entries.Any(entry => entry.Entry is Started);
        var due = State.Epoch + (isStart ? 1UL : 0UL);
        SimFailure.Unless(
            stamp.Epoch == due && (!isStart || entries[0].Entry is Started started && started.Epoch == due),
            Name, () => $"record {n} of epoch {stamp.Epoch} stands in epoch {State.Epoch}");
    }

    private void Apply(SequencedEntry entry)
    {
        var output = _machine.Apply(entry);
        _market.Apply(output);
        _entries.Add(entry);
        _newest[entry.Seq % KeptOutputs] = output;
        foreach (var happened in output.Events)
        {
            if (happened is WithdrawalQueued queued)
            {
                var leaf = new WithdrawalLeaf(queued.Index, queued.Owner, queued.Amount);
                _withdrawals.Add((entry.Seq, leaf));
            }
            else if (happened is BatchesReopened reopened)
            {
                Reopen((int)reopened.First);
            }
        }

        foreach (var step in _steps)
        {
            step.Applied(output);
        }

        if (output.Events.OfType<BatchEnded>().Any())
        {
            EndBatch();
        }
    }

    private void Reopen(int first)
    {
        _headers.RemoveRange(first, _headers.Count - first);
        _net.Reopen(_isNet ? _data[(first - 1)..] : []);
        _data.RemoveRange(first - 1, _data.Count - first + 1);
    }

    private void EndBatch()
    {
        _net.Apply(_tree, LeafChanges.Capture(State));
        var last = _headers[^1].LastSeq;
        var entries = _entries[(int)last..];
        var end = new BatchEnd(
            _tree.Root(), State.QueueCursor, State.QueueHash,
            entries[^1].Seq + Limits.SeqCeilingAhead_Entries, Rules.Hash);
        var leaves = _withdrawals.Where(each => each.Seq > last).Select(each => each.Leaf).ToList();
        var batch = BatchBuilder.Next(_headers[^1], entries, leaves, end);
        batch = _isNet ? batch.WithData(_net.Write(_tree, leaves)) : batch;
        _data.Add(_isNet ? Chunks.Join(batch.Chunks) : []);
        _headers.Add(batch.Header);
        foreach (var step in _steps)
        {
            step.BatchEnded(batch, _tree);
        }
    }
}
