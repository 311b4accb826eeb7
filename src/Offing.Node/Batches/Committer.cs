using System.Collections.Concurrent;
using Offing.Commitment.Batches;
using Offing.Commitment.Net;
using Offing.Commitment.State;
using Offing.Primitives;
using Offing.Protocol;

namespace Offing.Node.Batches;

/// <summary>
/// Turns captures into batches, in order: state root, inputs root, withdrawals, chunks. One thread ticks it,
/// and the node's makes it hurry when batches are cut again.
/// </summary>
/// <param name="hazards">A simulated world's; null in production.</param>
/// <param name="net">Has noted what the tree holds; null: batches carry their inputs.</param>
public sealed class Committer(
    StateTree tree, BatchLedger ledger, Hazards? hazards = null, NetWriter? net = null)
{
    private readonly ConcurrentQueue<BatchCapture> _waiting = [];
    private readonly BatchInputs _inputs = new();
    private readonly Lock _turn = new();
    private long _owed_Entries;

    /// <summary>Follows the captures; whoever ticks the committer may read it between two ticks.</summary>
    public StateTree Tree => tree;

    /// <summary>Captures that are not batches yet: the lag of the state tree.</summary>
    public int Lag => _waiting.Count;

    /// <summary>Entries in them; from any thread.</summary>
    public long Owed_Entries => Interlocked.Read(ref _owed_Entries);

    /// <summary>Takes a capture; from the node's thread.</summary>
    public void Offer(BatchCapture capture)
    {
        Interlocked.Add(ref _owed_Entries, capture.Entries);
        _waiting.Enqueue(capture);
    }

    /// <summary>Makes at most one batch; false when there was nothing to do.</summary>
    public bool Tick()
    {
        lock (_turn)
        {
            return TryMake();
        }
    }

    /// <summary>
    /// Makes all that is waiting, then begins the next batch with the entries of those from
    /// <paramref name="first"/> on; from the node's thread.
    /// </summary>
    /// <param name="seq">Of the entry that says so.</param>
    /// <returns>The batches that are none any more.</returns>
    public IReadOnlyList<SettlementBatch> Reopen(ulong seq, ulong first)
    {
        lock (_turn)
        {
            while (Lag > 0)
            {
                TryMake();
            }

            var batches = ledger.Reopen(seq, first);
            net?.Reopen(DataBefore(batches[0]));
            return batches;
        }
    }

    // What goes to the chain is kept whole of a venue of net data.
    private List<byte[]> DataBefore(SettlementBatch batch)
    {
        var data = new List<byte[]>();
        for (var header = batch.Header; header.Number > 1;)
        {
            var before = ledger.Before(header.Number, header.FirstSeq);
            data.Add(Chunks.Join(before.Chunks));
            header = before.Header;
        }

        data.Reverse();
        return data;
    }

    private bool TryMake()
    {
        if (!_waiting.TryPeek(out var capture) || hazards.Takes(Hazard.CommitterLate))
        {
            return false;
        }

        var changes = LeafChanges.Joined(capture.Changes);
        tree.Apply(changes);
        net?.Note(changes);
        _inputs.Read(capture.Bodies.All, capture.FirstSeq, capture.LastSeq);
        var end = new BatchEnd(
            tree.Root(), capture.QueueCursor, capture.QueueHash,
            capture.LastSeq + Limits.SeqCeilingAhead_Entries, Rules.Hash);
        // Not the last one: an engine that is made anew comes by batches that the ledger has already.
        var previous = ledger.Before(capture.Number, capture.FirstSeq).Header;
        var batch = BatchBuilder.Next(
            previous, _inputs, capture.Withdrawals, end, keepsData: net is null && !capture.IsReplay);
        if (net is not null)
        {
            ledger.KeepInputs(capture.Number, _inputs.Data);
            batch = batch.WithData(net.Write(tree, capture.Withdrawals));
        }

        Check.That(batch.Header.Number == capture.Number);
        ledger.Add(batch);
        capture.Bodies.GiveBack();
        foreach (var part in capture.Changes)
        {
            part.GiveBack();
        }

        Interlocked.Add(ref _owed_Entries, -capture.Entries);
        return _waiting.TryDequeue(out _);
    }
}
